import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { createSkus, openStock } from "../app/create-skus.ts";
import { createTenant } from "../app/create-tenant.ts";
import { createUser } from "../app/create-user.ts";
import type { Install } from "../app/install.ts";
import { pairListings } from "../app/pair-listings.ts";
import { type Scope, systemScope } from "../app/scope.ts";
import { addWarehouse, bindChannel, choosePlatformWarehouse, connectCarrier, connectShop } from "../app/set-up-shop.ts";
import { openHook } from "../db/hooks.ts";
import { listListings } from "../db/listings.ts";
import { listPlatformCarriers, listPlatformWarehouses } from "../db/shop-facts.ts";
import { callPolicies } from "../domain/shops/call-policy.ts";
import { asId, type ChannelId, type ShopId, type TenantId, type WarehouseId } from "../kernel/id.ts";
import { runProgram } from "./child.ts";
import type { Config } from "./config.ts";
import { demoSku, demoUnits } from "./demo-catalogue.ts";
import { openInstall } from "./open-app.ts";

// Makes the demo tenant at the first start of a demo, or finds it made. It uses what a person would use: public use cases, and the
// simulators through the same connectors. Its last line of output is the account.

const Kept = z.object({
  email: z.string(),
  password: z.string(),
  tenant: z.string(),
  warehouse: z.string(),
  channels: z.record(z.string(), z.string()),
  shop: z.string().nullable(),
  done: z.boolean(),
});
type Kept = z.infer<typeof Kept>;

const email = "demo@crossdock.example";
const sandboxApp = { appKey: "sandboxappkey00000000000000000001", appSecret: "0123456789abcdef0123456789abcdef01234567" };
const sandboxToken = (last: number) => `sandboxtoken${String(last).padStart(48, "0")}`;
const sandboxControlPort = 9100;
const patienceMs = 75_000;
const lookMs = 250;
const listingsWanted = 40;

await runProgram("demo", async (context) => {
  const { install, close } = await openInstall(context, 4);
  const file = path.join(context.config.dataDir, "demo.json");
  const keep = (kept: Kept): Kept => {
    writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return kept;
  };
  let kept = existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, "utf8"))) : keep(await foundTenant(install));
  if (!kept.done) {
    const scope = systemScope(asId<TenantId>(kept.tenant));
    kept = keep({ ...kept, shop: kept.shop ?? (await connect(install, scope, kept)) });
    await finishShop(install, scope, kept);
    kept = keep({ ...kept, done: true });
  }
  await enterCallback(install, asId<TenantId>(kept.tenant), context.config);
  await close();
  process.stdout.write(`${JSON.stringify({ email: kept.email, password: kept.password })}\n`);
});

/** What a developer enters in the platform's console: where the app is called back. */
async function enterCallback(install: Install, tenant: TenantId, config: Config): Promise<void> {
  const key = await openHook(install.directory, install.app.entropy.uuid(), tenant, "temu");
  const entered = await install.app.http.send({
    method: "POST",
    url: `http://127.0.0.1:${sandboxControlPort + config.sandboxPortOffset}/webhooks`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ platform: "temu", appKey: sandboxApp.appKey, url: `${config.publicUrl}/hooks/temu/${key}` }),
    timeoutMs: 5_000,
    maxBytes: 65_536,
    operation: "webhooks",
  });
  // shops are polled all the same
  if (!entered.ok || entered.value.status !== 200) install.app.log.warn({}, "the simulator did not take our address for announcements");
}

/** Tenant, owner, warehouse and a Yanwen account. 审核 is on, so that the whole way can be walked by hand. */
async function foundTenant(install: Install): Promise<Kept> {
  const { app } = install;
  const tenant = await createTenant(install, { name: "禾光家居", demo: true, review: true });
  const scope = systemScope(tenant);
  const password = app.entropy.bytes(12).toString("base64url");
  const user = await createUser(install, { tenant, email, name: "演示", password, role: "owner" });
  if (!user.ok) throw new Error(`demo user: ${user.error}`);
  const warehouse = await addWarehouse(app, scope, { code: "YW01", name: "义乌仓" });
  const channels = await connectCarrier(app, scope, {
    carrier: "yanwen",
    name: "燕文（沙箱）",
    credentials: { userId: "900001", apiToken: "test-token-0001" },
    sender: {
      name: "Heguang Home",
      phone: "+86 579 5550 0100",
      addressLine: "8 Demo Industrial Road",
      city: "Yiwu",
      region: "Zhejiang",
      postcode: "322000",
      country: "CN",
    },
    channels: [
      { code: "484", name: "燕文专线追踪-带电", isDefault: true, takesBattery: true },
      { code: "481", name: "燕文专线追踪-普货", isDefault: false, takesBattery: false },
    ],
  });
  return { email, password, tenant, warehouse, channels: Object.fromEntries(channels), shop: null, done: false };
}

async function connect(install: Install, scope: Scope, kept: Kept): Promise<ShopId> {
  const connected = await connectShop(install.app, install.directory, scope, {
    platform: "temu",
    platformShopId: "600000000000009",
    name: "禾光家居 US",
    kind: "semi-managed",
    site: "US",
    regionId: "211",
    currency: "USD",
    timeZone: "America/Los_Angeles",
    warehouseId: asId<WarehouseId>(kept.warehouse),
    callPolicy: callPolicies.cap120,
    authorisations: [
      { gateway: "us", purpose: "orders", ...sandboxApp, accessToken: sandboxToken(1) },
      { gateway: "pa", purpose: "products", ...sandboxApp, accessToken: sandboxToken(2) },
    ],
  });
  if (!connected.ok) throw new Error(`demo shop: ${connected.error.code}`);
  return connected.value;
}

/** Waits until the runner has read the shop, then does what its owner would: SKUs, opening stock, pairing, carrier and warehouse. */
async function finishShop(install: Install, scope: Scope, kept: Kept): Promise<void> {
  const { app } = install;
  const { tenant } = scope;
  const shop = asId<ShopId>(kept.shop ?? "");
  const listings = await until(
    install,
    "listings",
    () => app.database.inTenant(tenant, (tx) => listListings(tx, tenant, shop, 1_000)),
    listingsWanted,
  );
  const skus = await createSkus(
    app,
    scope,
    listings.flatMap((listing) => demoSku(listing) ?? []),
  );
  const figures = [...skus].map(([code, skuId]) => ({ skuId, units: demoUnits(code) }));
  if (figures.length > 0) await openStock(app, scope, asId<WarehouseId>(kept.warehouse), figures);
  await pairListings(app, scope, shop);
  const carriers = await until(install, "carriers", () => app.database.inTenant(tenant, (tx) => listPlatformCarriers(tx, tenant, shop)), 1);
  const yanwen = carriers.find((carrier) => carrier.name.toLowerCase().includes("yanwen"));
  if (yanwen === undefined) throw new Error("the platform lists no Yanwen");
  for (const channel of Object.values(kept.channels)) {
    await bindChannel(app, scope, { shopId: shop, channelId: asId<ChannelId>(channel), platformCarrierId: yanwen.id });
  }
  const warehouses = await app.database.inTenant(tenant, (tx) => listPlatformWarehouses(tx, tenant, shop));
  const own = warehouses.find((one) => one.isDefault) ?? warehouses[0];
  if (own === undefined) throw new Error("the platform lists no warehouse");
  await choosePlatformWarehouse(app, scope, shop, own.id);
}

async function until<T>(install: Install, what: string, look: () => Promise<T[]>, wanted: number): Promise<T[]> {
  const { clock } = install.app;
  const deadline = clock.monotonicMs() + patienceMs;
  for (;;) {
    const found = await look();
    if (found.length >= wanted) return found;
    if (clock.monotonicMs() > deadline) throw new Error(`the runner has not read the shop's ${what} in time`);
    await clock.sleep(lookMs);
  }
}
