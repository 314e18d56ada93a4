import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { BatchOutcome } from "./batch-dialog.tsx";

const shownFailures = 3;

/** How many were changed and which were not, with the reason. */
export function BatchResult({ outcome, onOpen, onClose }: { outcome: BatchOutcome; onOpen(id: string): void; onClose(): void }) {
  const t = useText();
  const failed = outcome.filter((one) => !one.ok);
  return (
    <section className="sku-result" role="status">
      <span className="b nw">{t("sku.batchDone")}</span>
      <span className="green b nw">{t("result.ok", { n: formatCount(outcome.length - failed.length) })}</span>
      <span className={failed.length > 0 ? "red b nw" : "t3 nw"}>{t("result.failed", { n: formatCount(failed.length) })}</span>
      <span className="grow el sm">
        {failed.slice(0, shownFailures).map((one) => (
          <span key={one.skuId}>
            <button type="button" className="link" onClick={() => onOpen(one.skuId)}>
              {one.sku ?? t("sku.unknownCode")}
            </button>{" "}
            {t(`refusal.${one.code}`)}{" "}
          </span>
        ))}
      </span>
      <button type="button" className="bare" aria-label={t("result.close")} onClick={onClose}>
        <Icon name="close" size={14} />
      </button>
    </section>
  );
}
