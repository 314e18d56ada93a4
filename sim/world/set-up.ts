import { bareSku, createSkus, openStock } from "../../src/app/create-skus.ts";
import { createTenant } from "../../src/app/create-tenant.ts";
import { createSku } from "../../src/app/edit-skus.ts";
import { pairListings } from "../../src/app/pair-listings.ts";
import { type Scope, scopeOf } from "../../src/app/scope.ts";
import { addWarehouse, bindChannel, choosePlatformWarehouse, connectCarrier, connectShop } from "../../src/app/set-up-shop.ts";
import { type ListingRow, listListings } from "../../src/db/listings.ts";
import { listPlatformCarriers, listPlatformWarehouses } from "../../src/db/shop-facts.ts";
import { callPolicies } from "../../src/domain/shops/call-policy.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import type { ChannelId, ShopId, WarehouseId } from "../../src/kernel/id.ts";
import type { Result } from "../../src/kernel/result.ts";
import type { Refusal } from "../../src/kernel/vocabulary/refusal.ts";
import { sandboxAccounts } from "../carriers/yanwen/account.ts";
import type { Random } from "../kernel/random.ts";
import type { ShopAccount } from "./shop-accounts.ts";
import type { Process, World } from "./world.ts";

/** The seller's office once everything is set up: who works, and with which shops. */
export type Office = {
  process: Process;
  scope: Scope;
  shops: readonly ShopId[];
  seller: number;
  /** Where its shops sell from, and where it keeps a reserve. */
  warehouses: readonly [WarehouseId, WarehouseId];
  /** Codes of goods that lie on a shelf: bundles don't. */
  goods: readonly string[];
};

const sellers = ["禾光家居", "邻家小铺"] as const;

const patienceMs = 120_000;
const lookMs = 2_000;

/** Opens an office for every seller that has a shop in this world, one after the other. */
export async function setUpOffices(world: World, process: Process): Promise<Office[]> {
  const offices: Office[] = [];
  for (const seller of new Set(world.accounts.map((account) => account.seller))) offices.push(await setUpOffice(world, process, seller));
  return offices;
}

/** Sets a tenant up as a person would: through use cases, waiting for what the runner must read first. Workers run meanwhile. */
async function setUpOffice(world: World, process: Process, seller: number): Promise<Office> {
  const { app, directory } = process;
  const random = world.random.fork(`set-up of ${seller}`);
  const tenant = await createTenant({ app, directory }, { name: sellers[seller] ?? "", demo: false, review: false });
  const scope = scopeOf(tenant, { id: `staff-${seller}`, name: "小禾" }, "owner", { shops: "all", warehouses: "all" });
  const warehouse = await addWarehouse(app, scope, { code: "YW", name: "义乌仓" });
  const reserve = await addWarehouse(app, scope, { code: "DG", name: "东莞仓" });
  const account = assertPresent(sandboxAccounts[seller], "a carrier account");
  const channels = await connectCarrier(app, scope, {
    carrier: "yanwen",
    name: "燕文",
    credentials: { userId: account.userId, apiToken: account.token },
    sender: null,
    channels: [{ code: "481", name: "燕文专线追踪-普货", isDefault: true, takesBattery: false }],
  });
  const channel = assertPresent(channels.get("481"), "the channel");
  const shops: ShopId[] = [];
  for (const shop of world.accounts.filter((one) => one.seller === seller)) shops.push(await openShop(process, scope, warehouse, shop));
  const listings = await waitForFacts(world, process, scope, shops);
  const goods = await stockUp(process, scope, warehouse, listings, random);
  for (const shop of shops) await bindShop(process, scope, shop, channel);
  return { process, scope, shops, seller, warehouses: [warehouse, reserve], goods };
}

async function openShop({ app, directory }: Process, scope: Scope, warehouseId: WarehouseId, account: ShopAccount): Promise<ShopId> {
  return orThrow(
    await connectShop(app, directory, scope, {
      platform: "temu",
      platformShopId: account.plan.mallId,
      name: account.name,
      kind: "semi-managed",
      site: "US",
      regionId: "211",
      currency: "USD",
      timeZone: "America/Los_Angeles",
      warehouseId,
      callPolicy: callPolicies.cap120,
      authorisations: account.authorisations,
    }),
  );
}

/** Waits until the runner has read what a person picks from: listings, the platform's carriers and warehouses. */
async function waitForFacts(world: World, { app }: Process, scope: Scope, shops: readonly ShopId[]): Promise<ListingRow[]> {
  const { tenant } = scope;
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += lookMs) {
    const found = await app.database.inTenant(tenant, async (tx) => {
      const lists: ListingRow[][] = [];
      for (const shop of shops) {
        const isReady =
          (await listPlatformCarriers(tx, tenant, shop)).length > 0 && (await listPlatformWarehouses(tx, tenant, shop)).length > 0;
        lists.push(isReady ? await listListings(tx, tenant, shop, 1_000) : []);
      }
      return lists;
    });
    if (found.every((list) => list.length > 0)) return found.flat();
    await app.clock.sleep(lookMs);
  }
  throw new Error(`the runner has read no listings or carriers within ${patienceMs / 1000} s: ${JSON.stringify(world.log.counts())}`);
}

/** A SKU for each seller code, most with plenty, some with too little, a few bundles of two others. Returns the codes that lie on a shelf. */
async function stockUp(
  { app }: Process,
  scope: Scope,
  warehouse: WarehouseId,
  listings: readonly ListingRow[],
  random: Random,
): Promise<string[]> {
  const codes = [...new Set(listings.map((listing) => listing.sellerCode))].sort();
  const isBundle = (index: number): boolean => index % bundleEvery === bundleEvery - 1;
  const goods = codes.filter((_, index) => !isBundle(index));
  const skus = await createSkus(app, scope, goods.map(plainSku));
  for (const [index, code] of codes.entries()) {
    if (!isBundle(index)) continue;
    const components = [index - 1, index - 2].flatMap((other, place) => {
      const skuId = skus.get(codes[other] ?? "");
      return skuId === undefined ? [] : [{ skuId, quantity: place + 1 }];
    });
    orThrow(await createSku(app, scope, { ...bareSku, ...plainSku(code, index), kind: "bundle", components }));
  }
  const figures = [...skus].map(([, skuId]) => ({ skuId, units: random.chance(0.2) ? random.int(2, 8) : random.int(30, 200) }));
  await openStock(app, scope, warehouse, figures);
  return goods;
}

const bundleEvery = 12;

const plainSku = (code: string, index: number) => ({
  code,
  nameZh: `商品 ${code}`,
  nameEn: `Item ${code}`,
  pictureUrl: null,
  weightG: 80 + (index % 9) * 60,
  hasBattery: false,
  customsNameZh: "家居用品",
  customsNameEn: "household goods",
  hsCode: "392410",
  declared: { amount: BigInt(300 + index * 10), currency: "USD" },
});

async function bindShop({ app }: Process, scope: Scope, shopId: ShopId, channelId: ChannelId): Promise<void> {
  await pairListings(app, scope, shopId);
  const { carriers, warehouses } = await app.database.inTenant(scope.tenant, async (tx) => ({
    carriers: await listPlatformCarriers(tx, scope.tenant, shopId),
    warehouses: await listPlatformWarehouses(tx, scope.tenant, shopId),
  }));
  const carrier = assertPresent(
    carriers.find((one) => one.name.startsWith("Yanwen")),
    "Yanwen among the platform's carriers",
  );
  orThrow(await bindChannel(app, scope, { shopId, channelId, platformCarrierId: carrier.id }));
  const place = assertPresent(
    warehouses.find((one) => one.isDefault),
    "a default warehouse of the platform",
  );
  orThrow(await choosePlatformWarehouse(app, scope, shopId, place.id));
}

function orThrow<T>(result: Result<T, Refusal>): T {
  if (!result.ok) throw new Error(`set-up was refused: ${result.error.code} ${result.error.detail ?? ""}`);
  return result.value;
}
