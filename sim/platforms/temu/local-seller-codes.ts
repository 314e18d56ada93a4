import { z } from "zod";
import type { Operation } from "./call.ts";
import { grant, refuse } from "./codes.ts";
import { isDeleted } from "./listing-state.ts";
import type { Item } from "./model.ts";
import { idText, optional, readParams, text } from "./params.ts";

const SetParams = z.object({
  modifyList: optional(z.array(z.object({ goodsId: optional(idText), skuId: idText, outSkuSn: text }))),
});

/** `bg.local.goods.sku.out.sn.set`: gives SKUs their seller codes, all or none. What is inside `modifyList` is our reading. */
export const setSellerCodes: Operation = (call) => {
  const read = readParams(SetParams, call.params);
  if (!read.ok) return read;
  const { modifyList } = read.value;
  if (modifyList === undefined) return refuse(150010001, "modifyList");
  const codes = new Map<Item, string>();
  for (const { goodsId, skuId, outSkuSn } of modifyList) {
    const item = call.state.itemsIn(call.mall.mallId).find((one) => one.skuId === skuId && !isDeleted(one));
    if (item === undefined) return refuse(150010188, skuId);
    if (goodsId !== undefined && goodsId !== item.goodsId) return refuse(150010189, skuId);
    if (codes.has(item)) return refuse(150013001, skuId);
    codes.set(item, outSkuSn);
  }
  for (const [item, code] of codes) {
    item.extCode = code;
    call.state.saveItem(item);
  }
  return grant({ success: true });
};

const CheckParams = z.object({ outSkuSnList: optional(z.array(z.string())) });

/** `bg.local.goods.sku.out.sn.check`: whether codes are in use already; one code twice in a call is refused. The answer's form is our reading. */
export const checkSellerCodes: Operation = (call) => {
  const read = readParams(CheckParams, call.params);
  if (!read.ok) return read;
  const { outSkuSnList } = read.value;
  if (outSkuSnList === undefined) return refuse(150010001, "outSkuSnList");
  if (new Set(outSkuSnList).size < outSkuSnList.length) return refuse(150010003, "outSkuSnList");
  const used = new Set(call.state.itemsIn(call.mall.mallId).flatMap((item) => (isDeleted(item) ? [] : item.extCode)));
  return grant(outSkuSnList.map((outSkuSn) => ({ outSkuSn, isUsed: used.has(outSkuSn) })));
};
