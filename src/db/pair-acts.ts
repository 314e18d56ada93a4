import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { PairingWay } from "../kernel/vocabulary/stock.ts";
import { rows, type Tx } from "./database.ts";
import { lockListingRows } from "./listings.ts";

export type LockedListing = {
  id: ListingId;
  sellerCode: string;
  /** What it is paired with now. */
  skuId: SkuId | null;
  quantity: number | null;
};

/** The shops of these listings, of those shops that may be reached (undefined = all). Listings that are elsewhere are absent. */
export async function findShopsOfListings(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  ids: readonly ListingId[],
): Promise<Map<ListingId, ShopId>> {
  const found = await sql<{ id: ListingId; shop_id: ShopId }>`
    select l.id, l.shop_id from listing l
    where l.tenant_id = ${tenant} and l.id = any(${ids}::uuid[])
      and ${shops === undefined ? sql`true` : sql`l.shop_id = any(${shops}::uuid[])`}`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row.shop_id]));
}

/** Locks listings of a shop, by id, with what they are paired with. */
export async function lockListings(tx: Tx, tenant: TenantId, shop: ShopId, ids: readonly ListingId[]): Promise<LockedListing[]> {
  await lockListingRows(tx, tenant, shop, { ids });
  // read only now: a lock that was waited for shows what the other one has written
  const found = await sql<LockedListing>`
    select l.id, l.seller_code as "sellerCode", p.sku_id as "skuId", p.quantity
    from listing l left join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.id = any(${ids}::uuid[])
    order by l.id`.execute(tx);
  return found.rows;
}

/** The codes of those of these SKUs that exist. */
export async function findSkuCodes(tx: Tx, tenant: TenantId, ids: readonly SkuId[]): Promise<Map<SkuId, string>> {
  const found = await sql<{ id: SkuId; code: string }>`
    select s.id, s.code from sku s where s.tenant_id = ${tenant} and s.id = any(${ids}::uuid[])`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row.code]));
}

export type PairingToSave = { listingId: ListingId; skuId: SkuId; quantity: number; how: PairingWay };

/** Pairs locked listings, also such as are paired with something else. */
export async function savePairings(
  tx: Tx,
  tenant: TenantId,
  at: Instant,
  by: string | null,
  pairings: readonly PairingToSave[],
): Promise<void> {
  if (pairings.length === 0) return;
  await sql`
    with put as (
      insert into pairing (tenant_id, listing_id, sku_id, quantity, how, paired_at, paired_by)
      select ${tenant}, r."listingId", r."skuId", r.quantity, r.how, ${toIso(at)}::timestamptz, ${by}
      from jsonb_to_recordset(${rows(pairings)}) as r("listingId" uuid, "skuId" uuid, quantity integer, how text)
      on conflict (tenant_id, listing_id) do update set sku_id = excluded.sku_id, quantity = excluded.quantity, how = excluded.how,
        paired_at = excluded.paired_at, paired_by = excluded.paired_by
      returning listing_id
    )
    update listing l set is_paired = true from put where l.tenant_id = ${tenant} and l.id = put.listing_id and not l.is_paired`.execute(tx);
}

/** Parts locked listings from their SKUs. */
export async function deletePairings(tx: Tx, tenant: TenantId, ids: readonly ListingId[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    with gone as (
      delete from pairing p where p.tenant_id = ${tenant} and p.listing_id = any(${ids}::uuid[]) returning p.listing_id
    )
    update listing l set is_paired = false from gone where l.tenant_id = ${tenant} and l.id = gone.listing_id`.execute(tx);
}
