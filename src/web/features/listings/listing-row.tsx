import { Dropdown } from "antd";
import { memo } from "react";
import type { SkuLabel } from "../../../contract/catalog.ts";
import type { ListingRow, Suggestion } from "../../../contract/listings.ts";
import type { Instant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Picture } from "../../ui/picture.tsx";
import { CheckBox, Dot, PlatformBadge } from "../../ui/small-parts.tsx";
import type { Paired } from "./pairing-run.ts";
import type { StockNews } from "./stock-acts.ts";
import { StockCell } from "./stock-cell.tsx";
import { timeOf } from "./time-of.ts";

export type ListingRowProps = {
  row: ListingRow;
  index: number;
  top: number;
  now: Instant;
  /** As it is now; `isNews`: it has become so since the list was read. */
  paired: Paired;
  isNews: boolean;
  /** What has been done to its stock since. */
  news: StockNews | undefined;
  suggestions: readonly Suggestion[] | undefined;
  quantity: number;
  isChosen: boolean;
  isCurrent: boolean;
  mayPair: boolean;
  isBusy: boolean;
  onToggle(id: string, isOn: boolean): void;
  onCurrent(id: string): void;
  onQuantity(id: string, n: number): void;
  onPair(row: ListingRow, sku: SkuLabel, how: "suggestion"): void;
  onChoose(row: ListingRow): void;
  onUnpair(row: ListingRow): void;
  onExplain(id: string): void;
};

const stateTones = { live: "green", delisted: "grey", punished: "red", draft: "grey" } as const;

/** One listing in two lines. */
export const ListingRowLine = memo(function ListingRowLine(props: ListingRowProps) {
  const t = useText();
  const { row, isChosen, isCurrent, now } = props;
  const code = row.sellerCode === "" ? row.listingKey : row.sellerCode;
  const about = [row.spec, row.firstSeenAt === null ? "" : t("listings.seen", { time: timeOf(row.firstSeenAt, now) })];
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={isChosen}
      className={`listing-line${isChosen ? " on" : ""}${isCurrent ? " cur" : ""}`}
      style={{ transform: `translateY(${props.top}px)` }}
      data-listing-id={row.id}
      data-paired={props.paired !== null}
      onMouseDown={() => props.onCurrent(row.id)}
      onFocus={() => props.onCurrent(row.id)}
    >
      <div role="gridcell" className="listing-check">
        <CheckBox label={t("listings.check", { code })} checked={isChosen} onChange={(isOn) => props.onToggle(row.id, isOn)} />
      </div>
      <div role="gridcell" className="fx">
        <Picture url={row.pictureUrl} size={32} />
        <div className="grow">
          <div className="el" title={row.title}>
            {row.title}
          </div>
          <div className="line-2 el">{about.filter((part) => part !== "").join(" · ")}</div>
        </div>
      </div>
      <div role="gridcell">
        <div className="fx4">
          <PlatformBadge platform={row.shop.platform} />
          <span className="el" title={row.shop.name}>
            {row.shop.name}
          </span>
        </div>
        <div className="line-2 fx4">
          <Dot tone={stateTones[row.state]} />
          {t(`listingState.${row.state}`)}
        </div>
      </div>
      <div role="gridcell">
        <div className={row.sellerCode === "" ? "el t3" : "el b5"} title={row.sellerCode}>
          {row.sellerCode === "" ? t("listings.noCode") : row.sellerCode}
        </div>
        <div className="line-2 el">{row.listingKey}</div>
      </div>
      <StockCell row={row} now={now} news={props.news} isPaired={props.paired !== null} onExplain={props.onExplain} />
      <SkuCell {...props} />
      <QuantityCell {...props} code={code} />
      <ActCell {...props} code={code} />
    </div>
  );
});

/** What it is paired with and how; else the likeliest SKU and why. */
function SkuCell({ row, paired, isNews, suggestions, now }: ListingRowProps) {
  const t = useText();
  const [best] = suggestions ?? [];
  if (paired !== null) {
    return (
      <div role="gridcell" className="listing-sku fx">
        <Picture url={paired.sku.pictureUrl} size={32} />
        <div className="grow">
          <SkuCode sku={paired.sku} />
          <div className={isNews ? "line-2 el green" : "line-2 el"}>{isNews ? t("listings.justPaired") : sayHow(row)}</div>
        </div>
      </div>
    );
  }
  if (best === undefined) {
    return (
      <div role="gridcell" className="listing-sku t3">
        {isNews ? t("listings.undone") : suggestions === undefined ? t("listings.looking") : t("listings.noSuggestion")}
      </div>
    );
  }
  return (
    <div role="gridcell" className="listing-sku fx">
      <Picture url={best.sku.pictureUrl} size={32} />
      <div className="grow">
        <div className="fx4">
          <SkuCode sku={best.sku} />
          <span className={`sure ${sureTone(best.score)}`} title={best.sku.nameZh}>
            {t("listings.share", { n: best.score })}
          </span>
        </div>
        <div className="line-2 el" title={`${sayReason(best)}\n${best.sku.nameZh}`}>
          {sayReason(best)}
        </div>
      </div>
    </div>
  );

  function sayHow(one: ListingRow): string {
    const { pairing } = one;
    if (pairing === null) return "";
    const way = t(`pairingWay.${pairing.how}`);
    const time = pairing.at === null ? "" : timeOf(pairing.at, now);
    const said = pairing.by === null ? t("listings.pairedSelf", { way, time }) : t("listings.pairedBy", { way, by: pairing.by, time });
    return time === "" ? way : said;
  }

  function sayReason(one: Suggestion): string {
    return t(`suggestion.${one.reason}`, { words: one.words.join(" ") });
  }
}

function SkuCode({ sku }: { sku: SkuLabel }) {
  const t = useText();
  return (
    <>
      <span className="el b5" title={`${sku.code} ${sku.nameZh}`}>
        {sku.code}
      </span>
      {sku.kind === "bundle" && <span className="sure">{t("listings.bundle")}</span>}
    </>
  );
}

function sureTone(score: number): string {
  return score >= 75 ? "high" : score >= 45 ? "fair" : "low";
}

function QuantityCell({ row, paired, quantity, mayPair, code, onQuantity }: ListingRowProps & { code: string }) {
  const t = useText();
  if (paired !== null || !mayPair) {
    return (
      <div role="gridcell" className="listing-quantity">
        {paired !== null && <span className={paired.quantity > 1 ? "b red" : ""}>×{paired.quantity}</span>}
      </div>
    );
  }
  return (
    <div role="gridcell" className="fx4 listing-quantity">
      <input
        type="number"
        min={1}
        max={10_000}
        value={quantity}
        aria-label={t("listings.quantityOf", { code })}
        onChange={(event) => onQuantity(row.id, Math.min(10_000, Math.max(1, Math.floor(event.target.valueAsNumber) || 1)))}
      />
      <span className="t3 sm">{t("listings.unit")}</span>
    </div>
  );
}

function ActCell(props: ListingRowProps & { code: string }) {
  const t = useText();
  const { row, paired, suggestions, mayPair, isBusy, code } = props;
  if (!mayPair) return <div role="gridcell" />;
  const [best, ...others] = paired === null ? (suggestions ?? []) : [];
  const items =
    paired === null
      ? [
          ...others.map((one) => ({
            key: one.sku.id,
            label: (
              <span className="other-sku">
                <b>{one.sku.code}</b> {one.sku.nameZh} <span className="t3">{t("listings.share", { n: one.score })}</span>
              </span>
            ),
          })),
          { key: "choose", label: t("listings.chooseOther") },
        ]
      : [
          { key: "choose", label: t("listings.change") },
          { key: "unpair", label: t("listings.unpair") },
        ];
  const press = (key: string) => {
    const other = others.find((one) => one.sku.id === key);
    if (other !== undefined) props.onPair(row, other.sku, "suggestion");
    else if (key === "unpair") props.onUnpair(row);
    else props.onChoose(row);
  };
  return (
    <div role="gridcell" className="listing-act">
      {paired === null && (
        <button
          type="button"
          className={best === undefined ? "link" : "row-act"}
          disabled={isBusy}
          data-act={best === undefined ? "choose" : "pair"}
          onClick={() => (best === undefined ? props.onChoose(row) : props.onPair(row, best.sku, "suggestion"))}
        >
          {best === undefined ? t("listings.choose") : t("listings.pair")}
        </button>
      )}
      <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick: ({ key }) => press(key) }}>
        <button type="button" className="bare" disabled={isBusy} aria-label={t("listings.more", { code })} aria-haspopup="menu">
          <Icon name="more" />
        </button>
      </Dropdown>
    </div>
  );
}
