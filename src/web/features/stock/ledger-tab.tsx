import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import type { LedgerEntry, Shelf } from "../../../contract/stock.ts";
import { addMs, type Instant, parseInstant, toIso } from "../../../kernel/instant.ts";
import { movementKinds } from "../../../kernel/vocabulary/stock.ts";
import { ledgerQuery } from "../../api/stock-queries.ts";
import type { Translate } from "../../text/text.ts";
import { useText } from "../../text/use-text.tsx";
import { useClock, useNow } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { PackageLink } from "../../ui/package-link.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";
import { formatDelta } from "./stock-words.ts";

const periods = ["all", "7", "30", "90"] as const;
const dayMs = 24 * 3_600_000;

/** 库存流水: every movement, newest first, with what was there after it. */
export function LedgerTab({ skuId, shelves }: { skuId: string; shelves: readonly Shelf[] }) {
  const t = useText();
  const clock = useClock();
  const now = useNow(60_000);
  const [warehouse, setWarehouse] = useState<string[]>([]);
  const [kind, setKind] = useState<(typeof movementKinds)[number][]>([]);
  // the beginning is fixed when one chooses, else every render were another question
  const [period, setPeriod] = useState<{ name: (typeof periods)[number]; from: string | undefined }>({ name: "all", from: undefined });
  const ledger = useInfiniteQuery(
    ledgerQuery(skuId, {
      warehouse: warehouse.length === 0 ? undefined : warehouse,
      kind: kind.length === 0 ? undefined : kind,
      from: period.from,
    }),
  );
  const rows = ledger.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <div className="tab-filters">
        {shelves.length > 1 && (
          <FilterSelect
            label={t("stock.warehouse")}
            choices={shelves.map((shelf) => ({ value: shelf.warehouse.id, label: shelf.warehouse.name }))}
            chosen={warehouse}
            onChange={setWarehouse}
          />
        )}
        <FilterSelect
          label={t("ledger.kind")}
          choices={movementKinds.map((value) => ({ value, label: t(`movement.${value}`) }))}
          chosen={kind}
          onChange={(values) => setKind(movementKinds.filter((one) => values.includes(one)))}
        />
        <Segmented
          aria-label={t("ledger.period")}
          value={period.name}
          options={periods.map((value) => ({ value, label: value === "all" ? t("ledger.any") : t("history.days", { n: value }) }))}
          onChange={(value) => {
            const name = periods.find((one) => one === value) ?? "all";
            setPeriod({ name, from: name === "all" ? undefined : toIso(addMs(clock.now(), -Number(name) * dayMs)) });
          }}
        />
      </div>
      <BrokenNote reading={ledger} />
      {ledger.data !== undefined && rows.length === 0 && <EmptyNote title={t("ledger.none")} hint={t("ledger.noneHint")} />}
      {rows.length > 0 && <LedgerTable rows={rows} now={now} isOnePlace={shelves.length === 1} />}
      {ledger.hasNextPage && (
        <p className="table-foot">
          <Button size="small" loading={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
            {t("ledger.more")}
          </Button>
        </p>
      )}
    </>
  );
}

function LedgerTable({ rows, now, isOnePlace }: { rows: readonly LedgerEntry[]; now: Instant; isOnePlace: boolean }) {
  const t = useText();
  return (
    <table className="plain-table ledger">
      <caption>{t("stockTab.ledger")}</caption>
      <thead>
        <tr>
          <th>{t("ledger.at")}</th>
          <th>{t("ledger.kind")}</th>
          <th>{t("ledger.change")}</th>
          <th className="r">{t("ledger.after")}</th>
          <th className="r">{t("ledger.afterAvailable")}</th>
          <th>{t("ledger.cause")}</th>
          {!isOnePlace && <th>{t("stock.warehouse")}</th>}
          <th>{t("ledger.actor")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} data-kind={row.kind}>
            <td className="nw t2">{formatDayTime(parseInstant(row.at) ?? now, now)}</td>
            <td className="nw">{t(`movement.${row.kind}`)}</td>
            <td className="nw">{sayDeltas(t, row.deltas)}</td>
            <td className="r">{formatCount(row.after.onHand)}</td>
            <td className="r b5">{formatCount(row.after.available)}</td>
            <td className="nw">
              <Cause cause={row.cause} />
            </td>
            {!isOnePlace && <td className="nw t2">{row.warehouse.name}</td>}
            <td className="nw t2">{row.actor ?? t("ledger.system")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** `现有 −2 · 占用 −2`. */
function sayDeltas(t: Translate, deltas: LedgerEntry["deltas"]): string {
  const parts = [
    [t("stock.onHand"), deltas.onHand],
    [t("stock.reserved"), deltas.reserved],
    [t("stock.blocked"), deltas.blocked],
    [t("stock.incoming"), deltas.incoming],
  ] as const;
  return parts
    .filter(([, n]) => n !== 0)
    .map(([name, n]) => `${name} ${formatDelta(n)}`)
    .join(" · ");
}

function Cause({ cause }: { cause: LedgerEntry["cause"] }) {
  if (cause.id === null || cause.number === null) return <span className="t3">—</span>;
  if (cause.kind === "package") return <PackageLink id={cause.id} number={cause.number} />;
  return (
    <Link to="/stock-documents" search={{ document: cause.id }} className="b5">
      {cause.number}
    </Link>
  );
}
