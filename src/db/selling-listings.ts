import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { Tx } from "./database.ts";
import { shopReach } from "./read-shops.ts";

/** A live listing that sells a SKU. `bundle_code` and `bundle_units` null: it is paired with the SKU itself. */
export type SellingListingRow = {
  id: ListingId;
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  listing_key: string;
  seller_code: string;
  title: string;
  bundle_code: string | null;
  bundle_units: number | null;
};

/** Live listings that sell a SKU, by itself or in a bundle, by shop. */
export async function listSellingListings(
  tx: Tx,
  tenant: TenantId,
  sku: SkuId,
  shops: readonly ShopId[] | undefined,
  limit: number,
): Promise<SellingListingRow[]> {
  const found = await sql<SellingListingRow>`
    select l.id, s.id as shop_id, s.name as shop_name, s.platform, l.listing_key, l.seller_code, l.title, x.bundle_code, x.bundle_units
    from (
      select ${sku}::uuid as sku_id, null::text as bundle_code, null::integer as bundle_units
      union all
      select c.bundle_id, b.code, c.quantity from bundle_component c
      join sku b on b.tenant_id = c.tenant_id and b.id = c.bundle_id
      where c.tenant_id = ${tenant} and c.component_id = ${sku}
    ) x
    join pairing g on g.tenant_id = ${tenant} and g.sku_id = x.sku_id
    join listing l on l.tenant_id = g.tenant_id and l.id = g.listing_id and l.state = 'live'
    join shop s on s.tenant_id = l.tenant_id and s.id = l.shop_id
    where ${shopReach(shops)}
    order by s.name, s.id, x.bundle_code nulls first, l.seller_code, l.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

/** 即将售罄 of a SKU. The shop's fields are null where it is out of reach. */
export type ScarcityRow = { below: number | null; shop_id: ShopId | null; shop_name: string | null; platform: Platform | null };

/** 即将售罄 of a SKU; undefined when there is no such SKU. */
export async function findScarcity(
  tx: Tx,
  tenant: TenantId,
  sku: SkuId,
  shops: readonly ShopId[] | undefined,
): Promise<ScarcityRow | undefined> {
  const found = await sql<ScarcityRow>`
    select k.scarce_below as below, s.id as shop_id, s.name as shop_name, s.platform
    from sku k left join shop s on s.tenant_id = k.tenant_id and s.id = k.scarce_shop_id and ${shopReach(shops)}
    where k.tenant_id = ${tenant} and k.id = ${sku}`.execute(tx);
  return found.rows[0];
}
