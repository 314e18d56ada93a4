import { type RawBuilder, sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { PairingWay } from "../kernel/vocabulary/stock.ts";
import type { Tx } from "./database.ts";

/**
 * Which unpaired listings of a shop are looked at: all of them, these, or those that meet a SKU made since then. The last two leave alone
 * what a person has parted: only what is new on either side pairs by itself.
 */
export type AutoPairAmong = { kind: "all" } | { kind: "listings"; ids: readonly ListingId[] } | { kind: "new-skus"; since: Instant };

export type AutoPaired = { listingId: ListingId; skuId: SkuId; how: PairingWay };

/**
 * Pairs unpaired listings of a shop with the SKU of exactly their code, else by a pairing rule (a shop's own rule before a general one, the
 * longer before the shorter), else with the SKU of the same barcode. At most `limit`, by listing id.
 */
export async function autoPair(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  at: Instant,
  by: string | null,
  among: AutoPairAmong,
  limit: number,
): Promise<AutoPaired[]> {
  const found = await sql<AutoPaired>`
    with offer as (
      select l.id as listing_id, s.id as sku_id, 1 as quantity, 'code' as how, 1 as rank, false as is_own, 0 as cut, null::uuid as rule_id
      from listing l
      join sku s on s.tenant_id = l.tenant_id and s.code = l.seller_code and ${skuCondition(among)}
      where l.tenant_id = ${tenant} and ${listingCondition(shop, among)}
      union all
      select l.id, s.id, r.quantity, 'rule', 2, r.shop_id is not null, length(r.prefix) + length(r.suffix), r.id
      from pairing_rule r
      join listing l on l.tenant_id = r.tenant_id and ${meetsRule}
      join sku s on s.tenant_id = l.tenant_id and s.code = ${codeByRule} and ${skuCondition(among)}
      where r.tenant_id = ${tenant} and (r.shop_id is null or r.shop_id = ${shop}) and ${listingCondition(shop, among)}
      union all
      select l.id, b.sku_id, 1, 'barcode', 3, false, 0, null
      from listing l
      join sku_barcode b on b.tenant_id = l.tenant_id and b.barcode = l.barcode
      join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id and ${skuCondition(among)}
      where l.tenant_id = ${tenant} and l.barcode <> '' and ${listingCondition(shop, among)}
    ), best as (
      select distinct on (listing_id) listing_id, sku_id, quantity, how from offer
      order by listing_id, rank, is_own desc, cut desc, rule_id limit ${limit}
    ), locked as (
      select l.id from listing l join best on best.listing_id = l.id where l.tenant_id = ${tenant} and not l.is_paired order by l.id for no key update of l
    ), put as (
      insert into pairing (tenant_id, listing_id, sku_id, quantity, how, paired_at, paired_by)
      select ${tenant}, best.listing_id, best.sku_id, best.quantity, best.how, ${toIso(at)}::timestamptz, ${by}
      from best join locked on locked.id = best.listing_id
      on conflict (tenant_id, listing_id) do nothing
      returning listing_id, sku_id, how
    ), marked as (
      update listing l set is_paired = true from put where l.tenant_id = ${tenant} and l.id = put.listing_id
    )
    select listing_id as "listingId", sku_id as "skuId", how from put order by listing_id`.execute(tx);
  return found.rows;
}

function listingCondition(shop: ShopId, among: AutoPairAmong): RawBuilder<unknown> {
  const one = among.kind === "listings" ? sql` and l.id = any(${among.ids}::uuid[])` : sql``;
  return sql`l.shop_id = ${shop} and not l.is_paired${one}`;
}

function skuCondition(among: AutoPairAmong): RawBuilder<unknown> {
  return among.kind === "new-skus" ? sql`s.created_at > ${toIso(among.since)}::timestamptz` : sql`true`;
}

/** Whether a rule `r` speaks of a listing `l`: something must be left between prefix and suffix. */
export const meetsRule = sql`starts_with(l.seller_code, r.prefix) and right(l.seller_code, length(r.suffix)) = r.suffix
  and length(l.seller_code) > length(r.prefix) + length(r.suffix)`;

/** The SKU's code by a rule `r` from a listing `l`. */
export const codeByRule = sql`substr(l.seller_code, length(r.prefix) + 1, length(l.seller_code) - length(r.prefix) - length(r.suffix))`;
