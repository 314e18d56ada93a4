import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { listCallMinutesRoute } from "../../../contract/sync.ts";
import { addMs, type Instant, parseInstant } from "../../../kernel/instant.ts";
import { callClasses } from "../../../kernel/vocabulary/sync.ts";
import { callMinutesQuery } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote, Card } from "../../ui/page-parts.tsx";
import { formatHourMinute } from "../../ui/time.ts";

type Minutes = z.output<typeof listCallMinutesRoute.reply>;
type Column = { at: Instant; total: number; parts: { class: (typeof callClasses)[number]; calls: number }[] };

const minuteMs = 60_000;
const minutesShown = 60;
const labelEvery = 15;

/** Calls a minute over the last hour, by class, against the budget. Bars are elements: no chart library for sixty rectangles. */
export function MinuteChart({ shop, budget }: { shop: string; budget: { cap: number; windowMs: number } }) {
  const t = useText();
  const reading = useQuery(callMinutesQuery(shop));
  const { data } = reading;
  return (
    <Card
      className="chart-card"
      title={t("chart.title")}
      sub={t("chart.sub")}
      aside={
        <ul className="legend">
          {callClasses.map((one) => (
            <li key={one}>
              <i className={`swatch ${one}`} /> {t(`callClass.${one}`)}
            </li>
          ))}
        </ul>
      }
    >
      <div className="card-body">
        {data !== undefined && <Chart minutes={data} cap={budget.windowMs === minuteMs ? budget.cap : undefined} />}
        <BrokenNote reading={reading} />
      </div>
    </Card>
  );
}

function Chart({ minutes, cap }: { minutes: Minutes; cap: number | undefined }) {
  const t = useText();
  const columns = toColumns(minutes);
  const most = Math.max(0, ...columns.map((column) => column.total));
  const top = Math.max(most, cap ?? 0, 10);
  const total = columns.reduce((sum, column) => sum + column.total, 0);
  return (
    <figure className="minutes" role="img" aria-label={t("chart.label", { max: most, total: formatCount(total) })}>
      <div className="minutes-plot">
        {cap !== undefined && (
          <span className="cap-line" style={{ bottom: `${(cap / top) * 100}%` }}>
            <b>{t("chart.cap", { cap })}</b>
          </span>
        )}
        {total === 0 && <p className="t3 minutes-none">{t("chart.none")}</p>}
        {columns.map((column) => (
          <span
            key={column.at}
            className="minute"
            title={[
              t("chart.minute", { time: formatHourMinute(column.at), n: column.total }),
              ...column.parts.map((part) => `${t(`callClass.${part.class}`)} ${part.calls}`),
            ].join("\n")}
          >
            {column.parts.map((part) => (
              <i key={part.class} className={`swatch ${part.class}`} style={{ height: `${(part.calls / top) * 100}%` }} />
            ))}
          </span>
        ))}
      </div>
      <figcaption className="minutes-axis t3">
        {columns.map((column, index) => (
          <span key={column.at}>
            {index % labelEvery === 0 || index === minutesShown - 1 ? <b>{formatHourMinute(column.at)}</b> : null}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** Sixty minutes, those without calls too; the least urgent class lies at the bottom. */
function toColumns({ from, minutes }: Minutes): Column[] {
  const first = parseInstant(from);
  if (first === undefined) return [];
  const known = Map.groupBy(minutes, (one) => parseInstant(one.at));
  return Array.from({ length: minutesShown }, (_, index) => {
    const at = addMs(first, index * minuteMs);
    const parts = (known.get(at) ?? []).map(({ class: name, calls }) => ({ class: name, calls }));
    return {
      at,
      parts: parts.toSorted((one, other) => other.class.localeCompare(one.class)),
      total: parts.reduce((sum, part) => sum + part.calls, 0),
    };
  });
}
