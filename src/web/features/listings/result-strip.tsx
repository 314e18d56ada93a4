import { Button } from "antd";
import { sayFailure } from "../../api/call-failure.ts";
import type { Translate } from "../../text/text.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Outcome } from "./pairing-run.ts";
import type { Run } from "./run.ts";

/** How an act went. It takes its height from the bottom of the list, so no row moves. */
export function ResultStrip({
  run,
  onUndo,
  onOnlyFailed,
  onClose,
}: {
  run: Run;
  onUndo(): void;
  onOnlyFailed(ids: string[]): void;
  onClose(): void;
}) {
  const t = useText();
  const { outcome, auto, failure } = run;
  const n = formatCount(run.total);
  const failed = outcome?.failed ?? [];
  const takeBack = run.undo ?? (outcome !== undefined && outcome.undo.length > 0 && run.title !== "undo" ? onUndo : undefined);
  return (
    <section className="foot-strip" role="status" data-running={run.isRunning}>
      <span className="b nw">{run.isRunning ? t("listings.result.busy", { n }) : t(`listings.result.${run.title}`, { n })}</span>
      {outcome !== undefined && (
        <span className="nw">
          <span className="green b">{t("listings.result.ok", { n: formatCount(outcome.done.size) })}</span>
          <span className="t3"> / </span>
          <span className={failed.length > 0 ? "red b" : "t3"}>{t("listings.result.failed", { n: formatCount(failed.length) })}</span>
        </span>
      )}
      {run.pushed !== undefined && <span className="green b nw">{t("listings.result.pushed", { n: formatCount(run.pushed) })}</span>}
      {auto !== undefined && auto.healedLines > 0 && (
        <span className="t2 nw">{t("listings.result.healed", { n: formatCount(auto.healedLines) })}</span>
      )}
      <span className={failure === undefined ? "t2 el grow sm" : "red el grow"}>
        {failure === undefined ? sayReasons(t, failed) : sayFailure(t, failure)}
      </span>
      {failed.length > 0 && (
        <button type="button" className="link nw" onClick={() => onOnlyFailed(failed.map((one) => one.listingId))}>
          {t("listings.result.onlyFailed")}
        </button>
      )}
      {takeBack !== undefined && (
        <Button size="small" icon={<Icon name="undo" size={14} />} data-act="undo" onClick={takeBack}>
          {t("listings.result.undoIt")}
        </Button>
      )}
      <button type="button" className="bare" aria-label={t("listings.result.close")} disabled={run.isRunning} onClick={onClose}>
        <Icon name="close" size={14} />
      </button>
    </section>
  );
}

const shownReasons = 3;

/** The reasons with how many each stopped and what to do, the frequent ones first. */
function sayReasons(t: Translate, failed: Outcome["failed"]): string {
  const groups = [...Map.groupBy(failed, (one) => one.code)].sort(([, one], [, other]) => other.length - one.length);
  return groups
    .slice(0, shownReasons)
    .map(([code, list]) => `${t("listings.result.reason", { reason: t(`refusal.${code}`), n: list.length })}，${t(`cure.${code}`)}`)
    .join("；");
}
