import { Dropdown } from "antd";
import { useCallback, useMemo, useState } from "react";
import type { PackageRow } from "../../../../contract/packages.ts";
import { useText } from "../../../text/use-text.tsx";
import { canTake, type PackageAct, packageActs } from "../acts.ts";

type OpenMenu = { row: PackageRow; x: number; y: number };
export type RowMenuState = { at: OpenMenu | undefined; open(row: PackageRow, button: HTMLElement): void; close(): void };

export function useRowMenu(): RowMenuState {
  const [at, setAt] = useState<OpenMenu>();
  const open = useCallback((row: PackageRow, button: HTMLElement) => {
    const box = button.getBoundingClientRect();
    setAt({ row, x: box.right, y: box.bottom });
  }, []);
  const close = useCallback(() => setAt(undefined), []);
  return useMemo(() => ({ at, open, close }), [at, open, close]);
}

type RowMenuProps = {
  menu: RowMenuState;
  may(act: PackageAct): boolean;
  onOpen(id: string): void;
  onAct(act: PackageAct, row: PackageRow): void;
};

/** One menu for all rows: a menu in each would cost scroll frames. */
export function RowMenu({ menu, may, onOpen, onAct }: RowMenuProps) {
  const t = useText();
  const { at, close } = menu;
  if (at === undefined) return null;
  const { row } = at;
  const acts = packageActs.filter((act) => may(act) && canTake(act, row));
  const label = (act: PackageAct) => t(act === "print" && row.printedCount > 0 ? "act.reprint" : `act.${act}`);
  const copies = [
    { key: "copyNumber", label: t("grid.copyNumber"), text: row.number },
    { key: "copyOrder", label: t("grid.copyOrder"), text: row.platformOrderId },
    ...(row.waybill === null ? [] : [{ key: "copyWaybill", label: t("grid.copyWaybill"), text: row.waybill }]),
  ];
  const press = (key: string) => {
    close();
    const act = acts.find((one) => one === key);
    const copy = copies.find((one) => one.key === key);
    if (act !== undefined) onAct(act, row);
    else if (copy !== undefined) void navigator.clipboard?.writeText(copy.text);
    else onOpen(row.id);
  };
  return (
    <Dropdown
      open
      trigger={["click"]}
      placement="bottomRight"
      onOpenChange={(isOpen) => !isOpen && close()}
      menu={{
        autoFocus: true,
        items: [
          { key: "view", label: t("act.view") },
          ...acts.map((act) => ({ key: act, label: label(act) })),
          { type: "divider" },
          ...copies.map((copy) => ({ key: copy.key, label: copy.label })),
        ],
        onClick: ({ key }) => press(key),
      }}
    >
      <span className="menu-anchor" style={{ left: at.x, top: at.y }} />
    </Dropdown>
  );
}
