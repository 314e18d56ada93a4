import { Button } from "antd";
import type { CallFailure } from "../../../api/call-failure.ts";
import { sayFailure } from "../../../api/call-failure.ts";
import { useText } from "../../../text/use-text.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { type DeskView, isFiltered } from "../view.ts";

/** No rows: which, why, and what to do. */
export function EmptyList({ view, onReset }: { view: DeskView; onReset(): void }) {
  const t = useText();
  if (isFiltered(view) || view.attention !== undefined) {
    return (
      <div className="no-rows" role="status">
        <h2>{t("empty.filtered")}</h2>
        <p>{t("empty.filteredHint")}</p>
        <Button onClick={onReset}>{t("empty.reset")}</Button>
      </div>
    );
  }
  const tab = view.state ?? "all";
  return (
    <div className="no-rows" role="status">
      <h2>{t(`empty.${tab}`)}</h2>
      <p>{t(`empty.${tab}Hint`)}</p>
    </div>
  );
}

/** The list could not be read. */
export function BrokenList({ failure, onRetry }: { failure: CallFailure; onRetry(): void }) {
  const t = useText();
  return (
    <div className="no-rows" role="alert">
      <h2>
        <Icon name="warn" /> {t("load.failed")}
      </h2>
      <p>{sayFailure(t, failure)}</p>
      <Button onClick={onRetry}>{t("load.retry")}</Button>
    </div>
  );
}
