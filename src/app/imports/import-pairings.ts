import { findNamedListings, findShopsByName, type MeantListing } from "../../db/import-listings.ts";
import { findCodeOwners } from "../../db/sku-facts.ts";
import { type AnyColumn, code, whole, words } from "../../domain/imports/column.ts";
import type { Reason } from "../../domain/imports/reason.ts";
import { faultsOf, hasColumn, readValue, type Sheet, type SheetRow } from "../../domain/imports/sheet.ts";
import type { ListingId, ShopId, SkuId } from "../../kernel/id.ts";
import type { ImportMode } from "../../kernel/vocabulary/imports.ts";
import type { App } from "../app.ts";
import { type PairWish, pairByHand } from "../pair-by-hand.ts";
import { type Scope, within } from "../scope.ts";
import { failed, type ImportKind, type Outcomes, toReason } from "./import-kind.ts";

const columns = {
  shop: {
    key: "shop",
    zh: "店铺",
    en: "Shop",
    isRequired: true,
    form: "text",
    read: words(200),
    example: "示例店铺",
    noteZh: "店铺名称，和系统里完全一致",
    noteEn: "The shop's name exactly as it is here",
  },
  listingKey: {
    key: "listingKey",
    zh: "平台SKU ID",
    en: "Platform SKU id",
    isRequired: false,
    form: "code",
    read: code(200),
    example: "17592345678901",
    noteZh: "和商家编码至少填一个；两个都填时须是同一个在线产品",
    noteEn: "This or the seller code; when both are given they must be of one listing",
  },
  sellerCode: {
    key: "sellerCode",
    zh: "商家编码",
    en: "Seller code",
    isRequired: false,
    form: "code",
    read: code(500),
    example: "",
    noteZh: "店铺里只有一个在线产品用这个编码时才能用它",
    noteEn: "Only where one listing of the shop has this code",
  },
  sku: {
    key: "sku",
    zh: "SKU编码",
    en: "SKU code",
    isRequired: true,
    form: "code",
    read: code(100),
    example: "EXAMPLE-001",
    noteZh: "已有的 SKU，单品或组合",
    noteEn: "A SKU that exists, single or bundle",
  },
  quantity: {
    key: "quantity",
    zh: "数量",
    en: "Quantity",
    isRequired: false,
    form: "figure",
    read: whole(1, 10_000),
    example: "1",
    noteZh: "卖出一件发几个，不填为 1",
    noteEn: "Units per sold piece; blank is 1",
  },
} as const satisfies Record<string, AnyColumn>;
const allColumns: readonly AnyColumn[] = Object.values(columns);

type Plan = { outcomes: Outcomes; wishes: Map<SheetRow, PairWish> };

/** Imports pairings of listings with SKUs. */
export const pairingImport: ImportKind = {
  name: "pairings",
  permission: "listings:pair",
  modes: ["add", "overwrite", "fill"],
  columns: allColumns,
  notesZh: ["“新增”只配未配对的在线产品；“覆盖”和“忽略空值”也改已配对的，后者数量留空时保持原来的数量。", "已生成的包裹保留原来的 SKU。"],
  notesEn: [
    "Add pairs only what is unpaired; overwrite and ignore blanks change pairings too, the latter keeps the quantity where it is blank.",
    "Packages that exist keep their SKU.",
  ],
  run: async (app, scope, { sheet, mode, isDry }) => {
    const { outcomes, wishes } = await plan(app, scope, sheet, mode);
    if (isDry || wishes.size === 0) return outcomes;
    const results = await pairByHand(app, scope, [...wishes.values()]);
    const byListing = new Map(results.map((result) => [result.listingId, result]));
    for (const [row, wish] of wishes) {
      const result = byListing.get(wish.listingId);
      if (result?.ok === true) continue;
      // looked up a moment ago: somebody has taken the listing or the SKU away since
      outcomes.set(row, failed(result === undefined ? { code: "listing-changed" } : toReason(result.refusal)));
    }
    return outcomes;
  },
};

async function plan(app: App, scope: Scope, sheet: Sheet, mode: ImportMode): Promise<Plan> {
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const { tenant } = scope;
    const said = sheet.rows.map((row) => ({
      row,
      shop: readValue(sheet, row, columns.shop),
      listingKey: readValue(sheet, row, columns.listingKey) ?? null,
      sellerCode: readValue(sheet, row, columns.sellerCode) ?? null,
      sku: readValue(sheet, row, columns.sku),
    }));
    const names = [...new Set(said.flatMap((one) => one.shop ?? []))];
    const shops = Map.groupBy(await findShopsByName(tx, tenant, within(scope.shops), names), (shop) => shop.name);
    const named = said.flatMap(({ row, shop, listingKey, sellerCode }) => {
      const [only, second] = shops.get(shop ?? "") ?? [];
      if (only === undefined || second !== undefined || (listingKey === null && sellerCode === null)) return [];
      return [{ line: row.line, shopId: only.id, listingKey, sellerCode }];
    });
    const listings = new Map((await findNamedListings(tx, tenant, named)).map((one) => [one.line, one]));
    const skus = await findCodeOwners(tx, tenant, [...new Set(said.flatMap((one) => one.sku ?? []))]);
    return decide(sheet, mode, { shops, listings, skus });
  });
}

type Found = {
  shops: ReadonlyMap<string, readonly { id: ShopId }[]>;
  listings: ReadonlyMap<number, MeantListing>;
  skus: ReadonlyMap<string, SkuId>;
};

function decide(sheet: Sheet, mode: ImportMode, found: Found): Plan {
  const outcomes: Outcomes = new Map();
  const wishes = new Map<SheetRow, PairWish>();
  const lineOf = new Map<ListingId, number>();
  for (const row of sheet.rows) {
    const meant = found.listings.get(row.line);
    const skuId = found.skus.get(readValue(sheet, row, columns.sku) ?? "");
    const reasons = [...faultsOf(sheet, allColumns, row), ...reasonsOf(sheet, row, mode, found)];
    const earlier = meant?.found === 1 ? lineOf.get(meant.listingId) : undefined;
    if (earlier !== undefined) reasons.push({ code: "repeated", detail: String(earlier) });
    if (reasons.length > 0 || meant === undefined || skuId === undefined) {
      outcomes.set(row, failed(...reasons));
      continue;
    }
    lineOf.set(meant.listingId, row.line);
    const quantity = readValue(sheet, row, columns.quantity) ?? (keepsQuantity(sheet, mode) ? (meant.quantity ?? 1) : 1);
    const isSame = meant.skuId === skuId && meant.quantity === quantity;
    outcomes.set(row, { kind: meant.skuId === null ? "added" : isSame ? "same" : "changed" });
    if (!isSame) wishes.set(row, { listingId: meant.listingId, skuId, quantity, how: "import", was: meant.skuId });
  }
  return { outcomes, wishes };
}

function keepsQuantity(sheet: Sheet, mode: ImportMode): boolean {
  return mode === "fill" || !hasColumn(sheet, columns.quantity);
}

function reasonsOf(sheet: Sheet, row: SheetRow, mode: ImportMode, { shops, listings, skus }: Found): Reason[] {
  const reasons: Reason[] = [];
  const sku = readValue(sheet, row, columns.sku);
  if (sku !== undefined && !skus.has(sku)) reasons.push({ code: "sku-unknown", column: "sku", detail: sku });
  const shop = readValue(sheet, row, columns.shop);
  if (shop === undefined) return reasons;
  const named = shops.get(shop) ?? [];
  if (named.length === 0) return [...reasons, { code: "shop-unknown", column: "shop", detail: shop }];
  if (named.length > 1) return [...reasons, { code: "shop-ambiguous", column: "shop", detail: String(named.length) }];
  const hasKey = readValue(sheet, row, columns.listingKey) !== undefined;
  // a cell that cannot be read has its own reason already
  if (faultsOf(sheet, [columns.listingKey, columns.sellerCode], row).length > 0) return reasons;
  if (!hasKey && readValue(sheet, row, columns.sellerCode) === undefined) return [...reasons, { code: "listing-key-missing" }];
  const meant = listings.get(row.line);
  if (meant === undefined) return [...reasons, { code: "listing-unknown", column: hasKey ? "listingKey" : "sellerCode" }];
  if (meant.found > 1) return [...reasons, { code: "listing-ambiguous", column: "sellerCode", detail: String(meant.found) }];
  if (meant.skuId !== null && mode === "add") reasons.push({ code: "listing-paired", detail: meant.skuCode ?? "" });
  return reasons;
}
