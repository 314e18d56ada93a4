import { sql } from "kysely";
import type { CallPolicy } from "../domain/shops/call-policy.ts";
import type { ChannelId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { ShopState } from "../kernel/vocabulary/sync.ts";
import type { Tx } from "./database.ts";
import type { RestrictionColumn } from "./sync-schema.ts";

export type ShopRow = {
  id: ShopId;
  platform: Platform;
  platformShopId: string;
  name: string;
  regionId: string;
  currency: string;
  timeZone: string;
  createdAt: Instant;
  state: ShopState;
  /** What it sells from, best first: its sources, or its default warehouse alone. */
  warehouses: readonly WarehouseId[];
  platformWarehouseId: string | null;
  callPolicy: CallPolicy;
  review: boolean;
  tenantTimeZone: string;
  /** Sealed; null: straight out. */
  proxyEncrypted: string | null;
  restrictions: readonly RestrictionColumn[];
};

export async function getShop(tx: Tx, tenant: TenantId, shop: ShopId): Promise<ShopRow> {
  const row = await tx
    .selectFrom("shop")
    .innerJoin("tenant_setting", "tenant_setting.tenant_id", "shop.tenant_id")
    .selectAll("shop")
    .select(["tenant_setting.review", "tenant_setting.time_zone as tenant_time_zone"])
    .select(
      sql<WarehouseId[]>`array(select f.warehouse_id from shop_source f
        where f.tenant_id = shop.tenant_id and f.shop_id = shop.id order by f.rank, f.warehouse_id)`.as("sources"),
    )
    .where("shop.tenant_id", "=", tenant)
    .where("shop.id", "=", shop)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    platform: row.platform,
    platformShopId: row.platform_shop_id,
    name: row.name,
    regionId: row.region_id,
    currency: row.currency,
    timeZone: row.time_zone,
    createdAt: row.created_at,
    state: row.state,
    warehouses: row.sources.length > 0 ? row.sources : [row.default_warehouse_id],
    platformWarehouseId: row.platform_warehouse_id,
    callPolicy: row.call_policy,
    review: row.review,
    tenantTimeZone: row.tenant_time_zone,
    proxyEncrypted: row.proxy_encrypted,
    restrictions: row.restrictions,
  };
}

export type AuthorisationRow = {
  id: string;
  gateway: string;
  purpose: "orders" | "products";
  appKey: string;
  appSecretEncrypted: string;
  accessTokenEncrypted: string;
};

export async function listAuthorisations(tx: Tx, tenant: TenantId, shop: ShopId): Promise<AuthorisationRow[]> {
  const found = await tx
    .selectFrom("authorisation")
    .selectAll()
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .orderBy("gateway")
    .orderBy("id")
    .limit(20)
    .execute();
  return found.map((row) => ({
    id: row.id,
    gateway: row.gateway,
    purpose: row.purpose,
    appKey: row.app_key,
    appSecretEncrypted: row.app_secret_encrypted,
    accessTokenEncrypted: row.access_token_encrypted,
  }));
}

/** Sets a shop's state where it differs. True when it changed. */
export async function setShopState(tx: Tx, tenant: TenantId, shop: ShopId, state: ShopState, detail: string | null): Promise<boolean> {
  const result = await sql`
    update shop set state = ${state}, state_detail = ${detail}
    where tenant_id = ${tenant} and id = ${shop} and (state <> ${state} or state_detail is distinct from ${detail})`.execute(tx);
  return result.numAffectedRows === 1n;
}

/** What the platform has forbidden the shop, as it stands now. */
export async function saveRestrictions(tx: Tx, tenant: TenantId, shop: ShopId, restrictions: readonly RestrictionColumn[]): Promise<void> {
  await tx
    .updateTable("shop")
    .set({ restrictions: JSON.stringify(restrictions) })
    .where("tenant_id", "=", tenant)
    .where("id", "=", shop)
    .execute();
}

export type ChannelRow = {
  id: ChannelId;
  code: string;
  name: string;
  carrier: string;
  accountId: string;
  isDefault: boolean;
  takesBattery: boolean;
  credentialsEncrypted: string;
  sender: Record<string, string> | null;
};

/** All channels of a tenant with their carrier accounts, the default first. */
export async function listChannels(tx: Tx, tenant: TenantId): Promise<ChannelRow[]> {
  const found = await tx
    .selectFrom("channel")
    .innerJoin("carrier_account", (join) =>
      join.onRef("carrier_account.tenant_id", "=", "channel.tenant_id").onRef("carrier_account.id", "=", "channel.carrier_account_id"),
    )
    .select(["channel.id", "channel.code", "channel.name", "channel.is_default", "channel.takes_battery", "channel.carrier_account_id"])
    .select(["carrier_account.carrier", "carrier_account.credentials_encrypted", "carrier_account.sender"])
    .where("channel.tenant_id", "=", tenant)
    .orderBy("channel.is_default", "desc")
    .orderBy("channel.code")
    .orderBy("channel.id")
    .limit(1000)
    .execute();
  return found.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    carrier: row.carrier,
    accountId: row.carrier_account_id,
    isDefault: row.is_default,
    takesBattery: row.takes_battery,
    credentialsEncrypted: row.credentials_encrypted,
    sender: row.sender,
  }));
}

/** The platform's carrier behind a channel for each of these shops. */
export async function listChannelBindings(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[],
): Promise<{ shopId: ShopId; channelId: ChannelId; platformCarrierId: string; platformCarrierName: string }[]> {
  if (shops.length === 0) return [];
  const found = await tx
    .selectFrom("channel_binding")
    .selectAll()
    .where("tenant_id", "=", tenant)
    .where("shop_id", "in", [...shops])
    .orderBy("shop_id")
    .orderBy("channel_id")
    .limit(10_000)
    .execute();
  return found.map((row) => ({
    shopId: row.shop_id,
    channelId: row.channel_id,
    platformCarrierId: row.platform_carrier_id,
    platformCarrierName: row.platform_carrier_name,
  }));
}
