import { Segmented } from "antd";
import { useState } from "react";
import type { TimelineEntry } from "../../../../contract/timeline.ts";
import { parseInstant } from "../../../../kernel/instant.ts";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { formatClock, formatDay, formatDayTime } from "../../../ui/time.ts";
import { groupOf, quoteOfEvent, sayEvent, sayFacts, type TimelineGroup, toneOf } from "./timeline-words.ts";

type Shown = TimelineGroup | "all";

/** What happened to the package, the latest first. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const t = useText();
  const [shown, setShown] = useState<Shown>("all");
  const inGroup = (group: Shown) => (group === "all" ? entries : entries.filter(({ event }) => groupOf(event) === group));
  const sorted = [...inGroup(shown)].sort((left, right) =>
    left.at === right.at ? right.id.localeCompare(left.id) : left.at < right.at ? 1 : -1,
  );
  return (
    <section className="timeline" aria-label={t("timeline.title")}>
      <div className="timeline-head">
        <h3>{t("timeline.title")}</h3>
        <span className="grow" />
        <Segmented<Shown>
          size="small"
          value={shown}
          aria-label={t("timeline.title")}
          options={[
            { value: "all", label: t("timeline.all", { n: entries.length }) },
            { value: "calls", label: t("timeline.calls", { n: inGroup("calls").length }) },
            { value: "stock", label: t("timeline.stock", { n: inGroup("stock").length }) },
          ]}
          onChange={setShown}
        />
      </div>
      {sorted.length === 0 && <p className="t3 timeline-empty">{t("timeline.empty")}</p>}
      <ol>
        {sorted.map((entry, index) => (
          <EntryLine key={entry.id} entry={entry} before={sorted[index - 1]} />
        ))}
      </ol>
    </section>
  );
}

function EntryLine({ entry, before }: { entry: TimelineEntry; before: TimelineEntry | undefined }) {
  const t = useText();
  const now = useNow(60_000);
  const at = parseInstant(entry.at);
  const last = before === undefined ? undefined : parseInstant(before.at);
  if (at === undefined) return null;
  const isNewDay = formatDay(at) !== formatDay(last ?? now);
  const facts = sayFacts(t, entry.event, now);
  const quote = quoteOfEvent(entry.event);
  return (
    <li className={toneOf(entry.event)}>
      <time dateTime={entry.at} title={formatDayTime(at, now)}>
        {isNewDay && <span>{formatDay(at).slice(5)}</span>}
        {formatClock(at).slice(0, 5)}
      </time>
      <div>
        <div className="what">{sayEvent(t, entry.event)}</div>
        {entry.actor !== null && <div className="about">{t("event.by", { actor: entry.actor })}</div>}
        {facts !== "" && <div className="about">{facts}</div>}
        {quote !== undefined && quote.message !== "" && (
          <div className="about">
            {t("timeline.quote")} <q className="mono">{quote.message}</q>
            {quote.code !== "" && <span className="mono red"> {quote.code}</span>}
          </div>
        )}
        <StockLines entry={entry} />
        <CallChip entry={entry} />
      </div>
    </li>
  );
}

function StockLines({ entry }: { entry: TimelineEntry }) {
  const t = useText();
  const { event } = entry;
  if (event.kind !== "stock_reserved" && event.kind !== "stock_released" && event.kind !== "stock_deducted") return null;
  const word =
    event.kind === "stock_reserved" ? "timeline.reserved" : event.kind === "stock_released" ? "timeline.released" : "timeline.deducted";
  return (
    <>
      {event.lines.map((line) => (
        <div key={line.sku} className="stock-line">
          <Icon name="store" size={12} />
          <span className="el">{line.sku}</span>
          <span className="grow" />
          <span className="nw">{t(word, { n: line.units })}</span>
          {line.missing > 0 && <span className="amber b nw">{t("timeline.missing", { n: line.missing })}</span>}
        </div>
      ))}
    </>
  );
}

/** The call behind an event: operation, how long, and the other side's code. */
function CallChip({ entry }: { entry: TimelineEntry }) {
  const t = useText();
  const { event } = entry;
  if (event.kind !== "waybill_issued" && event.kind !== "backfill_sent" && event.kind !== "backfill_confirmed") return null;
  const { call } = event;
  if (call === null) return null;
  return (
    <div className={call.code === null ? "call ok" : "call bad"}>
      <span className="mono el">{call.operation}</span>
      <span className="grow" />
      <span className="nw">{t("age.ms", { n: call.durationMs.toLocaleString("en-US") })}</span>
      <b className="nw">{call.code ?? t("timeline.ok")}</b>
    </div>
  );
}
