import { type Call, pictureUrl } from "./call.ts";
import { goodsSubStatus, isDeleted, shownSubStatus, statusOf } from "./listing-state.ts";
import type { Item } from "./model.ts";
import { findRegion, toLocalMinor } from "./regions.ts";

type Json = Record<string, unknown>;

/** Goods with their SKUs. Deleted SKUs are left out, unless nothing else is left of the goods. */
export type LocalGoods = { goodsId: string; first: Item; skus: Item[]; subStatus: number; createdAtMs: number; changedAtMs: number };

/** How ids are written: the queries by page have numbers, the cursor versions texts. */
export type IdForm = (id: string) => string | number;

/** The shop's goods in the order of their ids. */
export function listLocalGoods(call: Call): LocalGoods[] {
  const groups = new Map<string, Item[]>();
  for (const item of call.state.itemsIn(call.mall.mallId)) groups.set(item.goodsId, [...(groups.get(item.goodsId) ?? []), item]);
  return [...groups].flatMap(([goodsId, items]) => {
    const living = items.filter((item) => !isDeleted(item));
    const skus = living.length > 0 ? living : items;
    const [first] = skus;
    if (first === undefined) return [];
    const createdAtMs = Math.min(...items.map((item) => item.createdAtMs));
    const changedAtMs = Math.max(...items.map((item) => Math.max(item.createdAtMs, item.stateChangedAtMs)));
    return [{ goodsId, first, skus, subStatus: goodsSubStatus(skus), createdAtMs, changedAtMs }];
  });
}

/** A category for every picture's thing; the platform's own tree is not public. */
export const categoryOf = (item: Item): number => 30_000 + (Number(item.goodsId) % 100);

type Price = { minor: number; text: string; currency: string };

function priceOf(call: Call, item: Item): Price {
  const region = findRegion(call.mall.regionId);
  const minor = region === undefined ? item.priceMinor : toLocalMinor(region, item.priceMinor);
  const decimals = region?.decimals ?? 2;
  return { minor, text: (minor / 10 ** decimals).toFixed(decimals), currency: region?.currency ?? "USD" };
}

const money = ({ text, currency }: Price): Json => ({ amount: text, currency });
const codeOf = (code: string): string | null => (code === "" ? null : code);

const specList = (item: Item): Json[] => [
  { specId: Number(item.productSkuId) % 100_000, parentSpecName: item.specName, specName: item.spec },
];

/** A row of the goods lists. Prices are decimal texts, `marketPrice` alone is in minor units. */
export function localGoodsView(call: Call, goods: LocalGoods, id: IdForm, skuCode: "skuSn" | "outSkuSn"): Json {
  const { first, skus, subStatus } = goods;
  const price = priceOf(call, first);
  return {
    goodsId: id(goods.goodsId),
    goodsName: first.goodsName,
    outGoodsSn: codeOf(first.outGoodsSn),
    thumbUrl: pictureUrl(call.settings, first),
    catId: id(String(categoryOf(first))),
    status4VO: statusOf(subStatus),
    subStatus4VO: subStatus,
    goodsShowSubStatus: subStatus,
    price: price.text,
    currency: price.currency,
    listPrice: money(price),
    retailPrice: money(price),
    marketPrice: price.minor,
    quantity: skus.reduce((sum, item) => sum + item.stock, 0),
    skuIdList: skus.map((item) => id(item.skuId)),
    outSkuSnList: skus.map((item) => item.extCode).filter((code) => code !== ""),
    skuInfoList: skus.map((item) => ({
      skuId: id(item.skuId),
      [skuCode]: codeOf(item.extCode),
      specList: specList(item),
    })),
    specName: first.specName,
    crtTime: Math.floor(goods.createdAtMs / 1000),
    goodsStatusChangeTime: goods.changedAtMs,
    costTemplateId: "LFT-00000000000000001",
    shipmentLimitSecond: 172_800,
    brandId: null,
    trademarkId: null,
    lowTrafficTag: subStatus === 2101,
    restrictedTrafficTag: false,
  };
}

/** A row of the SKU lists. What weight and volume look like inside is not public. */
export function localSkuView(call: Call, item: Item, id: IdForm, skuCode: "skuSn" | "outSkuSn"): Json {
  const price = priceOf(call, item);
  const subStatus = shownSubStatus(item);
  return {
    goodsId: id(item.goodsId),
    skuId: id(item.skuId),
    goodsName: item.goodsName,
    thumbUrl: pictureUrl(call.settings, item),
    [skuCode]: codeOf(item.extCode),
    specName: item.spec,
    specList: specList(item),
    stock: item.stock,
    price: price.text,
    currency: price.currency,
    retailPrice: money(price),
    status4VO: statusOf(subStatus),
    subStatus4VO: subStatus,
    weightInfo: null,
    volumeInfo: null,
  };
}
