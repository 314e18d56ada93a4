import { sql } from "kysely";
import type { ListingId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import { codeByRule, meetsRule } from "./auto-pair.ts";
import type { Tx } from "./database.ts";
import { behindPrefix } from "./read-listings.ts";

export type PairingRule = { shopId: ShopId | null; prefix: string; suffix: string; quantity: number };

export type PairingRuleRow = PairingRule & { id: string; shopName: string | null; platform: Platform | null; createdAt: Instant };

/** The rules of these shops (undefined = all) and those for every shop, in the order in which they are tried. */
export async function listPairingRules(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  limit: number,
): Promise<PairingRuleRow[]> {
  const found = await sql<PairingRuleRow>`
    select r.id, r.shop_id as "shopId", r.prefix, r.suffix, r.quantity, r.created_at as "createdAt", s.name as "shopName", s.platform
    from pairing_rule r
    left join shop s on s.tenant_id = r.tenant_id and s.id = r.shop_id
    where r.tenant_id = ${tenant} and ${shops === undefined ? sql`true` : sql`(r.shop_id is null or r.shop_id = any(${shops}::uuid[]))`}
    order by r.shop_id is null, length(r.prefix) + length(r.suffix) desc, r.id
    limit ${limit}`.execute(tx);
  return found.rows;
}

export async function insertPairingRule(tx: Tx, tenant: TenantId, id: string, rule: PairingRule, at: Instant): Promise<void> {
  await tx
    .insertInto("pairing_rule")
    .values({
      tenant_id: tenant,
      id,
      shop_id: rule.shopId,
      prefix: rule.prefix,
      suffix: rule.suffix,
      quantity: rule.quantity,
      created_at: toIso(at),
    })
    .execute();
}

/** Removes a rule and gives it back; what it has paired stays paired. */
export async function deletePairingRule(tx: Tx, tenant: TenantId, id: string): Promise<PairingRule | undefined> {
  const found = await sql<PairingRule>`
    delete from pairing_rule where tenant_id = ${tenant} and id = ${id}
    returning shop_id as "shopId", prefix, suffix, quantity`.execute(tx);
  return found.rows[0];
}

export type RulePreview = {
  count: number;
  samples: { listingId: ListingId; sellerCode: string; title: string; skuCode: string; skuName: string }[];
};

/**
 * What a rule would pair: how many unpaired listings of these shops (undefined = all) lead to a SKU, counted up to `cap`, and some of them.
 * Each shop's unpaired listings stand in an index of their own, in the order of their codes.
 */
export async function previewRule(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  rule: Pick<PairingRule, "prefix" | "suffix">,
  { samples, cap }: { samples: number; cap: number },
): Promise<RulePreview> {
  const begins = rule.prefix === "" ? sql`true` : sql`l.seller_code >= ${rule.prefix} and l.seller_code < ${behindPrefix(rule.prefix)}`;
  const found = await sql<{ count: number; samples: RulePreview["samples"] | null }>`
    with r as (select ${rule.prefix}::text as prefix, ${rule.suffix}::text as suffix),
    met as materialized (
      select l.id as "listingId", l.seller_code as "sellerCode", l.title, s.code as "skuCode", s.name_zh as "skuName"
      from r
      join shop h on h.tenant_id = ${tenant} and ${shops === undefined ? sql`true` : sql`h.id = any(${shops}::uuid[])`}
      join listing l on l.tenant_id = h.tenant_id and l.shop_id = h.id and not l.is_paired and ${begins} and ${meetsRule}
      -- one look by code for each listing, until there are enough: a join would read all codes first
      cross join lateral (select k.code, k.name_zh from sku k where k.tenant_id = ${tenant} and k.code = ${codeByRule} limit 1) s
      where not exists (select 1 from sku own where own.tenant_id = l.tenant_id and own.code = l.seller_code)
      limit ${sql.lit(cap)}
    )
    select (select count(*)::integer from met) as count,
      (select jsonb_agg(to_jsonb(one)) from (select * from met order by "sellerCode", "listingId" limit ${samples}) one) as samples`.execute(
    tx,
  );
  const row = found.rows[0];
  return { count: row?.count ?? 0, samples: row?.samples ?? [] };
}
