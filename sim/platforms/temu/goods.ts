import { z } from "zod";
import { type Call, type Operation, pictureUrl } from "./call.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import { isDeleted, isOnShelf } from "./listing-state.ts";
import type { Item } from "./model.ts";
import { idText, integer, optional, readParams } from "./params.ts";

const ids = optional(z.array(idText));
const codes = optional(z.array(z.string()));

const ListParams = z.object({
  page: optional(integer),
  pageNo: optional(integer),
  pageSize: optional(integer),
  productName: optional(z.string()),
  productIds: ids,
  productSkcIds: ids,
  skcExtCode: optional(z.string()),
  skuExtCodes: codes,
  bindSiteIds: ids,
  skcSiteStatus: optional(integer),
});

function checkPage(page: number, pageSize: number): Refusal | undefined {
  if (page < 1) return refuse(3000000, "page min value 1");
  if (pageSize < 1 || pageSize > 100) return refuse(3000000, "pageSize max value 100");
  return undefined;
}

function groupBySkc(items: Item[]): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) groups.set(item.productSkcId, [...(groups.get(item.productSkcId) ?? []), item]);
  return [...groups.values()];
}

/** 1 when buyers find one of its SKUs on the site. */
const siteStatusOf = (items: readonly Item[]): 0 | 1 => (items.some(isOnShelf) ? 1 : 0);

function skcView(call: Call, items: Item[], first: Item): Record<string, unknown> {
  const picture = pictureUrl(call.settings, first);
  return {
    productId: Number(first.productId),
    productSkcId: Number(first.productSkcId),
    productName: first.goodsName,
    productType: 1,
    sourceType: 1,
    goodsId: Number(first.goodsId),
    extCode: first.extCode,
    mainImageUrl: picture,
    thumbUrl: picture,
    skcStatus: 11,
    skcSiteStatus: siteStatusOf(items),
    createdAt: first.createdAtMs,
    productSkuSummaries: items.map((item) => ({
      productSkuId: Number(item.productSkuId),
      extCode: item.extCode,
      thumbUrl: pictureUrl(call.settings, item),
      spec: item.spec,
      productSkuSpecList: [
        {
          parentSpecId: item.specName === "Color" ? 1001 : 3001,
          parentSpecName: item.specName,
          specId: Number(item.productSkuId) % 100_000,
          specName: item.spec,
          unitSpecName: null,
        },
      ],
      virtualStock: item.stock,
    })),
  };
}

/** `temu.goods.list.get`, also called `bg.glo.goods.list.get`: one entry per SKC. */
export const listGoods: Operation = (call) => {
  const read = readParams(ListParams, call.params);
  if (!read.ok) return read;
  const filter = read.value;
  const page = filter.page ?? filter.pageNo ?? 1;
  const pageSize = filter.pageSize ?? 20;
  const refusal = checkPage(page, pageSize);
  if (refusal !== undefined) return refusal;
  const wanted = call.state.itemsIn(call.mall.mallId).filter((item) => {
    if (filter.productName !== undefined && !item.goodsName.toLowerCase().includes(filter.productName.toLowerCase())) return false;
    if (filter.productIds !== undefined && !filter.productIds.includes(item.productId)) return false;
    if (filter.productSkcIds !== undefined && !filter.productSkcIds.includes(item.productSkcId)) return false;
    if (filter.skcExtCode !== undefined && filter.skcExtCode !== item.extCode) return false;
    if (filter.skuExtCodes !== undefined && !filter.skuExtCodes.includes(item.extCode)) return false;
    if (isDeleted(item)) return false;
    return filter.bindSiteIds === undefined || filter.bindSiteIds.includes(call.mall.siteId);
  });
  const groups = groupBySkc(wanted).filter((items) => filter.skcSiteStatus === undefined || filter.skcSiteStatus === siteStatusOf(items));
  const shown = groups.slice((page - 1) * pageSize, page * pageSize);
  return grant({
    totalCount: groups.length,
    data: shown.flatMap((items) => (items[0] === undefined ? [] : [skcView(call, items, items[0])])),
  });
};

const SearchParams = z.object({ pageNum: optional(integer), pageSize: optional(integer), productSkuIdList: ids });

/** `bg.glo.product.search`: the state of life of products, by SKU. */
export const searchProducts: Operation = (call) => {
  const read = readParams(SearchParams, call.params);
  if (!read.ok) return read;
  const { pageNum: page = 1, pageSize = 20, productSkuIdList: wanted } = read.value;
  const refusal = checkPage(page, pageSize);
  if (refusal !== undefined) return refusal;
  const items = call.state
    .itemsIn(call.mall.mallId)
    .filter((item) => !isDeleted(item) && (wanted === undefined || wanted.includes(item.productSkuId)));
  const products = new Map<string, Item[]>();
  for (const item of items) products.set(item.productId, [...(products.get(item.productId) ?? []), item]);
  const shown = [...products].slice((page - 1) * pageSize, page * pageSize);
  return grant({
    total: products.size,
    dataList: shown.map(([productId, ofProduct]) => ({
      productId: Number(productId),
      skcList: groupBySkc(ofProduct).map((ofSkc) => ({
        skcId: Number(ofSkc[0]?.productSkcId),
        selectStatus: siteStatusOf(ofSkc) === 1 ? 11 : 13,
        skuList: ofSkc.map((item) => ({ skuId: Number(item.productSkuId) })),
      })),
    })),
  });
};
