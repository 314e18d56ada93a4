import { Button } from "antd";
import type { ListingRow } from "../../../contract/listings.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { ImportButton } from "../../ui/imports/import-button.tsx";
import { leastSure, planSuggested } from "./pairing-run.ts";
import type { Listings } from "./use-listings.ts";

/** Always there; greyed while nothing is chosen. */
export function BatchBar({
  listings,
  mayPair,
  mayStock,
  onRules,
  onStockRule,
  onAuto,
}: {
  listings: Listings;
  mayPair: boolean;
  mayStock: boolean;
  onStockRule(rows: ListingRow[]): void;
  onRules(): void;
  onAuto(): void;
}) {
  const t = useText();
  const { rows, chosen, pairedOf, suggestions, quantityOf, isBusy } = listings;
  const chosenRows = rows.filter((row) => chosen.has(row.id));
  const plan = planSuggested(chosenRows, pairedOf, suggestions.of, quantityOf);
  const pairedRows = chosenRows.filter((row) => pairedOf(row) !== null);
  const paired = pairedRows.map((row) => row.id);
  return (
    <section className={chosen.size > 0 ? "listing-batch on" : "listing-batch"}>
      <span className="listing-chosen">
        <b className={chosen.size > 0 ? "accent" : "t3"}>{t("listings.chosen", { n: formatCount(chosen.size) })}</b>
        <button type="button" className="link sm" disabled={chosen.size === 0} onClick={() => listings.choose([])}>
          {t("listings.clear")}
        </button>
      </span>
      {mayPair && (
        <>
          <Button
            type="primary"
            disabled={isBusy || plan.wishes.length === 0}
            title={plan.guesses > 0 ? t("listings.pairChosenHint", { least: leastSure, n: plan.guesses }) : undefined}
            data-act="pair-chosen"
            onClick={() => listings.start("pair", plan.wishes)}
          >
            {t("listings.pairChosen", { n: formatCount(plan.wishes.length) })}
          </Button>
          <Button disabled={isBusy || paired.length === 0} data-act="unpair-chosen" onClick={() => listings.unpair(paired)}>
            {t("listings.unpairChosen", { n: formatCount(paired.length) })}
          </Button>
          {plan.guesses > 0 && <span className="t2 sm el">{t("listings.pairChosenHint", { least: leastSure, n: plan.guesses })}</span>}
        </>
      )}
      {mayStock && (
        <>
          <Button disabled={isBusy || paired.length === 0} data-act="stock-rule" onClick={() => onStockRule(pairedRows)}>
            {t("batchRule.open", { n: formatCount(paired.length) })}
          </Button>
          <Button disabled={isBusy || paired.length === 0} data-act="push-stock" onClick={() => listings.pushStock(paired)}>
            {t("batchRule.push", { n: formatCount(paired.length) })}
          </Button>
        </>
      )}
      <span className="grow" />
      {mayPair && (
        <Button disabled={isBusy} title={t("listings.autoHint")} data-act="auto-pair" onClick={onAuto}>
          {t("listings.auto")}
        </Button>
      )}
      {mayPair && <ImportButton kinds={["pairings"]} />}
      <Button data-act="rules" onClick={onRules}>
        {t("rules.open")}
      </Button>
    </section>
  );
}
