import { sql } from "kysely";
import type { PlatformListing } from "../domain/orders/platform-order.ts";
import type { ListingId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

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
  const result = await sql<{ id: ListingId; is_fresh: boolean }>`
    with before as (
      select l.listing_key, l.seller_code from listing l
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
      returning id, listing_key, seller_code
    )
    select w.id, b.seller_code is distinct from w.seller_code as is_fresh
    from written w left join before b on b.listing_key = w.listing_key`.execute(tx);
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

/** Lines of open packages of a shop that wait for a pairing which now exists. */
export async function pairWaitingLines(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
): Promise<{ lineId: string; packageId: string; orderId: string }[]> {
  const result = await sql<{ lineId: string; packageId: string; orderId: string }>`
    update package_line l set sku_id = g.sku_id, pairing_quantity = g.quantity,
      units = greatest(0, o.ordered_quantity - o.cancelled_quantity) * o.units_per_piece * g.quantity
    from package p, order_line o, listing i, pairing g
    where l.tenant_id = ${tenant} and l.sku_id is null
      and p.tenant_id = l.tenant_id and p.id = l.package_id and p.shop_id = ${shop}
      and p.state in ('platform_hold', 'pending_review', 'pending_process')
      and o.tenant_id = l.tenant_id and o.id = l.order_line_id
      and i.tenant_id = l.tenant_id and i.shop_id = p.shop_id and i.listing_key = o.listing_key
      and g.tenant_id = i.tenant_id and g.listing_id = i.id
    returning l.id as "lineId", l.package_id as "packageId", p.order_id as "orderId"`.execute(tx);
  return result.rows;
}
