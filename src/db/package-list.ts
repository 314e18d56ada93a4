import { sql } from "kysely";
import type { PackageId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";
import { type Moments, type PackageConditions, packageConditions } from "./package-filter.ts";

export type PackageSort = { by: "ship_by" | "paid_at" | "created_at"; direction: "asc" | "desc" };

const sortColumns = { ship_by: sql`p.ship_by`, paid_at: sql`p.paid_at`, created_at: sql`p.created_at` } as const;
const directions = { asc: sql`asc`, desc: sql`desc` } as const;

/**
 * Ids of one page, in order. Without a value comes last when ascending and first when descending, as the indexes hold it.
 * Plan with a million packages: an index range scan of package_by_state (or package_by_ship_by without a state, package_by_shop for one
 * shop) that stops after the page.
 */
export async function listPackageIds(
  tx: Tx,
  tenant: TenantId,
  wanted: PackageConditions,
  moments: Moments,
  sort: PackageSort,
  page: { limit: number; offset: number },
): Promise<PackageId[]> {
  const found = await sql<{ id: PackageId }>`
    select p.id from package p
    where ${packageConditions(tenant, wanted, moments)}
    order by ${sortColumns[sort.by]} ${directions[sort.direction]}, p.id ${directions[sort.direction]}
    limit ${page.limit} offset ${page.offset}`.execute(tx);
  return found.rows.map((row) => row.id);
}

/** How many packages meet the conditions, counted no further than `cap` + 1. */
export async function countPackages(tx: Tx, tenant: TenantId, wanted: PackageConditions, moments: Moments, cap: number): Promise<number> {
  const found = await sql<{ count: bigint }>`
    select count(*) as count from (
      select 1 from package p where ${packageConditions(tenant, wanted, moments)} limit ${cap + 1}
    ) as counted`.execute(tx);
  return Number(found.rows[0]?.count ?? 0n);
}

/** The newest number of the tenant's change feed. Read before the rows, they reflect at least this much. */
export async function readChangeHead(tx: Tx, tenant: TenantId): Promise<bigint> {
  const found = await tx.selectFrom("change_head").select("seq").where("tenant_id", "=", tenant).executeTakeFirst();
  return found?.seq ?? 0n;
}
