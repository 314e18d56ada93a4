import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import { rows, type Tx } from "./database.ts";

/** The shops of these names, of those that may be reached (undefined = all). Several shops may share a name. */
export async function findShopsByName(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  names: readonly string[],
): Promise<{ id: ShopId; name: string }[]> {
  const found = await sql<{ id: ShopId; name: string }>`
    select s.id, s.name from shop s
    where s.tenant_id = ${tenant} and s.name = any(${names}::text[])
      and ${shops === undefined ? sql`true` : sql`s.id = any(${shops}::uuid[])`}
    order by s.name, s.id
    limit 10000`.execute(tx);
  return found.rows;
}

/** What a line of a file says of a listing: the platform's key, the seller's code, or both. */
export type NamedListing = { line: number; shopId: ShopId; listingKey: string | null; sellerCode: string | null };

/** How many listings a line means; the listing and its pairing when it is one. */
export type MeantListing = {
  line: number;
  found: number;
  listingId: ListingId;
  skuId: SkuId | null;
  skuCode: string | null;
  quantity: number | null;
};

/** The listings that lines of a file name; lines that name none are absent. */
export async function findNamedListings(tx: Tx, tenant: TenantId, named: readonly NamedListing[]): Promise<MeantListing[]> {
  if (named.length === 0) return [];
  const list = named.map((one) => ({ line: one.line, shop_id: one.shopId, listing_key: one.listingKey, seller_code: one.sellerCode }));
  const found = await sql<MeantListing>`
    with wanted as (
      select * from jsonb_to_recordset(${rows(list)}) as r(line integer, shop_id uuid, listing_key text, seller_code text)
    ),
    -- two ways, so that each finds its index
    met as (
      select w.line, l.id from wanted w
      join listing l on l.tenant_id = ${tenant} and l.shop_id = w.shop_id and l.listing_key = w.listing_key
      where w.seller_code is null or l.seller_code = w.seller_code
      union all
      select w.line, l.id from wanted w
      join listing l on l.tenant_id = ${tenant} and l.shop_id = w.shop_id and l.seller_code = w.seller_code
      where w.listing_key is null
    ),
    counted as (select line, count(*)::integer as found, min(id::text)::uuid as id from met group by line)
    select c.line, c.found, c.id as "listingId", p.sku_id as "skuId", s.code as "skuCode", p.quantity
    from counted c
    left join pairing p on p.tenant_id = ${tenant} and p.listing_id = c.id
    left join sku s on s.tenant_id = ${tenant} and s.id = p.sku_id
    order by c.line
    limit ${named.length}`.execute(tx);
  return found.rows;
}
