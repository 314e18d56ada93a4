import { sql } from "kysely";
import type { PlatformListing } from "../domain/orders/platform-order.ts";
import type { ListingId, OrderId, OrderLineId, PackageId, PackageLineId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

/** Stores a shop's listings as the platform shows them; known ones get its newer words, state and stock. Returns how many were news. */
export async function upsertListings(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  at: Instant,
  listings: readonly { id: ListingId; listing: PlatformListing }[],
): Promise<number> {
  if (listings.length === 0) return 0;
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
  const result = await sql`
    insert into listing (tenant_id, shop_id, id, listing_key, seller_code, title, spec, picture_url, state, wire, platform_stock, platform_stock_at)
    select ${tenant}, ${shop}, r.id, r.listing_key, r.seller_code, r.title, r.spec, r.picture_url, r.state, r.wire, r.stock,
      case when r.stock is null then null else ${toIso(at)}::timestamptz end
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, listing_key text, seller_code text, title text, spec text, picture_url text,
      state text, wire jsonb, stock integer)
    on conflict (tenant_id, shop_id, listing_key) do update set seller_code = excluded.seller_code, title = excluded.title,
      spec = excluded.spec, picture_url = excluded.picture_url, state = excluded.state, wire = excluded.wire,
      platform_stock = coalesce(excluded.platform_stock, listing.platform_stock),
      platform_stock_at = coalesce(excluded.platform_stock_at, listing.platform_stock_at)
    where (listing.seller_code, listing.title, listing.spec, listing.picture_url, listing.state, listing.wire, listing.platform_stock)
      is distinct from (excluded.seller_code, excluded.title, excluded.spec, excluded.picture_url, excluded.state, excluded.wire,
        coalesce(excluded.platform_stock, listing.platform_stock))`.execute(tx);
  return Number(result.numAffectedRows ?? 0n);
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

/** Pairs unpaired listings with the SKU of exactly the same code. Returns the listing keys and SKUs that found each other. */
export async function pairByCode(tx: Tx, tenant: TenantId, shop: ShopId): Promise<{ listingKey: string; skuId: SkuId }[]> {
  const result = await sql<{ listing_id: string; sku_id: SkuId }>`
    insert into pairing (tenant_id, listing_id, sku_id, quantity)
    select l.tenant_id, l.id, s.id, 1
    from listing l
    join sku s on s.tenant_id = l.tenant_id and s.code = l.seller_code
    where l.tenant_id = ${tenant} and l.shop_id = ${shop}
    order by l.id
    on conflict (tenant_id, listing_id) do nothing
    returning listing_id, sku_id`.execute(tx);
  const keys = await listingKeys(
    tx,
    tenant,
    result.rows.map((row) => row.listing_id),
  );
  return result.rows.map((row) => ({ listingKey: keys.get(row.listing_id) ?? "", skuId: row.sku_id }));
}

async function listingKeys(tx: Tx, tenant: TenantId, ids: readonly string[]): Promise<Map<string, string>> {
  const result = await sql<{ id: string; listing_key: string }>`
    select id, listing_key from listing where tenant_id = ${tenant} and id = any(${ids}::uuid[])`.execute(tx);
  return new Map(result.rows.map((row) => [row.id, row.listing_key]));
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
