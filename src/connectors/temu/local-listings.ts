import { z } from "zod";
import { ok } from "../../kernel/result.ts";
import type { BadItem, Page, PlatformListing, PlatformResult, ShopLink } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import { rawText } from "./json.ts";
import { describeIssues, WireCode, WireCount, WireId, WireText } from "./wire.ts";

type State = PlatformListing["state"];

const pageSize = 100;
const maxPages = 1_000;

/**
 * The lists that make up the whole assortment, in the order in which they are read, and what stands in each where an item doesn't say.
 * The list of SKUs knows only what is or was for sale; the rest is in the list of goods (docs/platforms/temu.md).
 */
const shelves = [
  { list: "goods", search: 6, state: "delisted" },
  { list: "goods", search: 5, state: "draft" },
  { list: "goods", search: 4, state: "draft" },
  { list: "sku", search: 3, state: "delisted" },
  { list: "sku", search: 2, state: "live" },
] as const satisfies readonly { list: "goods" | "sku"; search: number; state: State }[];
type Shelf = (typeof shelves)[number];

const states: Readonly<Record<number, State>> = { 2: "live", 3: "delisted", 4: "draft", 5: "draft", 6: "delisted" };
/** Where a sub-status says something else than its status. */
const subStates: Readonly<Record<number, State>> = {
  3001: "punished",
  // sold out comes back by itself as soon as it has stock: what is not live is never given any
  3003: "live",
  // too dear: the platform took it off and the seller must act
  3004: "punished",
};

const Status = WireCount.nullish();
const Specs = z.array(z.looseObject({ specName: WireText }));
const SkuRow = z.looseObject({
  goodsId: WireId,
  skuId: WireId,
  skuSn: WireCode,
  outSkuSn: WireCode,
  goodsName: WireText,
  specName: WireText,
  specList: z.unknown().optional(),
  thumbUrl: WireText,
  status4VO: Status,
  subStatus4VO: Status,
});
const GoodsRow = z.looseObject({
  goodsId: WireId,
  goodsName: WireText,
  thumbUrl: WireText,
  status4VO: Status,
  subStatus4VO: Status,
  skuInfoList: z.array(z.looseObject({ skuId: WireId, skuSn: WireCode, outSkuSn: WireCode, specList: z.unknown().optional() })).nullish(),
  skuIdList: z.array(WireId).nullish(),
  outSkuSnList: z.array(WireCode).nullish(),
});
type GoodsRow = z.output<typeof GoodsRow>;

/** One page of one shelf. The cursor is the shelf's place and the page in it; a shelf without items costs one call. */
export async function listLocalListings(link: ShopLink, cursor: string | null): PlatformResult<Page<PlatformListing>> {
  const [at, page] = cursor === null ? [0, 1] : readCursor(cursor);
  const shelf = shelves[at] ?? shelves[0];
  const reply = await callTemu(link, {
    type: shelf.list === "sku" ? "bg.local.goods.sku.list.query" : "bg.local.goods.list.query",
    purpose: "products",
    writes: false,
    params: { pageNo: page, pageSize, ...searchOf(shelf) },
    reply: z.looseObject({
      total: WireCount.nullish(),
      skuList: z.array(z.unknown()).nullish(),
      goodsList: z.array(z.unknown()).nullish(),
    }),
  });
  if (!reply.ok) return reply;
  const raw = (shelf.list === "sku" ? reply.value.skuList : reply.value.goodsList) ?? [];
  const items = new Map<string, PlatformListing>();
  const bad: BadItem[] = [];
  for (const one of raw) {
    const read = shelf.list === "sku" ? readSku(one, shelf) : readGoods(one, shelf);
    if (read.success) for (const listing of read.listings) items.set(listing.listingKey, listing);
    else bad.push({ platformId: readId(one, shelf), raw: rawText(one), detail: describeIssues(read.error) });
  }
  const isMore = raw.length > 0 && page * pageSize < (reply.value.total ?? 0) && page < maxPages;
  const next = isMore ? ([at, page + 1] as const) : ([at + 1, 1] as const);
  return ok({ items: [...items.values()], bad, next: next[0] < shelves.length ? next.join(".") : null });
}

/** Both the old and the new name of the filter: each is compulsory in some readings, and both take the same numbers. */
function searchOf({ list, search }: Shelf): Readonly<Record<string, number>> {
  return list === "sku"
    ? { skuSearchType: search, skuStatusFilterType: search }
    : { goodsSearchType: search, goodsStatusFilterType: search };
}

function readCursor(cursor: string): [number, number] {
  const [at, page] = cursor.split(".").map(Number);
  return [at ?? 0, page ?? 1];
}

type Read = { success: true; listings: PlatformListing[] } | { success: false; error: z.ZodError };

function readSku(raw: unknown, shelf: Shelf): Read {
  const { data, error } = SkuRow.safeParse(raw);
  if (error !== undefined) return { success: false, error };
  const spec = data.specName === "" ? specOf(data.specList) : data.specName;
  const sku = { skuId: data.skuId, sellerCode: data.skuSn === "" ? data.outSkuSn : data.skuSn, spec };
  return { success: true, listings: [toListing(sku, data, shelf)] };
}

function readGoods(raw: unknown, shelf: Shelf): Read {
  const { data, error } = GoodsRow.safeParse(raw);
  if (error !== undefined) return { success: false, error };
  return { success: true, listings: skusOf(data).map((sku) => toListing(sku, data, shelf)) };
}

type LocalSku = { skuId: string; sellerCode: string; spec: string };
type Item = Pick<GoodsRow, "goodsId" | "goodsName" | "thumbUrl" | "status4VO" | "subStatus4VO">;

function skusOf(goods: GoodsRow): LocalSku[] {
  const infos = goods.skuInfoList ?? [];
  const ids = goods.skuIdList ?? [];
  const codes = goods.outSkuSnList ?? [];
  if (infos.length > 0) {
    return infos.map((one) => ({
      skuId: one.skuId,
      sellerCode: one.skuSn === "" ? one.outSkuSn : one.skuSn,
      spec: specOf(one.specList),
    }));
  }
  // SKUs without a code leave no gap in the list of codes: shorter, it fits nothing
  return ids.map((skuId, at) => ({ skuId, sellerCode: codes.length === ids.length ? (codes[at] ?? "") : "", spec: "" }));
}

function toListing(sku: LocalSku, item: Item, shelf: Shelf): PlatformListing {
  return {
    listingKey: sku.skuId,
    sellerCode: sku.sellerCode,
    title: item.goodsName,
    spec: sku.spec,
    pictureUrl: item.thumbUrl === "" ? null : item.thumbUrl,
    state: stateOf(item, shelf),
    // the list shows a figure, but when it was true is not said: stock is read apart
    stock: null,
    wire: { goodsId: item.goodsId, skuId: sku.skuId },
  };
}

function stateOf(item: Item, shelf: Shelf): State {
  const sub = item.subStatus4VO ?? 0;
  return subStates[sub] ?? states[Math.floor(sub / 1_000)] ?? states[item.status4VO ?? 0] ?? shelf.state;
}

function specOf(value: unknown): string {
  const specs = Specs.safeParse(value);
  return specs.success
    ? specs.data
        .map((one) => one.specName)
        .filter((name) => name !== "")
        .join(" / ")
    : "";
}

function readId(raw: unknown, shelf: Shelf): string | null {
  const found = z.looseObject({ goodsId: WireId.nullish().catch(null), skuId: WireId.nullish().catch(null) }).safeParse(raw);
  if (!found.success) return null;
  return (shelf.list === "sku" ? found.data.skuId : null) ?? found.data.goodsId ?? null;
}
