import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Drawer } from "antd";
import type { ListingRow } from "../../../contract/listings.ts";
import type { ListingStock } from "../../../contract/stock-rules.ts";
import { listingStockQuery } from "../../api/allocation-queries.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { Picture } from "../../ui/picture.tsx";
import { sayRule } from "../../ui/rule-words.ts";
import { PlatformBadge, Tag } from "../../ui/small-parts.tsx";
import { isSet } from "./figure-sum.ts";
import { FigureTable } from "./figure-table.tsx";
import { timeOf } from "./time-of.ts";

/** 这个数怎么来的: what a listing shows, what it is to show, and the sum behind it. */
export function FigureDrawer({
  listingId,
  row,
  mayStock,
  isBusy,
  isAsked,
  onPush,
  onRule,
  onClose,
}: {
  listingId: string;
  /** Undefined: not among the rows that are loaded. */
  row: ListingRow | undefined;
  mayStock: boolean;
  isBusy: boolean;
  /** A push has been asked for since the list was read: the strip that says so may lie below this drawer. */
  isAsked: boolean;
  onPush(): void;
  onRule(row: ListingRow): void;
  onClose(): void;
}) {
  const t = useText();
  const reading = useQuery(listingStockQuery(listingId));
  const stock = reading.data?.stock;
  return (
    <Drawer
      open
      size={560}
      onClose={onClose}
      keyboard={false}
      mask={{ enabled: false }}
      rootClassName="takes-keys"
      title={t("figure.title")}
      styles={{ body: { padding: 0 } }}
      footer={
        mayStock && stock !== null && stock !== undefined ? (
          <div className="fx">
            {stock.foreignChange === null && (
              <Button disabled={isBusy} data-act="push-one" onClick={onPush}>
                {t("figure.push")}
              </Button>
            )}
            {row !== undefined && (
              <Button disabled={isBusy} data-act="rule-one" onClick={() => onRule(row)}>
                {t("figure.changeRule")}
              </Button>
            )}
            <span role="status" className="green">
              {isAsked ? t("listings.asked") : ""}
            </span>
          </div>
        ) : null
      }
    >
      {row !== undefined && <Goods row={row} />}
      <BrokenNote reading={reading} />
      {stock === null && <EmptyNote title={t("figure.unsold")} hint={t("figure.unsoldHint")} />}
      {stock !== null && stock !== undefined && (
        <>
          <Figures stock={stock} />
          <ForeignNote stock={stock} mayStock={mayStock} isBusy={isBusy} onPush={onPush} />
          <Warehouses stock={stock} />
          <Chain stock={stock} />
          {row !== undefined && (
            <p className="figure-foot">
              <Link to="/stock-allocation" search={{ shop: row.shop.id }}>
                {t("figure.shopRule", { shop: row.shop.name })}
              </Link>
            </p>
          )}
        </>
      )}
    </Drawer>
  );
}

function Goods({ row }: { row: ListingRow }) {
  const code = row.sellerCode === "" ? row.listingKey : row.sellerCode;
  return (
    <div className="fx figure-goods">
      <Picture url={row.pictureUrl} size={36} />
      <div className="grow">
        <div className="el" title={row.title}>
          {row.title}
        </div>
        <div className="fx4 t3 sm">
          <PlatformBadge platform={row.shop.platform} /> {[row.shop.name, code, row.spec].filter((part) => part !== "").join(" · ")}
        </div>
      </div>
    </div>
  );
}

/** `平台 6 · 应为 6`. */
function Figures({ stock }: { stock: ListingStock }) {
  const t = useText();
  const { figure } = stock;
  // what was seen holds over what our orders would explain
  const platform = stock.foreignChange?.seen ?? stock.platform;
  const isSame = platform !== null && platform === figure;
  return (
    <div className="figure-heads" data-platform={platform} data-figure={figure}>
      <span>
        <span className="t2 sm">{t("figure.platform")}</span>
        <b className={platform === null ? "t3" : ""}>{platform === null ? t("figure.unread") : formatCount(platform)}</b>
      </span>
      <span>
        <span className="t2 sm">{t("figure.wanted")}</span>
        <b className={figure === null ? "t3" : ""}>{figure === null ? t("figure.none") : formatCount(figure)}</b>
      </span>
      {figure !== null && stock.foreignChange === null && (
        <Tag tone={isSame ? "grey" : "amber"}>{isSame ? t("figure.same") : t("figure.differs")}</Tag>
      )}
    </div>
  );
}

function ForeignNote({ stock, mayStock, isBusy, onPush }: { stock: ListingStock; mayStock: boolean; isBusy: boolean; onPush(): void }) {
  const t = useText();
  const now = useNow(60_000);
  const { foreignChange: change } = stock;
  if (change === null) return null;
  return (
    <div className="foreign-note" role="alert">
      <b className="amber">
        {t("foreign.text", { seen: formatCount(change.seen), expected: formatCount(change.expected), time: timeOf(change.at, now) })}
      </b>
      <p>{t("foreign.why")}</p>
      {mayStock && (
        <Button type="primary" disabled={isBusy} data-act="push-ours" onClick={onPush}>
          {t("foreign.push")}
        </Button>
      )}
    </div>
  );
}

function Warehouses({ stock }: { stock: ListingStock }) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const nameOf = (id: string) =>
    data === undefined ? "" : (data.warehouses.find((one) => one.id === id)?.name ?? t("allocation.outOfReach"));
  return <FigureTable shelves={stock.shelves} nameOf={nameOf} />;
}

/** From what may be sold to what is shown, step by step. */
function Chain({ stock }: { stock: ListingStock }) {
  const t = useText();
  const { rule, scarce, figure, pieces } = stock;
  const hasSets = isSet(stock.shelves);
  const said = { rule: sayRule(t, rule), of: t(`rule.of.${rule.of}`) };
  return (
    <section className="figure-chain" aria-label={t("figure.chain")}>
      <h3>{t("figure.chain")}</h3>
      <ol>
        <li>{t(hasSets ? "figure.poolSets" : "figure.pool", { n: formatCount(stock.pool) })}</li>
        <li>
          {t(hasSets ? "figure.piecesSets" : "figure.pieces", { quantity: formatCount(stock.pairingQuantity), n: formatCount(pieces) })}
        </li>
        {scarce !== null && <li className={scarce.isWithheld ? "amber b5" : ""}>{sayScarce(scarce)}</li>}
        <li className={rule.kind === "fixed" ? "amber b5" : "b5"}>
          {figure === null ? t("figure.ruleOff", said) : t("figure.ruleStep", { ...said, n: formatCount(figure) })}
        </li>
      </ol>
    </section>
  );

  function sayScarce({ below, isChosen, isWithheld }: NonNullable<ListingStock["scarce"]>): string {
    const params = { below: formatCount(below) };
    if (isWithheld) return t("figure.withheld", params);
    return isChosen ? t("figure.chosen", params) : t("figure.notYet", params);
  }
}
