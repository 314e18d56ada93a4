import type { App } from "../../src/app/app.ts";
import { createSkus, openStock } from "../../src/app/create-skus.ts";
import type { IngestShop } from "../../src/app/ingest-shop.ts";
import { pairListings } from "../../src/app/pair-listings.ts";
import { type Scope, scopeOf, systemScope } from "../../src/app/scope.ts";
import { addWarehouse, connectCarrier, connectShop } from "../../src/app/set-up-shop.ts";
import type { Directory } from "../../src/db/database.ts";
import { raiseFence } from "../../src/db/fence.ts";
import { upsertListings } from "../../src/db/listings.ts";
import { callPolicies } from "../../src/domain/shops/call-policy.ts";
import { asId, type ChannelId, type ListingId, type ShopId, type SkuId, type TenantId, type WarehouseId } from "../../src/kernel/id.ts";
import { instantFromMs, toIso } from "../../src/kernel/instant.ts";
import type { PlatformOrder, PlatformOrderLine, Recipient } from "../../src/ports/platform.ts";

export type TestShop = {
  tenant: TenantId;
  shopId: ShopId;
  warehouseId: WarehouseId;
  channelId: ChannelId;
  skus: Map<string, SkuId>;
  scope: Scope;
  ingest: IngestShop;
};

/** A tenant with a warehouse, a carrier channel bound to the platform, a shop whose fence is at epoch 1, and paired SKUs with stock. */
export async function setUpTestShop(app: App, directory: Directory, stock: Record<string, number>, review = false): Promise<TestShop> {
  const tenant = asId<TenantId>(app.entropy.uuid());
  const scope = scopeOf(tenant, { id: "u1", name: "Tester" }, "owner", { shops: "all", warehouses: "all" });
  await directory.run((db) =>
    db
      .insertInto("directory.tenant")
      .values({ id: tenant, name: "Test", created_at: toIso(app.clock.now()) })
      .execute(),
  );
  await app.database.inTenant(tenant, (tx) =>
    tx.insertInto("tenant_setting").values({ tenant_id: tenant, name: "Test", review }).execute(),
  );
  const warehouseId = await addWarehouse(app, scope, { code: "YW", name: "义乌仓" });
  const channels = await connectCarrier(app, scope, {
    carrier: "yanwen",
    name: "燕文",
    credentials: { userId: "1", apiToken: "secret" },
    sender: null,
    channels: [{ code: "481", name: "燕文专线追踪-普货", isDefault: true, takesBattery: false }],
  });
  const channelId = channels.get("481") ?? asId<ChannelId>("");
  const connected = await connectShop(app, directory, scope, { ...usShop, platformShopId: `mall-${tenant}`, warehouseId });
  if (!connected.ok) throw new Error(connected.error.code);
  const shopId = connected.value;
  await bindDirectly(app, tenant, shopId, channelId);
  const skus = await createSkus(app, scope, Object.keys(stock).map(testSku));
  await app.database.inTenant(tenant, (tx) =>
    upsertListings(
      tx,
      tenant,
      shopId,
      app.clock.now(),
      Object.keys(stock).map((code) => testListing(app, code)),
    ),
  );
  await pairListings(app, systemScope(tenant), shopId);
  await openStock(
    app,
    scope,
    warehouseId,
    [...skus].flatMap(([code, skuId]) => ((stock[code] ?? 0) > 0 ? [{ skuId, units: stock[code] ?? 0 }] : [])),
  );
  const fence = { tenant, shop: shopId, epoch: 1n };
  await app.database.inTenant(tenant, (tx) => raiseFence(tx, fence));
  return {
    tenant,
    shopId,
    warehouseId,
    channelId,
    skus,
    scope,
    ingest: { fence, platform: "temu", warehouses: [warehouseId], review, timeZone: "Asia/Shanghai" },
  };
}

const usShop = {
  platform: "temu",
  name: "禾光家居 US",
  kind: "semi-managed",
  site: "US",
  regionId: "211",
  currency: "USD",
  timeZone: "America/Los_Angeles",
  callPolicy: callPolicies.cap120,
  authorisations: [{ gateway: "us", purpose: "orders", appKey: "k", appSecret: "s", accessToken: "t" }],
} as const;

async function bindDirectly(app: App, tenant: TenantId, shopId: ShopId, channelId: ChannelId): Promise<void> {
  await app.database.inTenant(tenant, async (tx) => {
    await tx
      .insertInto("channel_binding")
      .values({ tenant_id: tenant, shop_id: shopId, channel_id: channelId, platform_carrier_id: "900", platform_carrier_name: "Yanwen" })
      .execute();
    await tx
      .updateTable("shop")
      .set({ platform_warehouse_id: "WH-1", state: "active" })
      .where("tenant_id", "=", tenant)
      .where("id", "=", shopId)
      .execute();
  });
}

function testSku(code: string) {
  return {
    code,
    nameZh: `商品 ${code}`,
    nameEn: `Item ${code}`,
    pictureUrl: null,
    weightG: 100,
    hasBattery: false,
    customsNameZh: "杯子",
    customsNameEn: "mug",
    hsCode: "6912001000",
    declared: { amount: 500n, currency: "USD" },
  };
}

function testListing(app: App, code: string) {
  return {
    id: asId<ListingId>(app.entropy.uuid()),
    listing: {
      listingKey: `L-${code}`,
      sellerCode: code,
      title: `Item ${code}`,
      spec: "Blue",
      pictureUrl: null,
      state: "live" as const,
      stock: null,
      wire: { productSkcId: `C-${code}`, productSkuId: `L-${code}` },
    },
  };
}

/** An order as a connector would give it. `version` is both the platform's time of change and part of the content. */
export function testOrder(
  platformOrderId: string,
  lines: readonly (Partial<PlatformOrderLine> & { sku: string })[],
  changes: Partial<PlatformOrder> & { version?: number } = {},
): PlatformOrder {
  const { version = 1, ...rest } = changes;
  const base = instantFromMs(Date.parse("2026-11-20T00:00:00Z"));
  return {
    platformOrderId,
    status: "to_ship",
    updatedAt: instantFromMs(base + version * 1000),
    contentHash: `${platformOrderId}-${version}`,
    fulfilledBy: "seller",
    orderedAt: base,
    paidAt: base,
    holdUntil: null,
    shipBy: instantFromMs(base + 48 * 3600_000),
    deliverBy: null,
    overlays: [],
    marks: [],
    lines: lines.map(({ sku, ...line }, index) => ({
      platformLineId: `${platformOrderId}-${index}`,
      listingKey: `L-${sku}`,
      sellerCode: sku,
      title: `Item ${sku}`,
      spec: "Blue",
      pictureUrl: null,
      orderedQuantity: 1,
      cancelledQuantity: 0,
      unitsPerPiece: 1,
      wire: {},
      ...line,
    })),
    ...rest,
  };
}

/** A buyer whose address is whole, so that nothing waits for it. */
export const testRecipient: Recipient = {
  name: "Canary Buyer",
  phone: "+1 2015550123",
  email: null,
  addressLines: ["77 Canary Street"],
  district: null,
  city: "Fresno",
  region: "CA",
  postcode: "93650",
  country: "US",
  taxNumber: null,
};
