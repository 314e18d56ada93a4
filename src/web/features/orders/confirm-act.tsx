import { Modal } from "antd";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import type { PackageAct } from "./acts.ts";

export type ActToConfirm = { act: PackageAct; ids: string[] };

/** Only for what cannot be taken back: says what will happen, not "are you sure". */
export function needsConfirm(act: PackageAct): act is "mark_shipped" | "withdraw" {
  return act === "mark_shipped" || act === "withdraw";
}

export function ConfirmAct({ asked, onConfirm, onCancel }: { asked: ActToConfirm; onConfirm(): void; onCancel(): void }) {
  const t = useText();
  const n = formatCount(asked.ids.length);
  const isShip = asked.act === "mark_shipped";
  return (
    <Modal
      open
      width={400}
      zIndex={1100}
      title={isShip ? t("ship.title", { n }) : t("withdraw.title", { n })}
      okText={isShip ? t("ship.confirm", { n }) : t("withdraw.confirm", { n })}
      cancelText={t("act.notNow")}
      okButtonProps={{ autoFocus: true }}
      onOk={onConfirm}
      onCancel={onCancel}
    >
      {isShip ? t("ship.body") : t("withdraw.body")}
    </Modal>
  );
}
