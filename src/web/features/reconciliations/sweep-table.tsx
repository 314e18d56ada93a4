import type { Sweep } from "../../../contract/reconciliations.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import type { Translate } from "../../text/text.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { sayStoredFailure } from "../../ui/failure-words.ts";
import { Dot, PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime, sayAge } from "../../ui/time.ts";

const tones = { running: "accent", done: "green", failed: "red" } as const;

/** Sweeps, newest first; one opens to the orders that differed. */
export function SweepTable({ rows, onOpen }: { rows: readonly Sweep[]; onOpen(id: string): void }) {
  const t = useText();
  const now = useNow(60_000);
  return (
    <div className="table-box">
      <table className="plain-table">
        <caption>{t("menu.reconciliations")}</caption>
        <thead>
          <tr>
            <th>{t("recon.started")}</th>
            <th>{t("request.shop")}</th>
            <th>{t("recon.kind")}</th>
            <th>{t("recon.window")}</th>
            <th className="r">{t("recon.platform")}</th>
            <th className="r">{t("recon.ours")}</th>
            <th className="r">{t("recon.differences")}</th>
            <th className="r">{t("recon.pulled")}</th>
            <th>{t("recon.state")}</th>
            <th className="r">{t("recon.took")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((sweep) => (
            <SweepRow key={sweep.id} sweep={sweep} now={now} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SweepRow({ sweep, now, onOpen }: { sweep: Sweep; now: Instant; onOpen(id: string): void }) {
  const t = useText();
  const started = parseInstant(sweep.startedAt) ?? now;
  const isDifferent = sweep.differences > 0;
  const count = (n: number | null) => (n === null ? <span className="t3">{t("recon.unknown")}</span> : formatCount(n));
  return (
    // keys reach the row through the button in it
    <tr className="opens" data-sweep-id={sweep.id} data-differences={sweep.differences} onClick={() => onOpen(sweep.id)}>
      <td className="nw">
        <button type="button" className="pk">
          {formatDayTime(started, now)}
        </button>
      </td>
      <td>
        <span className="fx">
          <PlatformBadge platform={sweep.shop.platform} /> <span className="nw">{sweep.shop.name}</span>
        </span>
      </td>
      <td className="nw">{t(`sweepKind.${sweep.kind}`)}</td>
      <td className="nw t2">{sayWindow(t, sweep, now)}</td>
      <td className="r">{count(sweep.platformCount)}</td>
      <td className="r">{count(sweep.ourCount)}</td>
      <td className="r">{isDifferent ? <b className="amber">{formatCount(sweep.differences)}</b> : <span className="t3">0</span>}</td>
      <td className="r">
        {isDifferent ? (
          <span className={sweep.pulled < sweep.differences ? "red b5" : ""}>{formatCount(sweep.pulled)}</span>
        ) : (
          <span className="t3">0</span>
        )}
      </td>
      <td className="words">
        <span className="fx4">
          <Dot tone={tones[sweep.state]} />
          <span className={sweep.state === "failed" ? "red b5 nw" : "nw"}>{t(`sweepState.${sweep.state}`)}</span>
        </span>
        {sweep.failure !== null && <div className="sm t3">{sayStoredFailure(t, sweep.failure)}</div>}
      </td>
      <td className="r nw t2">{sweep.durationMs === null ? t("recon.unknown") : sayAge(t, sweep.durationMs)}</td>
    </tr>
  );
}

/** `11-23 14:20 – 16:20`. */
export function sayWindow(t: Translate, sweep: Sweep, now: Instant): string {
  const from = parseInstant(sweep.windowFrom) ?? now;
  const to = parseInstant(sweep.windowTo) ?? now;
  const [first, last] = [formatDayTime(from, now), formatDayTime(to, now)];
  const sameDay = first.slice(0, -5) === last.slice(0, -5);
  return t("calls.range", { from: first, to: sameDay ? last.slice(-5) : last });
}
