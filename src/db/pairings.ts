import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

export type Pairing = { listingKey: string; skuId: SkuId; skuCode: string; quantity: number };

/** The SKUs behind a shop's listings. Listings that are unknown or unpaired are absent. */
export async function findPairings(tx: Tx, tenant: TenantId, shop: ShopId, listingKeys: readonly string[]): Promise<Map<string, Pairing>> {
  const result = await sql<{ listing_key: string; sku_id: SkuId; code: string; quantity: number }>`
    select l.listing_key, p.sku_id, s.code, p.quantity
    from listing l
    join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
    join sku s on s.tenant_id = p.tenant_id and s.id = p.sku_id
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.listing_key = any(${listingKeys}::text[])`.execute(tx);
  return new Map(
    result.rows.map((row) => [
      row.listing_key,
      { listingKey: row.listing_key, skuId: row.sku_id, skuCode: row.code, quantity: row.quantity },
    ]),
  );
}

/** Every listing that sells one of these SKUs, over all shops. */
export async function listListingsOfSkus(
  tx: Tx,
  tenant: TenantId,
  skus: readonly SkuId[],
): Promise<{ listingId: ListingId; shopId: ShopId }[]> {
  if (skus.length === 0) return [];
  const result = await sql<{ id: ListingId; shop_id: ShopId }>`
    select l.id, l.shop_id
    from pairing p
    join listing l on l.tenant_id = p.tenant_id and l.id = p.listing_id
    where p.tenant_id = ${tenant} and p.sku_id = any(${skus}::uuid[]) and l.state = 'live'
    order by l.id`.execute(tx);
  return result.rows.map((row) => ({ listingId: row.id, shopId: row.shop_id }));
}
