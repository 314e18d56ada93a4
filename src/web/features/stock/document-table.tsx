import type { StockDocument } from "../../../contract/stock-documents.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import type { DocumentState } from "../../../kernel/vocabulary/stock.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Dot, type Tone } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";
import { sayMaker, sayReason } from "./stock-words.ts";

export const stateTones = {
  draft: "grey",
  submitted: "amber",
  in_transit: "accent",
  to_put_back: "amber",
  done: "green",
  cancelled: "grey",
} as const satisfies Record<DocumentState, Tone>;

/** Documents, newest first. */
export function DocumentTable({
  rows,
  open,
  onOpen,
}: {
  rows: readonly StockDocument[];
  open: string | undefined;
  onOpen(id: string): void;
}) {
  const t = useText();
  const now = useNow(60_000);
  return (
    <table className="plain-table document-table">
      <caption>{t("menu.stockDocuments")}</caption>
      <thead>
        <tr>
          <th>{t("document.number")}</th>
          <th>{t("document.kind")}</th>
          <th>{t("document.route")}</th>
          <th>{t("document.state")}</th>
          <th className="r">{t("document.lines")}</th>
          <th className="r">{t("document.units")}</th>
          <th>{t("document.result")}</th>
          <th>{t("document.note")}</th>
          <th>{t("document.created")}</th>
          <th>{t("document.done")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} now={now} isOpen={row.id === open} onOpen={onOpen} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, now, isOpen, onOpen }: { row: StockDocument; now: Instant; isOpen: boolean; onOpen(id: string): void }) {
  const t = useText();
  const said = (at: string | null, name: string | null) =>
    at === null ? "" : t("document.by", { time: formatDayTime(parseInstant(at) ?? now, now), name: sayMaker(t, name ?? "") });
  return (
    <tr className={isOpen ? "opens on" : "opens"} data-document={row.number} data-state={row.state} onClick={() => onOpen(row.id)}>
      <td className="nw">
        <button type="button" className="pk" aria-label={t("document.open", { number: row.number })}>
          {row.number}
        </button>
      </td>
      <td className="nw">
        {t(`documentKind.${row.kind}`)} <span className="t3 sm">{sayReason(t, row.reason)}</span>
      </td>
      <td className="nw">
        {row.toWarehouse === null ? row.warehouse.name : t("document.fromTo", { from: row.warehouse.name, to: row.toWarehouse.name })}
      </td>
      <td className="nw">
        <span className="fx4">
          <Dot tone={stateTones[row.state]} /> {t(`documentState.${row.state}`)}
        </span>
      </td>
      <td className="r">{formatCount(row.lines)}</td>
      <td className="r">{row.kind === "count" ? <span className="t3">—</span> : formatUnits(row.units)}</td>
      <td className="nw">
        <DocumentResult row={row} />
      </td>
      <td>
        <span className="el note-cell t2" title={row.note}>
          {row.note}
        </span>
      </td>
      <td className="nw t2">{said(row.createdAt, row.createdBy)}</td>
      <td className="nw t2">{said(row.doneAt, row.doneBy)}</td>
    </tr>
  );
}

function formatUnits(units: number): string {
  return units < 0 ? `−${formatCount(-units)}` : formatCount(units);
}

/** 盘盈 and 盘亏 of a count, what a transfer lost, how far an entry is. */
export function DocumentResult({ row }: { row: StockDocument }) {
  const t = useText();
  if (row.kind === "transfer") {
    return row.loss.units === 0 ? null : (
      <span className="amber">{t("document.lost", { units: formatCount(row.loss.units), lines: row.loss.lines })}</span>
    );
  }
  if (row.kind !== "count" || row.state === "cancelled") return null;
  const isEven = row.surplus.lines === 0 && row.loss.lines === 0;
  return (
    <span className="fx4">
      {row.counted < row.lines && <span className="t2">{t("document.progress", { counted: row.counted, lines: row.lines })}</span>}
      {row.surplus.lines > 0 && <span>{t("document.surplus", { units: formatCount(row.surplus.units), lines: row.surplus.lines })}</span>}
      {row.loss.lines > 0 && (
        <span className="amber">{t("document.loss", { units: formatCount(row.loss.units), lines: row.loss.lines })}</span>
      )}
      {isEven && row.counted === row.lines && <span className="t2">{t("document.even")}</span>}
    </span>
  );
}
