import { z } from "zod";
import { ok } from "../../kernel/result.ts";
import type { BadItem, Page, PlatformListing, PlatformResult, ShopLink } from "../../ports/platform.ts";
import { isLocalShop } from "./authorisations.ts";
import { callTemu } from "./call.ts";
import { rawText } from "./json.ts";
import { listLocalListings } from "./local-listings.ts";
import { describeIssues, WireCode, WireCount, WireId, WireText } from "./wire.ts";

const pageSize = 100;
const maxPages = 5_000;

const Sku = z.looseObject({
  productSkuId: WireId,
  extCode: WireCode,
  spec: WireText,
  thumbUrl: WireText,
  productSkuSpecList: z.unknown().optional(),
});
const Specs = z.array(z.looseObject({ specName: WireText }));
/** One SKC with its SKUs. Field names differ between public readings of this call: all known ones are taken. */
const Skc = z.looseObject({
  productId: WireId,
  productSkcId: WireId,
  productName: WireText,
  goodsId: WireId.nullish(),
  mainImageUrl: WireText,
  thumbUrl: WireText,
  skcSiteStatus: z.number().nullish(),
  productSkuSummaries: z.array(Sku).nullish(),
  productSkuList: z.array(Sku).nullish(),
  skuList: z.array(Sku).nullish(),
});
type Skc = z.output<typeof Skc>;

/** One page of the shop's listings; a local shop keeps them elsewhere. */
export async function listListings(link: ShopLink, cursor: string | null): PlatformResult<Page<PlatformListing>> {
  return isLocalShop(link) ? await listLocalListings(link, cursor) : await listProducts(link, cursor);
}

/** `temu.goods.list.get` on the partner gateway, one page of SKCs; each SKU is a listing. */
async function listProducts(link: ShopLink, cursor: string | null): PlatformResult<Page<PlatformListing>> {
  const page = cursor === null ? 1 : Number(cursor);
  const reply = await callTemu(link, {
    type: "temu.goods.list.get",
    purpose: "products",
    writes: false,
    // public clients disagree on the name; an unknown one is ignored, and then every page would be the first
    params: { page, pageNo: page, pageSize },
    reply: z.looseObject({
      totalCount: WireCount.nullish(),
      total: WireCount.nullish(),
      data: z.array(z.unknown()).nullish(),
      dataList: z.array(z.unknown()).nullish(),
    }),
  });
  if (!reply.ok) return reply;
  const raw = reply.value.data ?? reply.value.dataList ?? [];
  const total = reply.value.totalCount ?? reply.value.total ?? 0;
  const read = raw.map((item) => ({ item, parsed: Skc.safeParse(item) }));
  const listings = read.flatMap(({ parsed }) => (parsed.success ? toListings(parsed.data) : []));
  return ok({
    // an SKC that moves while a page is made may stand in it twice
    items: [...new Map(listings.map((listing) => [listing.listingKey, listing])).values()],
    bad: read.flatMap(({ item, parsed }): BadItem[] =>
      parsed.success ? [] : [{ platformId: readSkcId(item), raw: rawText(item), detail: describeIssues(parsed.error) }],
    ),
    next: raw.length > 0 && page * pageSize < total && page < maxPages ? String(page + 1) : null,
  });
}

function readSkcId(raw: unknown): string | null {
  const found = z.looseObject({ productSkcId: WireId }).safeParse(raw);
  return found.success ? found.data.productSkcId : null;
}

function toListings(skc: Skc): PlatformListing[] {
  const skus = skc.productSkuSummaries ?? skc.productSkuList ?? skc.skuList ?? [];
  return skus.map((sku) => ({
    listingKey: sku.productSkuId,
    sellerCode: sku.extCode,
    title: skc.productName,
    spec: sku.spec === "" ? specOf(sku.productSkuSpecList) : sku.spec,
    pictureUrl: [sku.thumbUrl, skc.thumbUrl, skc.mainImageUrl].find((url) => url !== "") ?? null,
    // 0 = not on any site; absent in some readings, and then the listing counts as live
    state: skc.skcSiteStatus === 0 ? "delisted" : "live",
    stock: null,
    wire: { productId: skc.productId, productSkcId: skc.productSkcId, productSkuId: sku.productSkuId, goodsId: skc.goodsId ?? "" },
  }));
}

function specOf(value: unknown): string {
  const specs = Specs.safeParse(value);
  return specs.success ? specs.data.map((one) => one.specName).join(" / ") : "";
}
