import { Button } from "antd";
import { useText } from "../../../text/use-text.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { undoActs } from "../acts.ts";
import { type BatchRun, type Failed, sayReason } from "../batch.ts";

export type ResultStripProps = {
  run: BatchRun;
  onWhy(): void;
  onOnlyFailed(): void;
  onRetry(): void;
  onExport(): void;
  onUndo(): void;
  onClose(): void;
};

/** How a batch went. It takes its height from the bottom of the list, so no row moves. */
export function ResultStrip({ run, onWhy, onOnlyFailed, onRetry, onExport, onUndo, onClose }: ResultStripProps) {
  const t = useText();
  const act = t(`act.${run.title}`);
  const settled = run.done.length + run.failed.length;
  const undoable = run.done.filter((one) => undoActs[one.act] !== undefined).length;
  const share = (count: number) => `${run.total === 0 ? 0 : (100 * count) / run.total}%`;
  return (
    <section className="foot-strip result-strip" role="status" data-running={run.running}>
      <span className="b nw">
        {run.running
          ? t("result.running", { act, done: formatCount(settled), total: formatCount(run.total) })
          : t("result.done", { act, total: formatCount(run.total) })}
      </span>
      <span className="bar" aria-hidden="true">
        <i className="good" style={{ width: share(run.done.length) }} />
        <i className="bad" style={{ width: share(run.failed.length) }} />
      </span>
      <span className="nw">
        <span className="green b">{t("result.ok", { n: formatCount(run.done.length) })}</span>
        <span className="t3"> / </span>
        <span className={run.failed.length > 0 ? "red b" : "t3"}>{t("result.failed", { n: formatCount(run.failed.length) })}</span>
      </span>
      <span className="t2 el grow sm">
        <Reasons failed={run.failed} />
      </span>
      {run.documents.map((path) => (
        <a key={path} href={path} target="_blank" rel="noreferrer" className="nw">
          {t("result.openLabels")}
        </a>
      ))}
      {!run.running && run.failed.length > 0 && (
        <>
          <Link text={t("result.why")} onClick={onWhy} />
          <Link text={t("result.onlyFailed", { n: formatCount(run.failed.length) })} onClick={onOnlyFailed} />
          <Link text={t("result.retry")} onClick={onRetry} />
          <Link text={t("result.export")} onClick={onExport} />
        </>
      )}
      {!run.running && undoable > 0 && (
        <Button size="small" icon={<Icon name="undo" size={14} />} onClick={onUndo}>
          {t("result.undo", { n: formatCount(undoable) })}
        </Button>
      )}
      <button type="button" className="bare" aria-label={t("result.close")} disabled={run.running} onClick={onClose}>
        <Icon name="close" size={14} />
      </button>
    </section>
  );
}

function Link({ text, onClick }: { text: string; onClick(): void }) {
  return (
    <button type="button" className="link nw" onClick={onClick}>
      {text}
    </button>
  );
}

const shownReasons = 3;

/** The reasons with how many each stopped, the frequent ones first. */
function Reasons({ failed }: { failed: readonly Failed[] }) {
  const t = useText();
  const counts = new Map<string, number>();
  for (const { reason } of failed) {
    const text = sayReason(t, reason);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const sorted = [...counts].sort((left, right) => right[1] - left[1]).slice(0, shownReasons);
  return <>{sorted.map(([reason, n]) => t("result.group", { reason, n })).join("；")}</>;
}
