import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { StockRuleKind } from "../kernel/vocabulary/stock.ts";
import { rows, type Tx } from "./database.ts";
import { shopReach } from "./read-shops.ts";

export type StockRule = { kind: StockRuleKind; value: number | null };

export type ShopStockRow = {
  shop_id: ShopId;
  shop_name: string;
  platform: Platform;
  /** Best first; its default warehouse where nobody has chosen. */
  sources: WarehouseId[];
  kind: StockRuleKind | null;
  value: number | null;
  updated_at: Instant | null;
  updated_by: string | null;
  /** Listings with a rule of their own. */
  own_rules: bigint;
  /** Listings whose figure somebody else has changed. */
  foreign_changes: bigint;
};

/** From where, and by which rule, each shop offers stock. */
export async function listShopStock(tx: Tx, tenant: TenantId, shops: readonly ShopId[] | undefined): Promise<ShopStockRow[]> {
  const found = await sql<ShopStockRow>`
    select s.id as shop_id, s.name as shop_name, s.platform, r.kind, r.value, r.updated_at, r.updated_by,
      case when f.sources is null then array[s.default_warehouse_id] else f.sources end as sources,
      (select count(*) from stock_rule o where o.tenant_id = s.tenant_id and o.shop_id = s.id and o.listing_id is not null) as own_rules,
      (select count(*) from listing l where l.tenant_id = s.tenant_id and l.shop_id = s.id and l.foreign_change is not null) as foreign_changes
    from shop s
    left join stock_rule r on r.tenant_id = s.tenant_id and r.shop_id = s.id and r.listing_id is null
    left join lateral (
      select array_agg(c.warehouse_id order by c.rank, c.warehouse_id) as sources from shop_source c
      where c.tenant_id = s.tenant_id and c.shop_id = s.id) f on true
    where s.tenant_id = ${tenant} and ${shopReach(shops)}
    order by s.name, s.id
    limit 2000`.execute(tx);
  return found.rows;
}

/** Whether all of these warehouses exist. */
export async function hasWarehouses(tx: Tx, tenant: TenantId, warehouses: readonly WarehouseId[]): Promise<boolean> {
  const found = await sql<{ lacks: boolean }>`
    select exists (
      select from unnest(${warehouses}::uuid[]) r (id)
      where not exists (select from warehouse w where w.tenant_id = ${tenant} and w.id = r.id)
    ) as lacks`.execute(tx);
  return found.rows[0]?.lacks === false;
}

/** The warehouses that a shop sells from, best first. */
export async function saveShopSources(tx: Tx, tenant: TenantId, shop: ShopId, sources: readonly WarehouseId[]): Promise<void> {
  await sql`delete from shop_source where tenant_id = ${tenant} and shop_id = ${shop}`.execute(tx);
  await sql`
    insert into shop_source (tenant_id, shop_id, warehouse_id, rank)
    select ${tenant}, ${shop}, r.id, r.rank from unnest(${sources}::uuid[]) with ordinality as r (id, rank)`.execute(tx);
}

export type RuleToSave = { id: string; shopId: ShopId; listingId: ListingId | null; rule: StockRule };

/** Sets rules of shops (no listing) or of listings. */
export async function saveStockRules(tx: Tx, tenant: TenantId, at: Instant, by: string, rules: readonly RuleToSave[]): Promise<void> {
  if (rules.length === 0) return;
  const list = rules.map((one) => ({
    id: one.id,
    shop_id: one.shopId,
    listing_id: one.listingId,
    kind: one.rule.kind,
    value: one.rule.value,
  }));
  await sql`
    insert into stock_rule (tenant_id, id, shop_id, listing_id, kind, value, updated_at, updated_by)
    select ${tenant}, r.id, r.shop_id, r.listing_id, r.kind, r.value, ${toIso(at)}::timestamptz, ${by}
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, shop_id uuid, listing_id uuid, kind text, value integer)
    order by r.shop_id, r.listing_id
    on conflict (tenant_id, shop_id, listing_id) do update set kind = excluded.kind, value = excluded.value,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(tx);
}

/** Takes rules of listings away: their shop's rule holds again. */
export async function removeStockRules(tx: Tx, tenant: TenantId, listings: readonly ListingId[]): Promise<void> {
  await sql`delete from stock_rule where tenant_id = ${tenant} and listing_id = any(${listings}::uuid[])`.execute(tx);
}

/** Those of the wanted listings that exist and stand in shops within reach, with the shop. */
export async function listListingShops(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  listings: readonly ListingId[],
): Promise<{ listingId: ListingId; shopId: ShopId }[]> {
  const found = await sql<{ listingId: ListingId; shopId: ShopId }>`
    select l.id as "listingId", s.id as "shopId"
    from listing l join shop s on s.tenant_id = l.tenant_id and s.id = l.shop_id
    where l.tenant_id = ${tenant} and l.id = any(${listings}::uuid[]) and ${shopReach(shops)}
    order by l.id`.execute(tx);
  return found.rows;
}

/** A shop's live paired listings. */
export async function listPushableListings(tx: Tx, tenant: TenantId, shop: ShopId, limit: number): Promise<ListingId[]> {
  const found = await sql<{ id: ListingId }>`
    select l.id from listing l join pairing g on g.tenant_id = l.tenant_id and g.listing_id = l.id
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.state = 'live'
    order by l.id limit ${limit}`.execute(tx);
  return found.rows.map((row) => row.id);
}

/** What was changed by somebody else is ours again: the next push reads anew and sets our figure. */
export async function clearForeignChanges(tx: Tx, tenant: TenantId, listings: readonly ListingId[]): Promise<void> {
  await sql`
    update listing l set foreign_change = null, platform_sold = null
    where l.tenant_id = ${tenant} and l.id in (
      select i.id from listing i where i.tenant_id = ${tenant} and i.id = any(${listings}::uuid[]) order by i.id for no key update)`.execute(
    tx,
  );
}

/** 即将售罄: below so many units in the pool only this shop goes on selling the SKU; null: nobody is preferred. */
export async function saveScarcity(
  tx: Tx,
  tenant: TenantId,
  skus: readonly SkuId[],
  scarce: { below: number; shopId: ShopId } | null,
): Promise<SkuId[]> {
  const found = await sql<{ id: SkuId }>`
    update sku set scarce_below = ${scarce?.below ?? null}::integer, scarce_shop_id = ${scarce?.shopId ?? null}::uuid
    where tenant_id = ${tenant} and id = any(${skus}::uuid[])
    returning id`.execute(tx);
  return found.rows.map((row) => row.id);
}
