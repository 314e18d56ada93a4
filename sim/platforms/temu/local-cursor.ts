import { z } from "zod";
import type { Call, Operation } from "./call.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import { shownSubStatus, statusOf } from "./listing-state.ts";
import { type IdForm, listLocalGoods, localGoodsView, localSkuView } from "./local-goods-view.ts";
import { idText, integer, optional, readParams } from "./params.ts";

const searchTypes = ["ACTIVE", "INACTIVE", "INCOMPLETE", "DRAFT", "DELETED"] as const;
const statusOfSearch: Record<(typeof searchTypes)[number], number> = { ACTIVE: 2, INACTIVE: 3, INCOMPLETE: 4, DRAFT: 5, DELETED: 6 };
const searchType = optional(z.enum(searchTypes));

const CursorParams = z.object({
  pageSize: optional(integer),
  pageToken: optional(z.string()),
  goodsSearchType: searchType,
  skuSearchType: searchType,
  searchType,
  goodsIdList: optional(z.array(idText)),
});
type Filter = z.output<typeof CursorParams>;

/** A row's place: a page goes on after an id, or back before one. So a listing that is added or leaves shifts no page. */
type Place = { side: "after" | "before"; id: number };

const tokenFor = ({ side, id }: Place): string => Buffer.from(`${side} ${id}`).toString("base64url");

function readToken(token: string): Place | undefined {
  const match = /^(after|before) (\d{1,15})$/.exec(Buffer.from(token, "base64url").toString("utf8"));
  if (match === null) return undefined;
  return { side: match[1] === "after" ? "after" : "before", id: Number(match[2]) };
}

const start: Place = { side: "after", id: 0 };

type Rows<T> = { rows: T[]; pagination: { nextToken: string | null; previousToken: string | null } };

/** One page of rows in the order of their ids, with the tokens of its neighbours. */
function cut<T>(all: T[], idOf: (row: T) => number, { pageSize = 10, pageToken }: Filter): Rows<T> | Refusal {
  if (pageSize < 1 || pageSize > 100) return refuse(150010001, "pageSize");
  const place = pageToken === undefined ? start : readToken(pageToken);
  if (place === undefined) return refuse(150010001, "pageToken");
  const sorted = [...all].sort((left, right) => idOf(left) - idOf(right));
  const rows =
    place.side === "after"
      ? sorted.filter((row) => idOf(row) > place.id).slice(0, pageSize)
      : sorted.filter((row) => idOf(row) < place.id).slice(-pageSize);
  const [first, last] = [rows[0], rows.at(-1)];
  const hasMore = last !== undefined && sorted.at(-1) !== last;
  const hasBefore = first !== undefined && sorted[0] !== first;
  return {
    rows,
    pagination: {
      nextToken: hasMore ? tokenFor({ side: "after", id: idOf(last) }) : null,
      previousToken: hasBefore ? tokenFor({ side: "before", id: idOf(first) }) : null,
    },
  };
}

const isSearched = (wanted: (typeof searchTypes)[number] | undefined, status: number): boolean =>
  wanted === undefined ? status === 2 || status === 3 : statusOfSearch[wanted] === status;
const asText: IdForm = (id) => id;

function readCursor(call: Call): { ok: true; value: Filter } | Refusal {
  return readParams(CursorParams, call.params);
}

/** `temu.local.goods.list.retrieve`: the goods with a cursor, ids as texts. */
export const retrieveLocalGoods: Operation = (call) => {
  const read = readCursor(call);
  if (!read.ok) return read;
  const filter = read.value;
  const wanted = filter.goodsSearchType ?? filter.searchType;
  const found = listLocalGoods(call).filter(
    (goods) =>
      isSearched(wanted, statusOf(goods.subStatus)) && (filter.goodsIdList === undefined || filter.goodsIdList.includes(goods.goodsId)),
  );
  const page = cut(found, (goods) => Number(goods.goodsId), filter);
  if ("code" in page) return page;
  return grant({ goodsList: page.rows.map((goods) => localGoodsView(call, goods, asText, "outSkuSn")), pagination: page.pagination });
};

/** `temu.local.sku.list.retrieve`: the SKUs with a cursor; each carries `outSkuSn`. */
export const retrieveLocalSkus: Operation = (call) => {
  const read = readCursor(call);
  if (!read.ok) return read;
  const filter = read.value;
  const wanted = filter.skuSearchType ?? filter.searchType;
  const found = call.state.itemsIn(call.mall.mallId).filter((item) => {
    const isTheirs = filter.goodsIdList === undefined || filter.goodsIdList.includes(item.goodsId);
    return isTheirs && isSearched(wanted, statusOf(shownSubStatus(item)));
  });
  const page = cut(found, (item) => Number(item.skuId), filter);
  if ("code" in page) return page;
  return grant({ skuList: page.rows.map((item) => localSkuView(call, item, asText, "outSkuSn")), pagination: page.pagination });
};
