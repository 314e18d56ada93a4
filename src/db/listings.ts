import { sql } from "kysely";
import type { PlatformListing } from "../domain/orders/platform-order.ts";
import { titleWords } from "../domain/stock/sku-words.ts";
import type { ListingId, OrderId, OrderLineId, PackageId, PackageLineId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { saveWords } from "./catalog-words.ts";
import { rows, type Tx } from "./database.ts";

/**
 * Locks listings of a shop, by id. Whoever changes several kinds of rows locks listings first, then packages, then balances: an order that
 * comes while its listing is paired would wait for the other in a circle otherwise.
 */
export async function lockListingRows(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  which: { ids: readonly ListingId[] } | { keys: readonly string[] },
): Promise<void> {
  const these = "ids" in which ? sql`l.id = any(${which.ids}::uuid[])` : sql`l.listing_key = any(${which.keys}::text[])`;
  await sql`
    select l.id from listing l where l.tenant_id = ${tenant} and l.shop_id = ${shop} and ${these}
    order by l.id for no key update`.execute(tx);
}

/**
 * Stores a shop's listings as the platform shows them; known ones get its newer words, state and stock. Returns how many were news, and
 * those that are new or have another seller code: they may find their SKU by themselves.
 */
export async function upsertListings(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  at: Instant,
  listings: readonly { id: ListingId; listing: PlatformListing }[],
): Promise<{ news: number; fresh: ListingId[] }> {
  if (listings.length === 0) return { news: 0, fresh: [] };
  const list = listings.map(({ id, listing }) => ({
    id,
    listing_key: listing.listingKey,
    seller_code: listing.sellerCode,
    title: listing.title,
    spec: listing.spec,
    picture_url: listing.pictureUrl,
    state: listing.state,
    wire: listing.wire,
    stock: listing.stock,
  }));
  await lockListingRows(tx, tenant, shop, { keys: list.map((one) => one.listing_key) });
  const result = await sql<{ id: ListingId; is_fresh: boolean; title: string; old_title: string | null }>`
    with before as (
      select l.listing_key, l.seller_code, l.title from listing l
      where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.listing_key = any(${list.map((one) => one.listing_key)}::text[])
    ), written as (
      insert into listing (tenant_id, shop_id, id, listing_key, seller_code, title, spec, picture_url, state, wire, platform_stock,
        platform_stock_at, first_seen_at)
      select ${tenant}, ${shop}, r.id, r.listing_key, r.seller_code, r.title, r.spec, r.picture_url, r.state, r.wire, r.stock,
        case when r.stock is null then null else ${toIso(at)}::timestamptz end, ${toIso(at)}::timestamptz
      from jsonb_to_recordset(${rows(list)}) as r(id uuid, listing_key text, seller_code text, title text, spec text, picture_url text,
        state text, wire jsonb, stock integer)
      on conflict (tenant_id, shop_id, listing_key) do update set seller_code = excluded.seller_code, title = excluded.title,
        spec = excluded.spec, picture_url = excluded.picture_url, state = excluded.state, wire = excluded.wire,
        platform_stock = coalesce(excluded.platform_stock, listing.platform_stock),
        platform_stock_at = coalesce(excluded.platform_stock_at, listing.platform_stock_at)
      where (listing.seller_code, listing.title, listing.spec, listing.picture_url, listing.state, listing.wire, listing.platform_stock)
        is distinct from (excluded.seller_code, excluded.title, excluded.spec, excluded.picture_url, excluded.state, excluded.wire,
          coalesce(excluded.platform_stock, listing.platform_stock))
      returning id, listing_key, seller_code, title
    )
    select w.id, b.seller_code is distinct from w.seller_code as is_fresh, w.title, b.title as old_title
    from written w left join before b on b.listing_key = w.listing_key`.execute(tx);
  const retitled = result.rows.filter((row) => row.old_title !== row.title);
  const words = retitled.map(({ id, title, old_title: before }) => {
    const said = titleWords(title);
    return { id, words: said, before: titleWords(before ?? ""), searched: said };
  });
  await saveWords(tx, tenant, { of: "listing", list: words });
  return { news: result.rows.length, fresh: result.rows.filter((row) => row.is_fresh).map((row) => row.id) };
}

export type ListingRow = {
  id: ListingId;
  listingKey: string;
  sellerCode: string;
  title: string;
  spec: string;
  pictureUrl: string | null;
  paired: boolean;
};

/** A shop's listings, at most `limit`, by seller code. */
export async function listListings(tx: Tx, tenant: TenantId, shop: ShopId, limit: number): Promise<ListingRow[]> {
  const result = await sql<ListingRow>`
    select l.id, l.listing_key as "listingKey", l.seller_code as "sellerCode", l.title, l.spec, l.picture_url as "pictureUrl",
      p.listing_id is not null as paired
    from listing l
    left join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
    where l.tenant_id = ${tenant} and l.shop_id = ${shop}
    order by l.seller_code, l.id
    limit ${limit}`.execute(tx);
  return result.rows;
}

/** A line whose listing was paired after its order had come. */
export type UnpairedLine = {
  lineId: PackageLineId;
  packageId: PackageId;
  orderId: OrderId;
  orderLineId: OrderLineId;
  listingKey: string;
  orderedQuantity: number;
  cancelledQuantity: number;
  unitsPerPiece: number;
  shipBy: Instant | null;
};

/** Lines of open packages of a shop whose listing is paired by now, the oldest packages first, which are locked. */
export async function listHealableLines(tx: Tx, tenant: TenantId, shop: ShopId, limit: number): Promise<UnpairedLine[]> {
  const result = await sql<UnpairedLine>`
    select l.id as "lineId", p.id as "packageId", p.order_id as "orderId", o.id as "orderLineId", o.listing_key as "listingKey",
      o.ordered_quantity as "orderedQuantity", o.cancelled_quantity as "cancelledQuantity", o.units_per_piece as "unitsPerPiece", p.ship_by as "shipBy"
    from package p
    join package_line l on l.tenant_id = p.tenant_id and l.package_id = p.id and l.sku_id is null
    join order_line o on o.tenant_id = l.tenant_id and o.id = l.order_line_id
    join listing i on i.tenant_id = p.tenant_id and i.shop_id = p.shop_id and i.listing_key = o.listing_key
    join pairing g on g.tenant_id = i.tenant_id and g.listing_id = i.id
    where p.tenant_id = ${tenant} and p.shop_id = ${shop} and p.state in ('platform_hold', 'pending_review', 'pending_process')
    order by p.id, l.id
    limit ${limit}
    for update of p`.execute(tx);
  return result.rows;
}

/** Takes lines away that others now stand for. */
export async function removeLines(tx: Tx, tenant: TenantId, lines: readonly PackageLineId[]): Promise<void> {
  if (lines.length === 0) return;
  await sql`delete from package_line where tenant_id = ${tenant} and id = any(${lines}::uuid[])`.execute(tx);
}
