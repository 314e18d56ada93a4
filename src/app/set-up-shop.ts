import type { Directory } from "../db/database.ts";
import { openHook } from "../db/hooks.ts";
import { listPlatformCarriers, listPlatformWarehouses } from "../db/shop-facts.ts";
import type { CallPolicy } from "../domain/shops/call-policy.ts";
import {
  type AuthorisationId,
  asId,
  type CarrierAccountId,
  type ChannelId,
  type ShopId,
  type TenantId,
  type WarehouseId,
} from "../kernel/id.ts";
import { toIso } from "../kernel/instant.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** A warehouse of the tenant. */
export async function addWarehouse(app: App, scope: Scope, warehouse: { code: string; name: string }): Promise<WarehouseId> {
  const id = asId<WarehouseId>(app.entropy.uuid());
  await app.database.inTenant(scope.tenant, (tx) =>
    tx
      .insertInto("warehouse")
      .values({ tenant_id: scope.tenant, id, ...warehouse })
      .execute(),
  );
  return id;
}

export type NewCarrierAccount = {
  carrier: string;
  name: string;
  credentials: Readonly<Record<string, string>>;
  sender: Readonly<Record<string, string>> | null;
  channels: readonly { code: string; name: string; isDefault: boolean; takesBattery: boolean }[];
};

/** An account with a carrier and the channels that the seller uses of it. Credentials are sealed. Returns the channels' ids by code. */
export function connectCarrier(app: App, scope: Scope, account: NewCarrierAccount): Promise<Map<string, ChannelId>> {
  const { tenant } = scope;
  const accountId = asId<CarrierAccountId>(app.entropy.uuid());
  return app.database.inTenant(tenant, async (tx) => {
    const vault = await app.vault.of(tx, tenant);
    const place = { table: "carrier_account", column: "credentials_encrypted", row: accountId };
    await tx
      .insertInto("carrier_account")
      .values({
        tenant_id: tenant,
        id: accountId,
        carrier: account.carrier,
        name: account.name,
        credentials_encrypted: vault.seal(place, JSON.stringify(account.credentials)),
        sender: account.sender === null ? null : JSON.stringify(account.sender),
      })
      .execute();
    const channels = account.channels.map((channel) => ({ ...channel, id: asId<ChannelId>(app.entropy.uuid()) }));
    await tx
      .insertInto("channel")
      .values(
        channels.map((channel) => ({
          tenant_id: tenant,
          id: channel.id,
          carrier_account_id: accountId,
          code: channel.code,
          name: channel.name,
          is_default: channel.isDefault,
          takes_battery: channel.takesBattery,
        })),
      )
      .execute();
    return new Map(channels.map((channel) => [channel.code, channel.id]));
  });
}

export type NewShop = {
  platform: Platform;
  platformShopId: string;
  name: string;
  kind: string;
  site: string;
  regionId: string;
  currency: string;
  timeZone: string;
  warehouseId: WarehouseId;
  callPolicy: CallPolicy;
  authorisations: readonly { gateway: string; purpose: "orders" | "products"; appKey: string; appSecret: string; accessToken: string }[];
  /** An outbound proxy of the shop's own: `http://user:password@host:port`. Left out: straight out. */
  proxy?: string;
};

/**
 * Connects a shop: its authorisations are sealed and its runner takes over, which checks them with the platform and reads carriers and
 * warehouses. Refused when the platform's shop is connected already, in this tenant or another.
 */
export async function connectShop(app: App, directory: Directory, scope: Scope, shop: NewShop): Promise<Result<ShopId, Refusal>> {
  const { tenant } = scope;
  const id = asId<ShopId>(app.entropy.uuid());
  if (!(await enterDirectory(directory, tenant, id, shop))) return fail({ code: "already-done", detail: shop.platformShopId });
  await app.database.inTenant(tenant, async (tx) => {
    const vault = await app.vault.of(tx, tenant);
    await tx
      .insertInto("shop")
      .values({
        tenant_id: tenant,
        id,
        platform: shop.platform,
        platform_shop_id: shop.platformShopId,
        name: shop.name,
        kind: shop.kind,
        site: shop.site,
        region_id: shop.regionId,
        currency: shop.currency,
        time_zone: shop.timeZone,
        state: "starting",
        default_warehouse_id: shop.warehouseId,
        call_policy: JSON.stringify(shop.callPolicy),
        proxy_encrypted: shop.proxy === undefined ? null : vault.seal({ table: "shop", column: "proxy_encrypted", row: id }, shop.proxy),
        created_at: toIso(app.clock.now()),
      })
      .execute();
    const sealed = shop.authorisations.map((one) => {
      const row = asId<AuthorisationId>(app.entropy.uuid());
      const seal = (column: string, text: string) => vault.seal({ table: "authorisation", column, row }, text);
      return {
        tenant_id: tenant,
        id: row,
        shop_id: id,
        gateway: one.gateway,
        purpose: one.purpose,
        app_key: one.appKey,
        app_secret_encrypted: seal("app_secret_encrypted", one.appSecret),
        access_token_encrypted: seal("access_token_encrypted", one.accessToken),
      };
    });
    await tx.insertInto("authorisation").values(sealed).execute();
  });
  await openHook(directory, app.entropy.uuid(), tenant, shop.platform);
  // last, because a worker may start as soon as the directory shows the shop as active
  await directory.run((db) => db.updateTable("directory.shop").set({ active: true }).where("id", "=", id).execute());
  return ok(id);
}

/** Takes the platform's shop for this tenant, not yet active. False when it is connected; an unfinished attempt of the same tenant is taken over. */
async function enterDirectory(directory: Directory, tenant: TenantId, id: ShopId, shop: NewShop): Promise<boolean> {
  const entered = await directory.run((db) =>
    db
      .insertInto("directory.shop")
      .values({ id, tenant_id: tenant, platform: shop.platform, platform_shop_id: shop.platformShopId, active: false })
      .onConflict((conflict) =>
        conflict
          .columns(["platform", "platform_shop_id"])
          .doUpdateSet({ id })
          .where("directory.shop.active", "=", false)
          .where("directory.shop.tenant_id", "=", tenant),
      )
      .executeTakeFirst(),
  );
  return entered.numInsertedOrUpdatedRows === 1n;
}

/** Binds a channel to one of the platform's own carriers: picked from its list, never typed. Refused when the list does not know it. */
export function bindChannel(
  app: App,
  scope: Scope,
  binding: { shopId: ShopId; channelId: ChannelId; platformCarrierId: string },
): Promise<Result<void, Refusal>> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const carriers = await listPlatformCarriers(tx, scope.tenant, binding.shopId);
    const carrier = carriers.find((one) => one.id === binding.platformCarrierId);
    if (carrier === undefined) return fail({ code: "not-found", detail: binding.platformCarrierId });
    const values = { platform_carrier_id: carrier.id, platform_carrier_name: carrier.name };
    await tx
      .insertInto("channel_binding")
      .values({ tenant_id: scope.tenant, shop_id: binding.shopId, channel_id: binding.channelId, ...values })
      .onConflict((conflict) => conflict.columns(["tenant_id", "shop_id", "channel_id"]).doUpdateSet(values))
      .execute();
    return ok(undefined);
  });
}

/** Chooses which of the platform's own warehouses the shop ships from; part of every ship-confirm. */
export function choosePlatformWarehouse(
  app: App,
  scope: Scope,
  shopId: ShopId,
  platformWarehouseId: string,
): Promise<Result<void, Refusal>> {
  return app.database.inTenant(scope.tenant, async (tx) => {
    const warehouses = await listPlatformWarehouses(tx, scope.tenant, shopId);
    if (!warehouses.some((one) => one.id === platformWarehouseId)) return fail({ code: "not-found", detail: platformWarehouseId });
    await tx
      .updateTable("shop")
      .set({ platform_warehouse_id: platformWarehouseId })
      .where("tenant_id", "=", scope.tenant)
      .where("id", "=", shopId)
      .execute();
    return ok(undefined);
  });
}
