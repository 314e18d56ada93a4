import { type RawBuilder, sql } from "kysely";
import { assertNever } from "../kernel/assert-never.ts";
import type { ListingId, PackageId, ShopId, TenantId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { ListingState } from "../kernel/vocabulary/listing.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { PairingWay, StockRuleKind } from "../kernel/vocabulary/stock.ts";
import type { ForeignChangeColumn } from "./catalog-schema.ts";
import type { Tx } from "./database.ts";
import type { SkuLabelRow } from "./read-skus.ts";

/** Text that is looked for: the beginning of a seller code, a whole platform SKU id, or a part of the title. */
export type ListingSearch = { field: "seller_code" | "listing_key" | "title"; text: string };

/** What narrows the list. Undefined = not narrowed. */
export type ListingConditions = {
  tab: "unpaired" | "paired" | "all";
  shops: readonly ShopId[] | undefined;
  states?: readonly ListingState[] | undefined;
  search?: ListingSearch | undefined;
  /** Only where somebody else has changed the platform's figure, or where a rule of its own holds. */
  stock?: "foreign" | "own_rule" | undefined;
  /** Only what was ordered in this package. */
  packageId?: PackageId | undefined;
};

export type ListingCursor = { sellerCode: string; id: ListingId };

export type ListingPageRow = {
  id: ListingId;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  listing_key: string;
  seller_code: string;
  title: string;
  spec: string;
  picture_url: string | null;
  state: ListingState;
  barcode: string;
  platform_stock: number | null;
  platform_stock_at: Instant | null;
  pushed_stock: number | null;
  pushed_at: Instant | null;
  foreign_change: ForeignChangeColumn | null;
  rule_kind: StockRuleKind | null;
  rule_value: number | null;
  first_seen_at: Instant | null;
  quantity: number | null;
  how: PairingWay | null;
  paired_at: Instant | null;
  paired_by: string | null;
  sku: SkuLabelRow | null;
};

/** A SKU `k` as one JSON value. */
export const skuLabel = sql`jsonb_build_object('id', k.id, 'code', k.code, 'nameZh', k.name_zh, 'nameEn', k.name_en,
  'pictureUrl', k.picture_url, 'kind', k.kind)`;

/** One page of listings, by seller code: what belongs together stands together. */
export async function listListingPage(
  tx: Tx,
  tenant: TenantId,
  wanted: ListingConditions,
  after: ListingCursor | undefined,
  limit: number,
): Promise<ListingPageRow[]> {
  const from = after === undefined ? sql`true` : sql`(l.seller_code, l.id) > (${after.sellerCode}, ${after.id}::uuid)`;
  const found = await sql<ListingPageRow>`
    with page as (${matching(tenant, wanted, from, limit)})
    select l.id, l.shop_id, s.name as shop_name, s.platform, l.listing_key, l.seller_code, l.title, l.spec, l.picture_url, l.state, l.barcode,
      l.platform_stock, l.platform_stock_at, l.pushed_stock, l.pushed_at, l.foreign_change, l.first_seen_at,
      r.kind as rule_kind, r.value as rule_value, p.quantity, p.how, p.paired_at, p.paired_by,
      case when k.id is not null then ${skuLabel} end as sku
    from page
    join listing l on l.tenant_id = ${tenant} and l.id = page.id
    join shop s on s.tenant_id = l.tenant_id and s.id = l.shop_id
    left join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
    left join sku k on k.tenant_id = p.tenant_id and k.id = p.sku_id
    left join stock_rule r on r.tenant_id = l.tenant_id and r.shop_id = l.shop_id and r.listing_id = l.id
    order by l.seller_code, l.id
    limit ${sql.lit(limit)}`.execute(tx);
  return found.rows;
}

export type ListingCounts = { unpaired: number; paired: number; all: number };

/** How many listings the tabs hold under the other conditions, each counted up to a cap. */
export async function countListings(tx: Tx, tenant: TenantId, wanted: Omit<ListingConditions, "tab">, cap: number): Promise<ListingCounts> {
  if (wanted.search?.field === "title") return await countInOnePass(tx, tenant, wanted);
  const count = (tab: ListingConditions["tab"]) =>
    sql`(select count(*) from (${matching(tenant, { ...wanted, tab }, sql`true`, cap, false)}) one)`;
  const found = await sql<{ unpaired: bigint; all: bigint }>`
    select ${count("unpaired")} as unpaired, ${count("all")} as all`.execute(tx);
  const unpaired = Number(found.rows[0]?.unpaired ?? 0n);
  const all = Number(found.rows[0]?.all ?? 0n);
  if (all < cap) return { unpaired, paired: all - unpaired, all };
  // of so many it is not known how many are left
  const left = await sql<{ paired: bigint }>`select ${count("paired")} as paired`.execute(tx);
  return { unpaired, paired: Number(left.rows[0]?.paired ?? 0n), all };
}

/** How many listings of all tabs somebody else has changed, counted up to a cap. */
export async function countForeign(tx: Tx, tenant: TenantId, wanted: Omit<ListingConditions, "tab">, cap: number): Promise<number> {
  const matched = matching(tenant, { ...wanted, tab: "all", stock: "foreign" }, sql`true`, cap, false);
  const found = await sql<{ changed: bigint }>`select count(*) as changed from (${matched}) one`.execute(tx);
  return Number(found.rows[0]?.changed ?? 0n);
}

/** A part of a title is looked for in all of them: once for all tabs, and to the end. */
async function countInOnePass(tx: Tx, tenant: TenantId, wanted: Omit<ListingConditions, "tab">): Promise<ListingCounts> {
  const isOneRange = wanted.packageId === undefined && wanted.stock === undefined;
  const meets = isOneRange
    ? sql`${shopReach(wanted.shops)} and ${searchCondition(wanted.search)} and ${stateCondition(wanted)}`
    : sql`l.id in (${matching(tenant, { ...wanted, tab: "all" }, sql`true`, 1_000_000, false)})`;
  const found = await sql<{ unpaired: bigint; all: bigint }>`
    select count(*) filter (where not l.is_paired) as unpaired, count(*) as all from listing l
    where l.tenant_id = ${tenant} and ${meets}`.execute(tx);
  const unpaired = Number(found.rows[0]?.unpaired ?? 0n);
  const all = Number(found.rows[0]?.all ?? 0n);
  return { unpaired, paired: all - unpaired, all };
}

/** Ids of the first listings that the conditions meet. Each way in reads one index range; `isSorted` is for pages, counts need no order. */
function matching(
  tenant: TenantId,
  wanted: ListingConditions,
  from: RawBuilder<unknown>,
  limit: number,
  isSorted = true,
): RawBuilder<unknown> {
  const { tab, search, shops, packageId } = wanted;
  const order = isSorted ? sql`order by l.seller_code, l.id` : sql``;
  const outer = isSorted ? sql`order by one.seller_code, one.id` : sql``;
  const conditions = sql`${tabCondition(tab)} and ${stateCondition(wanted)} and ${stockCondition(wanted)} and ${from}`;
  const reach = shopReach(shops);
  if (packageId !== undefined) {
    return sql`
      select l.id from (
        select distinct p.shop_id, o.listing_key from package p
        join package_line n on n.tenant_id = p.tenant_id and n.package_id = p.id
        join order_line o on o.tenant_id = n.tenant_id and o.id = n.order_line_id
        where p.tenant_id = ${tenant} and p.id = ${packageId}
      ) ordered
      join listing l on l.tenant_id = ${tenant} and l.shop_id = ordered.shop_id and l.listing_key = ordered.listing_key
      where ${reach} and ${searchCondition(search)} and ${conditions} ${order} limit ${sql.lit(limit)}`;
  }
  if (search?.field === "listing_key") {
    return sql`
      select l.id from shop s join listing l on l.tenant_id = s.tenant_id and l.shop_id = s.id and l.listing_key = ${search.text}
      where s.tenant_id = ${tenant} and ${reach} and ${conditions} ${order} limit ${sql.lit(limit)}`;
  }
  if (search?.field === "seller_code") {
    return sql`
      select one.id from (values ${sql.join(prefixRanges(search.text))}) range (first, behind)
      cross join lateral (
        select l.id, l.seller_code from listing l
        where l.tenant_id = ${tenant} and l.seller_code >= range.first and l.seller_code < range.behind and ${reach} and ${conditions}
        ${order} limit ${sql.lit(limit)}
      ) one ${outer} limit ${sql.lit(limit)}`;
  }
  const rest = sql`${searchCondition(search)} and ${conditions}`;
  if (tab === "unpaired" || wanted.stock !== undefined) {
    // a shop's unpaired listings, and those that somebody else has changed, stand in indexes of their own
    return sql`
      select one.id from shop s cross join lateral (
        select l.id, l.seller_code from listing l where l.tenant_id = ${tenant} and l.shop_id = s.id and ${rest} ${order} limit ${sql.lit(limit)}
      ) one where s.tenant_id = ${tenant} and ${shops === undefined ? sql`true` : sql`s.id = any(${shops}::uuid[])`} ${outer} limit ${sql.lit(limit)}`;
  }
  return sql`select l.id from listing l where l.tenant_id = ${tenant} and ${reach} and ${rest} ${order} limit ${sql.lit(limit)}`;
}

function shopReach(shops: readonly ShopId[] | undefined): RawBuilder<unknown> {
  return shops === undefined ? sql`true` : sql`l.shop_id = any(${shops}::uuid[])`;
}

function tabCondition(tab: ListingConditions["tab"]): RawBuilder<unknown> {
  if (tab === "all") return sql`true`;
  return tab === "paired" ? sql`l.is_paired` : sql`not l.is_paired`;
}

function stateCondition({ states }: Pick<ListingConditions, "states">): RawBuilder<unknown> {
  return states === undefined ? sql`true` : sql`l.state = any(${states}::text[])`;
}

function stockCondition({ stock }: Pick<ListingConditions, "stock">): RawBuilder<unknown> {
  switch (stock) {
    case undefined:
      return sql`true`;
    case "foreign":
      return sql`l.foreign_change is not null`;
    case "own_rule":
      return sql`exists (select from stock_rule o where o.tenant_id = l.tenant_id and o.shop_id = l.shop_id and o.listing_id = l.id)`;
    default:
      return assertNever(stock);
  }
}

function searchCondition(search: ListingSearch | undefined): RawBuilder<unknown> {
  if (search === undefined) return sql`true`;
  switch (search.field) {
    case "title":
      return sql`strpos(l.title_found, (select lower(${search.text}::text))) > 0`;
    case "listing_key":
      return sql`l.listing_key = ${search.text}`;
    case "seller_code":
      return sql`starts_with(lower(l.seller_code), ${search.text.toLowerCase()})`;
    default:
      return assertNever(search.field);
  }
}

/** Index ranges of codes that begin so, as typed and in either case. */
function prefixRanges(text: string): RawBuilder<unknown>[] {
  const prefixes = [...new Set([text, text.toUpperCase(), text.toLowerCase()])];
  return prefixes.map((prefix) => sql`(${prefix}::text, ${behindPrefix(prefix)}::text)`);
}

/** The first text behind all that begin so. The database sorts text by code points: the last one is raised by one. */
export function behindPrefix(prefix: string): string {
  const points = [...prefix];
  const last = points.pop()?.codePointAt(0) ?? 0;
  // between 0xd7ff and 0xe000 there are no characters
  const next = last === 0xd7ff ? 0xe000 : Math.min(last + 1, 0x10ffff);
  return `${points.join("")}${String.fromCodePoint(next)}`;
}

/** The tenant's shops, of these (undefined = all), by id. */
export async function listShopIds(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined): Promise<ShopId[]> {
  const found = await sql<{ id: ShopId }>`
    select s.id from shop s where s.tenant_id = ${tenant} and ${shops === undefined ? sql`true` : sql`s.id = any(${shops}::uuid[])`}
    order by s.id limit 1000`.execute(tx);
  return found.rows.map((row) => row.id);
}
