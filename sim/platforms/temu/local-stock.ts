import { z } from "zod";
import type { Call, Operation } from "./call.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import { isDeleted } from "./listing-state.ts";
import type { Item } from "./model.ts";
import { idText, integer, optional, readParams } from "./params.ts";
import { maximumStock } from "./stock.ts";

const EditParams = z.object({
  goodsId: optional(idText),
  stockType: optional(integer),
  skuStockTargetList: optional(z.array(z.object({ skuId: idText, stockTarget: integer }))),
  skuStockChangeList: optional(z.array(z.object({ skuId: idText, stockDiff: integer }))),
  requestUniqueKey: optional(z.string()),
});

type Pile = "stock" | "preSaleStock";
/** One SKU's change: what it comes to, seen from what is there at that moment. */
type Change = { skuId: string; from(current: number): number };
type Edit = { goodsId: string; skus: Item[]; pile: Pile; changes: Change[]; key: string | undefined };

/** The request as a whole, or what is wrong with it as a whole. */
function readEdit(call: Call): { ok: true; edit: Edit } | Refusal {
  const read = readParams(EditParams, call.params);
  if (!read.ok) return read;
  const { goodsId, stockType = 0, skuStockTargetList: targets, skuStockChangeList: differences, requestUniqueKey: key } = read.value;
  if (goodsId === undefined) return refuse(150010001, "goodsId");
  if (stockType !== 0 && stockType !== 1) return refuse(150010001, "stockType");
  if (targets !== undefined && differences !== undefined) return refuse(150013003);
  const changes: Change[] = [
    ...(targets ?? []).map(({ skuId, stockTarget }) => ({ skuId, from: () => stockTarget })),
    ...(differences ?? []).map(({ skuId, stockDiff }) => ({ skuId, from: (current: number) => current + stockDiff })),
  ];
  if (changes.length === 0) return refuse(150010001, "skuStockTargetList");
  const repeated = changes.find(({ skuId }, index) => changes.findIndex((other) => other.skuId === skuId) < index);
  if (repeated !== undefined) return refuse(150013001, repeated.skuId);
  const skus = call.state.itemsIn(call.mall.mallId).filter((item) => item.goodsId === goodsId && !isDeleted(item));
  if (skus.length === 0) return refuse(150010188, goodsId);
  return { ok: true, edit: { goodsId, skus, pile: stockType === 0 ? "stock" : "preSaleStock", changes, key } };
}

/** Changes one SKU; a refusal concerns it alone. */
function apply(call: Call, { skus, pile }: Edit, change: Change): Refusal | undefined {
  const item = skus.find((one) => one.skuId === change.skuId);
  if (item === undefined) return refuse(150010189, change.skuId);
  const target = change.from(item[pile]);
  if (target < 0 || target > maximumStock) return refuse(150013002, change.skuId);
  item[pile] = target;
  call.state.saveItem(item);
  return undefined;
}

/**
 * `bg.local.goods.stock.edit`: a target forgets what buyers took meanwhile, a difference does not. SKU by SKU: the envelope says success
 * even when every one of them was refused. A key that was used before changes nothing.
 */
export const editLocalStock: Operation = (call) => {
  const read = readEdit(call);
  if (!read.ok) return read;
  const { edit } = read;
  const isNew = edit.key === undefined || call.state.requestKeys.take(call.mall.mallId, edit.key);
  const outcomes = edit.changes.map((change) => ({
    skuId: change.skuId,
    refusal: isNew ? apply(call, edit, change) : refuse(150010003, "requestUniqueKey has been used"),
  }));
  const failed = outcomes.find((outcome) => outcome.refusal !== undefined)?.refusal;
  return grant({
    goodsId: Number(edit.goodsId),
    operateResult: failed === undefined,
    msg: failed?.message ?? null,
    skuStockEditStatusInfoList: outcomes.map(({ skuId, refusal }) => ({
      skuId: Number(skuId),
      stockEditStatus: refusal === undefined,
      errorCode: refusal?.code ?? null,
      errorMsg: refusal?.message ?? null,
    })),
  });
};

const QueryParams = z.object({
  goodsId: optional(idText),
  skuIdList: optional(z.array(idText)),
  outSkuSnList: optional(z.array(z.string())),
});

/** `temu.local.goods.sku.stock.query`: by goods, by SKUs or by seller codes. What it does not find it leaves out. */
export const queryLocalStock: Operation = (call) => {
  const read = readParams(QueryParams, call.params);
  if (!read.ok) return read;
  const { goodsId, skuIdList, outSkuSnList } = read.value;
  if (goodsId === undefined && skuIdList === undefined && outSkuSnList === undefined) return refuse(150010001, "goodsId");
  const found = call.state.itemsIn(call.mall.mallId).filter((item) => {
    if (isDeleted(item) || (goodsId !== undefined && goodsId !== item.goodsId)) return false;
    if (skuIdList !== undefined && !skuIdList.includes(item.skuId)) return false;
    return outSkuSnList === undefined || outSkuSnList.includes(item.extCode);
  });
  const groups = new Map<string, Item[]>();
  for (const item of found) groups.set(item.goodsId, [...(groups.get(item.goodsId) ?? []), item]);
  return grant({
    stockList: [...groups].map(([id, skus]) => ({
      goodsId: Number(id),
      skuStockInfoList: skus.map((item) => ({
        skuId: Number(item.skuId),
        outSkuSn: item.extCode === "" ? null : item.extCode,
        selfOrdinaryStock: { stock: item.stock, stockType: 0 },
        selfPreSaleStock: { stock: item.preSaleStock, stockType: 1 },
        certOrdinaryStock: null,
      })),
    })),
  });
};
