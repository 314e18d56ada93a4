import { sql } from "kysely";
import type { BlobId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { Directory, Tx } from "./database.ts";
import { hintRunner } from "./hints.ts";

/** Gives a tenant the address to which a platform's announcements go, if it has none yet. Returns its key. */
export async function openHook(directory: Directory, key: string, tenant: TenantId, platform: Platform): Promise<string> {
  const result = await directory.run((db) =>
    sql<{ key: string }>`
      insert into directory.hook as h (key, tenant_id, platform) values (${key}, ${tenant}, ${platform})
      on conflict (tenant_id, platform) do update set key = h.key
      returning key`.execute(db),
  );
  return result.rows[0]?.key ?? key;
}

/** Whose address it is. */
export async function findHook(directory: Directory, key: string): Promise<{ tenant: TenantId; platform: Platform } | undefined> {
  const row = await directory.run((db) =>
    db.selectFrom("directory.hook").select(["tenant_id", "platform"]).where("key", "=", key).executeTakeFirst(),
  );
  return row === undefined ? undefined : { tenant: row.tenant_id, platform: row.platform };
}

/** A tenant's addresses for announcements, by platform. */
export async function listHooks(directory: Directory, tenant: TenantId): Promise<ReadonlyMap<Platform, string>> {
  const found = await directory.run((db) =>
    db.selectFrom("directory.hook").select(["platform", "key"]).where("tenant_id", "=", tenant).orderBy("platform").limit(100).execute(),
  );
  return new Map(found.map((row) => [row.platform, row.key]));
}

/** An authorisation of one app, sealed, and the shop that it is for. */
export type HookAuthorisation = { id: string; shopId: ShopId; platformShopId: string; appSecretEncrypted: string };

/** The shops that an app serves for a tenant, with its secret as each keeps it. */
export async function listHookAuthorisations(tx: Tx, tenant: TenantId, platform: Platform, appKey: string): Promise<HookAuthorisation[]> {
  const found = await tx
    .selectFrom("authorisation")
    .innerJoin("shop", (join) =>
      join.onRef("shop.tenant_id", "=", "authorisation.tenant_id").onRef("shop.id", "=", "authorisation.shop_id"),
    )
    .select(["authorisation.id", "authorisation.shop_id", "authorisation.app_secret_encrypted", "shop.platform_shop_id"])
    .where("authorisation.tenant_id", "=", tenant)
    .where("shop.platform", "=", platform)
    .where("authorisation.app_key", "=", appKey)
    .orderBy("shop.id")
    .orderBy("authorisation.id")
    .limit(10_000)
    .execute();
  return found.map((row) => ({
    id: row.id,
    shopId: row.shop_id,
    platformShopId: row.platform_shop_id,
    appSecretEncrypted: row.app_secret_encrypted,
  }));
}

export type HookEventToStore = {
  id: string;
  shopId: ShopId;
  key: string;
  event: string;
  platformOrderId: string | null;
  platformAt: Instant | null;
  rawBlobId: BlobId;
};

export async function isHookKnown(tx: Tx, tenant: TenantId, shop: ShopId, key: string): Promise<boolean> {
  const row = await tx
    .selectFrom("hook_event")
    .select("id")
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("key", "=", key)
    .executeTakeFirst();
  return row !== undefined;
}

/** When the last announcement after a moment was received; undefined: none was. */
export async function findNewestHook(tx: Tx, tenant: TenantId, shop: ShopId, after: Instant): Promise<Instant | undefined> {
  const result = await sql<{ at: Instant }>`
    select received_at as at from hook_event
    where tenant_id = ${tenant} and shop_id = ${shop} and received_at > ${toIso(after)}::timestamptz
    order by received_at desc, id
    limit 1`.execute(tx);
  return result.rows[0]?.at;
}

/** Stores an announcement once and wakes the shop's runner. */
export async function insertHookEvent(tx: Tx, tenant: TenantId, at: Instant, one: HookEventToStore): Promise<void> {
  await tx
    .insertInto("hook_event")
    .values({
      tenant_id: tenant,
      id: one.id,
      shop_id: one.shopId,
      key: one.key,
      event: one.event,
      platform_order_id: one.platformOrderId,
      platform_at: one.platformAt === null ? null : toIso(one.platformAt),
      received_at: toIso(at),
      raw_blob_id: one.rawBlobId,
    })
    .onConflict((conflict) => conflict.columns(["tenant_id", "shop_id", "key"]).doNothing())
    .execute();
  await hintRunner(tx, one.shopId);
}
