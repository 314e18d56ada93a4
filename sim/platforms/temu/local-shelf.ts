import { z } from "zod";
import type { Operation } from "./call.ts";
import { grant, refuse } from "./codes.ts";
import { changeListingState, isDeleted, isOnShelf, listingStates, statusOf } from "./listing-state.ts";
import { listLocalGoods } from "./local-goods-view.ts";
import type { Item } from "./model.ts";
import { idText, integer, optional, readParams } from "./params.ts";

const SaleParams = z.object({
  goodsId: optional(idText),
  onsale: optional(integer),
  operationType: optional(integer),
  skuIdList: optional(z.array(idText)),
});

const isSellers = (item: Item): boolean => isOnShelf(item) || item.subStatus === listingStates["off-shelf"];

/**
 * `bg.local.goods.sale.status.set`: the seller's hand on the shelf, for goods or single SKUs. What the platform itself took off, and what
 * was never published, stays where it is: then the envelope says success and `result.success` does not.
 */
export const setSaleStatus: Operation = (call) => {
  const read = readParams(SaleParams, call.params);
  if (!read.ok) return read;
  const { goodsId, onsale, operationType, skuIdList } = read.value;
  if (goodsId === undefined) return refuse(150010001, "goodsId");
  if (onsale !== 0 && onsale !== 1) return refuse(150010001, "onsale");
  if (operationType !== 1 && operationType !== 2) return refuse(150010001, "operationType");
  const skus = call.state.itemsIn(call.mall.mallId).filter((item) => item.goodsId === goodsId && !isDeleted(item));
  if (skus.length === 0) return refuse(150010188, goodsId);
  if (operationType === 2 && skuIdList === undefined) return refuse(150010001, "skuIdList");
  const foreign = skuIdList?.find((skuId) => !skus.some((item) => item.skuId === skuId));
  if (operationType === 2 && foreign !== undefined) return refuse(150010189, foreign);
  const meant = operationType === 1 ? skus : skus.filter((item) => skuIdList?.includes(item.skuId));
  if (!meant.every(isSellers)) return grant({ success: false });
  for (const item of meant) {
    if (onsale === 0) changeListingState(call.state, item, listingStates["off-shelf"], call.nowMs);
    else if (!isOnShelf(item)) changeListingState(call.state, item, listingStates["on-sale"], call.nowMs);
  }
  return grant({ success: true });
};

const PublishParams = z.object({ goodsIdList: optional(z.array(idText)) });

/** `bg.local.goods.publish.status.get`: where goods stand, as a bare list. Goods of nobody are left out. */
export const getPublishStatus: Operation = (call) => {
  const read = readParams(PublishParams, call.params);
  if (!read.ok) return read;
  const { goodsIdList } = read.value;
  if (goodsIdList === undefined) return refuse(150010001, "goodsIdList");
  const found = listLocalGoods(call).filter((goods) => goodsIdList.includes(goods.goodsId));
  return grant(found.map(({ goodsId, subStatus }) => ({ goodsId: Number(goodsId), status: statusOf(subStatus), subStatus })));
};
