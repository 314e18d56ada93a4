import { z } from "zod";
import type { Operation } from "./call.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import { shownSubStatus, statusOf } from "./listing-state.ts";
import { categoryOf, type LocalGoods, listLocalGoods, localGoodsView, localSkuView } from "./local-goods-view.ts";
import type { Item } from "./model.ts";
import { idText, integer, optional, readParams } from "./params.ts";

const ids = optional(z.array(idText));
const Page = { pageNo: optional(integer), pageSize: optional(integer) };

const GoodsParams = z.object({
  ...Page,
  goodsSearchType: optional(integer),
  goodsStatusFilterType: optional(integer),
  goodsSubStatusFilterType: optional(integer),
  searchText: optional(z.string()),
  goodsIdList: ids,
  catIdList: ids,
  crtFrom: optional(integer),
  crtTo: optional(integer),
  orderType: optional(integer),
  goodsStatusChangeTimeFrom: optional(integer),
  goodsStatusChangeTimeTo: optional(integer),
});

/** 1 is on and off the shelf together. */
const statusesOfSearch: Record<number, readonly number[]> = { 1: [2, 3], 4: [4], 5: [5], 6: [6] };

function checkPage(pageNo: number, pageSize: number): Refusal | undefined {
  if (pageNo < 1) return refuse(150010001, "pageNo");
  return pageSize < 1 || pageSize > 100 ? refuse(150010001, "pageSize") : undefined;
}

const isWithin = (value: number, from: number | undefined, to: number | undefined): boolean =>
  (from === undefined || value >= from) && (to === undefined || value <= to);

const has = (text: string, wanted: string): boolean => text.toLowerCase().includes(wanted.toLowerCase());

function isAsked(goods: LocalGoods, filter: z.output<typeof GoodsParams>, statuses: readonly number[]): boolean {
  if (!statuses.includes(statusOf(goods.subStatus))) return false;
  const { goodsStatusFilterType: status } = filter;
  // clients send 1 here as in the search type: on and off the shelf together
  if (status !== undefined && status !== 1 && status !== statusOf(goods.subStatus)) return false;
  if (filter.goodsSubStatusFilterType !== undefined && filter.goodsSubStatusFilterType !== goods.subStatus) return false;
  if (filter.goodsIdList !== undefined && !filter.goodsIdList.includes(goods.goodsId)) return false;
  if (filter.catIdList !== undefined && !filter.catIdList.includes(String(categoryOf(goods.first)))) return false;
  const { searchText } = filter;
  if (searchText !== undefined && !has(goods.first.goodsName, searchText) && !goods.skus.some((item) => has(item.extCode, searchText))) {
    return false;
  }
  return (
    isWithin(goods.createdAtMs, filter.crtFrom, filter.crtTo) &&
    isWithin(goods.changedAtMs, filter.goodsStatusChangeTimeFrom, filter.goodsStatusChangeTimeTo)
  );
}

/** `bg.local.goods.list.query`: goods by page, newest first unless told. Alone among the platform's numbers, its search type may not be a text. */
export const queryLocalGoods: Operation = (call) => {
  const read = readParams(GoodsParams, call.params);
  if (!read.ok) return read;
  const { pageNo = 1, pageSize = 10, goodsSearchType, orderType = 0 } = read.value;
  if (goodsSearchType === undefined) return refuse(150010001, "goodsSearchType");
  if (!call.isNumber("goodsSearchType")) return refuse(3000000, "goodsSearchType");
  const statuses = statusesOfSearch[goodsSearchType];
  if (statuses === undefined) return refuse(150010001, "goodsSearchType");
  const refusal = checkPage(pageNo, pageSize);
  if (refusal !== undefined) return refusal;
  const direction = orderType === 1 ? 1 : -1;
  const found = listLocalGoods(call)
    .filter((goods) => isAsked(goods, read.value, statuses))
    .sort((left, right) => direction * (left.createdAtMs - right.createdAtMs || Number(left.goodsId) - Number(right.goodsId)));
  const shown = found.slice((pageNo - 1) * pageSize, pageNo * pageSize);
  return grant({ pageNo, total: found.length, goodsList: shown.map((goods) => localGoodsView(call, goods, Number, "skuSn")) });
};

const SkuParams = z.object({
  ...Page,
  skuSearchType: optional(integer),
  skuStatusFilterType: optional(integer),
  searchText: optional(z.string()),
  goodsIdList: ids,
  skuIdList: ids,
});

const skuTypes = new Set([undefined, 2, 3]);

function isSkuAsked(item: Item, filter: z.output<typeof SkuParams>): boolean {
  const status = statusOf(shownSubStatus(item));
  if (status !== 2 && status !== 3) return false;
  if (filter.skuSearchType !== undefined && filter.skuSearchType !== status) return false;
  if (filter.skuStatusFilterType !== undefined && filter.skuStatusFilterType !== status) return false;
  if (filter.goodsIdList !== undefined && !filter.goodsIdList.includes(item.goodsId)) return false;
  if (filter.skuIdList !== undefined && !filter.skuIdList.includes(item.skuId)) return false;
  return filter.searchText === undefined || has(item.goodsName, filter.searchText) || has(item.extCode, filter.searchText);
}

/** `bg.local.goods.sku.list.query`: what is published, SKU by SKU; 2 what buyers can buy now, 3 what they cannot. */
export const queryLocalSkus: Operation = (call) => {
  const read = readParams(SkuParams, call.params);
  if (!read.ok) return read;
  const { pageNo = 1, pageSize = 10, skuSearchType, skuStatusFilterType } = read.value;
  if (!skuTypes.has(skuSearchType)) return refuse(150010001, "skuSearchType");
  if (!skuTypes.has(skuStatusFilterType)) return refuse(150010001, "skuStatusFilterType");
  const refusal = checkPage(pageNo, pageSize);
  if (refusal !== undefined) return refusal;
  const found = call.state
    .itemsIn(call.mall.mallId)
    .filter((item) => isSkuAsked(item, read.value))
    .sort((left, right) => right.createdAtMs - left.createdAtMs || Number(right.skuId) - Number(left.skuId));
  const shown = found.slice((pageNo - 1) * pageSize, pageNo * pageSize);
  return grant({ pageNo, total: found.length, skuList: shown.map((item) => localSkuView(call, item, Number, "skuSn")) });
};
