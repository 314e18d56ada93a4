import { Button, InputNumber } from "antd";
import { useState } from "react";
import type { Shelf } from "../../../contract/stock.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { useMay } from "../../api/session.tsx";
import { useSetLimits } from "../../api/stock-queries.ts";
import { useText } from "../../text/use-text.tsx";

type Limits = { safetyUnits: number; lowUnits: number };

/** 门槛: what is kept back from shops, and below what the SKU counts as low, by warehouse. */
export function LimitsTab({ skuId, shelves }: { skuId: string; shelves: readonly Shelf[] }) {
  const t = useText();
  const may = useMay();
  const save = useSetLimits();
  const [typed, setTyped] = useState<ReadonlyMap<string, Limits>>(new Map());
  const limitsOf = (shelf: Shelf): Limits => typed.get(shelf.warehouse.id) ?? { safetyUnits: shelf.safetyUnits, lowUnits: shelf.lowUnits };
  const change = (shelf: Shelf, part: Partial<Limits>) => {
    save.reset();
    setTyped(new Map(typed).set(shelf.warehouse.id, { ...limitsOf(shelf), ...part }));
  };
  const changes = shelves.flatMap((shelf) => {
    const { safetyUnits, lowUnits } = limitsOf(shelf);
    const isSame = safetyUnits === shelf.safetyUnits && lowUnits === shelf.lowUnits;
    return isSame ? [] : [{ skuId, warehouseId: shelf.warehouse.id, safetyUnits, lowUnits }];
  });
  return (
    <form
      className="limits"
      onSubmit={(event) => {
        event.preventDefault();
        if (changes.length > 0) save.mutate(changes);
      }}
    >
      <p className="t2 sm">{t("limits.hint")}</p>
      <table className="plain-table">
        <caption>{t("stockTab.limits")}</caption>
        <thead>
          <tr>
            <th>{t("stock.warehouse")}</th>
            <th>{t("stock.safety")}</th>
            <th>{t("stock.low")}</th>
          </tr>
        </thead>
        <tbody>
          {shelves.map((shelf) => (
            <tr key={shelf.warehouse.id}>
              <td className="nw">{shelf.warehouse.name}</td>
              <td>
                <InputNumber
                  min={0}
                  max={10_000_000}
                  precision={0}
                  disabled={!may("stock:write")}
                  aria-label={`${shelf.warehouse.name} ${t("stock.safety")}`}
                  value={limitsOf(shelf).safetyUnits}
                  onChange={(value) => change(shelf, { safetyUnits: value ?? 0 })}
                />
              </td>
              <td>
                <InputNumber
                  min={0}
                  max={10_000_000}
                  precision={0}
                  disabled={!may("stock:write")}
                  aria-label={`${shelf.warehouse.name} ${t("stock.low")}`}
                  value={limitsOf(shelf).lowUnits}
                  onChange={(value) => change(shelf, { lowUnits: value ?? 0 })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {may("stock:write") && (
        <p className="fx limits-foot">
          <Button htmlType="submit" type="primary" disabled={changes.length === 0} loading={save.isPending}>
            {t("limits.save")}
          </Button>
          <span role="status" className={save.isError ? "red" : "t2"}>
            {save.isError ? sayFailure(t, failureOf(save.error)) : save.isSuccess ? t("limits.saved") : ""}
          </span>
        </p>
      )}
    </form>
  );
}
