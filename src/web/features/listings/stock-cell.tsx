import type { ListingRow } from "../../../contract/listings.ts";
import type { Instant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { sayRule, sayRuleShort } from "../../ui/rule-words.ts";
import { Tag } from "../../ui/small-parts.tsx";
import type { StockNews } from "./stock-acts.ts";
import { timeOf } from "./time-of.ts";

/** What the platform shows and what was pushed; of what is paired it opens where the figure comes from. */
export function StockCell({
  row,
  now,
  news,
  isPaired,
  onExplain,
}: {
  row: ListingRow;
  now: Instant;
  news: StockNews | undefined;
  isPaired: boolean;
  onExplain(id: string): void;
}) {
  const t = useText();
  const { platformStock: shown, pushed } = row;
  const code = row.sellerCode === "" ? row.listingKey : row.sellerCode;
  const readAt = shown?.at == null ? undefined : t("listings.stockLine", { time: timeOf(shown.at, now) });
  const foreign = news?.isOurs ? null : row.foreignChange;
  // what was seen holds over what was read before
  const units = foreign?.seen ?? shown?.units;
  const figure = units === undefined ? t("listings.stockUnread") : formatCount(units);
  const rule = news?.rule === undefined ? row.rule : news.rule;
  return (
    <div role="gridcell" className="r" title={readAt}>
      <div className="listing-figure">
        {foreign !== null && (
          <span title={t("foreign.text", { seen: foreign.seen, expected: foreign.expected, time: timeOf(foreign.at, now) })}>
            <Tag tone="amber">{t("foreign.mark")}</Tag>
          </span>
        )}
        {rule !== null && (
          <span title={`${t("rule.of.listing")}\n${sayRule(t, rule)}`}>
            <Tag>{sayRuleShort(t, rule)}</Tag>
          </span>
        )}
        {isPaired ? (
          <button
            type="button"
            className={units === undefined ? "link" : "pk"}
            aria-label={t("figure.open", { code })}
            onClick={() => onExplain(row.id)}
          >
            {figure}
          </button>
        ) : (
          <span className={units === undefined ? "t3" : ""}>{figure}</span>
        )}
      </div>
      <div className={news === undefined ? "line-2 el" : "line-2 el green"}>{sayPushed()}</div>
    </div>
  );

  function sayPushed(): string {
    if (news !== undefined) return t("listings.asked");
    if (pushed === null) return t("listings.notPushed");
    return t("listings.pushedLine", { units: formatCount(pushed.units), time: pushed.at === null ? "" : timeOf(pushed.at, now) });
  }
}
