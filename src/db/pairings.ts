import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

/** A SKU on a shelf that is picked for what was sold: the paired SKU itself, or a component of the bundle that it is. */
export type PairedPart = {
  skuId: SkuId;
  skuCode: string;
  bundleId: SkuId | null /** Units of it in one unit of the paired SKU. */;
  perUnit: number;
};

export type Pairing = { listingKey: string; quantity: number; parts: readonly PairedPart[] };

/** What is picked for a shop's listings. Listings that are unknown or unpaired are absent, and so is a bundle without components. */
export async function findPairings(tx: Tx, tenant: TenantId, shop: ShopId, listingKeys: readonly string[]): Promise<Map<string, Pairing>> {
  const result = await sql<PairedPart & { listingKey: string; quantity: number }>`
    select l.listing_key as "listingKey", p.quantity, k.id as "skuId", k.code as "skuCode", c.bundle_id as "bundleId",
      coalesce(c.quantity, 1) as "perUnit"
    from listing l
    join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
    join sku s on s.tenant_id = p.tenant_id and s.id = p.sku_id
    left join bundle_component c on c.tenant_id = s.tenant_id and c.bundle_id = s.id and s.kind = 'bundle'
    join sku k on k.tenant_id = s.tenant_id and k.id = case when s.kind = 'bundle' then c.component_id else s.id end
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.listing_key = any(${listingKeys}::text[])
    order by l.listing_key, k.id`.execute(tx);
  return new Map(
    [...Map.groupBy(result.rows, (row) => row.listingKey)].map(([listingKey, list]) => [
      listingKey,
      {
        listingKey,
        quantity: list[0]?.quantity ?? 1,
        parts: list.map(({ skuId, skuCode, bundleId, perUnit }) => ({ skuId, skuCode, bundleId, perUnit })),
      },
    ]),
  );
}

/** Every listing that sells one of these SKUs, by itself or in a bundle, over all shops. `isScarce`: of one of them at most `scarceUnits` are left. */
export async function listListingsOfSkus(
  tx: Tx,
  tenant: TenantId,
  skus: readonly SkuId[],
  scarceUnits: number,
): Promise<{ listingId: ListingId; shopId: ShopId; isScarce: boolean }[]> {
  if (skus.length === 0) return [];
  const result = await sql<{ listingId: ListingId; shopId: ShopId; isScarce: boolean }>`
    with touched as (
      select u.id, coalesce(sum(b.on_hand - b.reserved - b.blocked), 0) <= ${scarceUnits} as is_scarce
      from unnest(${skus}::uuid[]) as u(id) left join stock_balance b on b.tenant_id = ${tenant} and b.sku_id = u.id
      group by u.id
    ), sold as (
      select t.id, t.is_scarce from touched t
      union all
      select c.bundle_id, t.is_scarce from touched t join bundle_component c on c.tenant_id = ${tenant} and c.component_id = t.id
    )
    select l.id as "listingId", l.shop_id as "shopId", bool_or(s.is_scarce) as "isScarce"
    from sold s
    join pairing p on p.tenant_id = ${tenant} and p.sku_id = s.id
    join listing l on l.tenant_id = p.tenant_id and l.id = p.listing_id and l.state = 'live'
    group by l.id, l.shop_id
    order by l.id`.execute(tx);
  return result.rows;
}
