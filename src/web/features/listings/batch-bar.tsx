import { Button } from "antd";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { ImportButton } from "../../ui/imports/import-button.tsx";
import { leastSure, planSuggested } from "./pairing-run.ts";
import type { Listings } from "./use-listings.ts";

/** Always there; greyed while nothing is chosen. */
export function BatchBar({
  listings,
  mayPair,
  onRules,
  onAuto,
}: {
  listings: Listings;
  mayPair: boolean;
  onRules(): void;
  onAuto(): void;
}) {
  const t = useText();
  const { rows, chosen, pairedOf, suggestions, quantityOf, isBusy } = listings;
  const chosenRows = rows.filter((row) => chosen.has(row.id));
  const plan = planSuggested(chosenRows, pairedOf, suggestions.of, quantityOf);
  const paired = chosenRows.filter((row) => pairedOf(row) !== null).map((row) => row.id);
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
