import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

export type PlatformChoice = { id: string; name: string };

/** Replaces the platform's list of carriers of a shop. */
export async function savePlatformCarriers(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  at: Instant,
  carriers: readonly PlatformChoice[],
): Promise<void> {
  await sql`
    insert into platform_carrier (tenant_id, shop_id, id, name, read_at)
    select ${tenant}, ${shop}, r.id, r.name, ${toIso(at)}::timestamptz from jsonb_to_recordset(${rows(carriers)}) as r(id text, name text)
    on conflict (tenant_id, shop_id, id) do update set name = excluded.name, read_at = excluded.read_at`.execute(tx);
  await sql`delete from platform_carrier where tenant_id = ${tenant} and shop_id = ${shop} and read_at <> ${toIso(at)}::timestamptz`.execute(
    tx,
  );
}

/** Replaces the platform's list of warehouses of a shop. */
export async function savePlatformWarehouses(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  at: Instant,
  warehouses: readonly (PlatformChoice & { isDefault: boolean })[],
): Promise<void> {
  const list = warehouses.map((one) => ({ id: one.id, name: one.name, is_default: one.isDefault }));
  await sql`
    insert into platform_warehouse (tenant_id, shop_id, id, name, is_default, read_at)
    select ${tenant}, ${shop}, r.id, r.name, r.is_default, ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(list)}) as r(id text, name text, is_default boolean)
    on conflict (tenant_id, shop_id, id) do update set name = excluded.name, is_default = excluded.is_default, read_at = excluded.read_at`.execute(
    tx,
  );
  await sql`delete from platform_warehouse where tenant_id = ${tenant} and shop_id = ${shop} and read_at <> ${toIso(at)}::timestamptz`.execute(
    tx,
  );
}

export async function listPlatformCarriers(tx: Tx, tenant: TenantId, shop: ShopId): Promise<PlatformChoice[]> {
  return await tx
    .selectFrom("platform_carrier")
    .select(["id", "name"])
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .orderBy("name")
    .orderBy("id")
    .limit(2000)
    .execute();
}

export async function listPlatformWarehouses(tx: Tx, tenant: TenantId, shop: ShopId): Promise<(PlatformChoice & { isDefault: boolean })[]> {
  const found = await tx
    .selectFrom("platform_warehouse")
    .select(["id", "name", "is_default"])
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .orderBy("name")
    .orderBy("id")
    .limit(2000)
    .execute();
  return found.map((row) => ({ id: row.id, name: row.name, isDefault: row.is_default }));
}

/** Scopes and expiry of an authorisation as the platform states them. */
export async function saveAuthorisationFacts(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  gateway: string,
  purpose: "orders" | "products",
  facts: { scopes: readonly string[] | null; expiresAt: Instant | null },
): Promise<void> {
  await tx
    .updateTable("authorisation")
    .set({
      scopes: facts.scopes === null ? null : [...facts.scopes],
      expires_at: facts.expiresAt === null ? null : toIso(facts.expiresAt),
    })
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("gateway", "=", gateway)
    .where("purpose", "=", purpose)
    .execute();
}
