import { sql } from "kysely";
import type { PackageId, TenantId } from "../kernel/id.ts";
import { openPackageStates } from "../kernel/vocabulary/package.ts";
import type { Tx } from "./database.ts";
import { type Moments, type PackageConditions, packageConditions } from "./package-filter.ts";

export type PackageSort = { by: "ship_by" | "paid_at" | "created_at"; direction: "asc" | "desc" };

const sortColumns = { ship_by: sql`p.ship_by`, paid_at: sql`p.paid_at`, created_at: sql`p.created_at` } as const;
const directions = { asc: sql`asc`, desc: sql`desc` } as const;

/**
 * Ids of one page, in order. Without a value comes last when ascending and first when descending, as the indexes hold it. Plans with a
 * million packages, 20,000 of them open: an index range scan of package_by_state (one state), package_by_ship_by (all), package_by_shop (one
 * shop), package_by_paid or package_by_created that stops after the page: 1 ms. Where open packages come in another order than an index of
 * theirs has, they are gathered first and then sorted (10 ms): the planner would walk the whole history, since it does not know that
 * open packages are the young ones (400 ms).
 */
export async function listPackageIds(
  tx: Tx,
  tenant: TenantId,
  wanted: PackageConditions,
  moments: Moments,
  sort: PackageSort,
  page: { limit: number; offset: number },
): Promise<PackageId[]> {
  const column = sortColumns[sort.by];
  const direction = directions[sort.direction];
  const conditions = packageConditions(tenant, wanted, moments);
  const slice = sql`limit ${page.limit} offset ${page.offset}`;
  const statement = isGathered(wanted, sort)
    ? sql<{ id: PackageId }>`
        with gathered as materialized (select p.id, ${column} as place from package p where ${conditions})
        select id from gathered order by place ${direction}, id ${direction} ${slice}`
    : sql<{ id: PackageId }>`
        select p.id from package p where ${conditions} order by ${column} ${direction}, p.id ${direction} ${slice}`;
  const found = await statement.execute(tx);
  return found.rows.map((row) => row.id);
}

function isGathered(wanted: PackageConditions, sort: PackageSort): boolean {
  const openState = openPackageStates.some((state) => state === wanted.state);
  if (openState) return sort.by !== "ship_by";
  return wanted.deadline !== undefined || wanted.attention !== undefined;
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
