import { shopAccounts } from "../sim/world/shop-accounts.ts";
import type { App } from "../src/app/app.ts";
import { createSkus, openStock } from "../src/app/create-skus.ts";
import { createTenant } from "../src/app/create-tenant.ts";
import { createUser } from "../src/app/create-user.ts";
import type { Install } from "../src/app/install.ts";
import { type PairWish, pairByHand } from "../src/app/pair-by-hand.ts";
import { type Scope, systemScope } from "../src/app/scope.ts";
import { addWarehouse, connectShop } from "../src/app/set-up-shop.ts";
import { type ListingRow, listListings } from "../src/db/listings.ts";
import { callPolicies } from "../src/domain/shops/call-policy.ts";
import type { ShopId, WarehouseId } from "../src/kernel/id.ts";

/** A tenant with as many shops as wanted, all at one platform. */
export type Seller = {
  scope: Scope;
  warehouse: WarehouseId;
  shops: readonly { id: ShopId; mallId: string }[];
  email: string;
  password: string;
};

const listingsMax = 1_000;
const patienceMs = 180_000;
const firstFiguresMs = 600_000;
const lookMs = 1_000;
const plenty = 1_000_000;

/** Founds a tenant with an owner and connects its shops; review is off. */
export async function foundSeller(install: Install, shops: number): Promise<Seller> {
  const { app, directory } = install;
  const tenant = await createTenant(install, { name: "Bench", demo: false, review: false });
  const scope = systemScope(tenant);
  const account = { email: "bench@crossdock.example", password: app.entropy.bytes(12).toString("base64url") };
  const user = await createUser(install, { tenant, ...account, name: "Bench", role: "owner" });
  if (!user.ok) throw new Error(user.error);
  const warehouse = await addWarehouse(app, scope, { code: "YW", name: "义乌仓" });
  const connected: { id: ShopId; mallId: string }[] = [];
  for (const { plan, name, authorisations } of shopAccounts(shops)) {
    const shop = await connectShop(app, directory, scope, {
      platform: "temu",
      platformShopId: plan.mallId,
      name,
      kind: "semi-managed",
      site: "US",
      regionId: "211",
      currency: "USD",
      timeZone: "America/Los_Angeles",
      warehouseId: warehouse,
      callPolicy: callPolicies.cap120,
      authorisations,
    });
    if (!shop.ok) throw new Error(shop.error.code);
    connected.push({ id: shop.value, mallId: plan.mallId });
  }
  return { scope, warehouse, shops: connected, ...account };
}

/**
 * Gives every shop SKUs of its own with plenty of stock, as soon as its runner has read its listings: an order then moves stock and pushes
 * the new figure to its own shop, not to all the others.
 */
export async function stockShops({ app }: Install, seller: Seller): Promise<void> {
  const { scope, warehouse } = seller;
  for (const [index, shop] of seller.shops.entries()) {
    const listings = await listingsOf(app, seller, shop.id);
    const codes = [...new Set(listings.map((listing) => listing.sellerCode))];
    const skus = await createSkus(
      app,
      scope,
      codes.map((code) => benchSku(ownCode(index, code))),
    );
    await openStock(
      app,
      scope,
      warehouse,
      [...skus.values()].map((skuId) => ({ skuId, units: plenty })),
    );
    const wishes = listings.flatMap((listing): PairWish[] => {
      const skuId = skus.get(ownCode(index, listing.sellerCode));
      return skuId === undefined ? [] : [{ listingId: listing.id, skuId, quantity: 1, how: "hand" }];
    });
    await pairByHand(app, scope, wishes);
  }
}

/** Waits until every shop shows the figures of its first stock, at the cap's pace: a seller's first minutes are not his days. */
export async function awaitFiguresShown({ app }: Install, { scope }: Seller): Promise<void> {
  const deadline = performance.now() + firstFiguresMs;
  for (;;) {
    const { waiting } = await app.database.inTenant(scope.tenant, (tx) =>
      tx
        .selectFrom("intent")
        .select((eb) => eb.fn.countAll<bigint>().as("waiting"))
        .where("tenant_id", "=", scope.tenant)
        .where("kind", "=", "stock_push")
        .where("state", "in", ["pending", "sent", "unknown", "accepted"])
        .executeTakeFirstOrThrow(),
    );
    if (waiting === 0n) return;
    if (performance.now() > deadline) throw new Error(`${waiting} figures are still to be shown`);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** What a shop sells, as soon as its runner has read it. */
export async function listingsOf(app: App, { scope }: Seller, shop: ShopId): Promise<ListingRow[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const listings = await app.database.inTenant(scope.tenant, (tx) => listListings(tx, scope.tenant, shop, listingsMax));
    if (listings.length > 0) return listings;
    if (performance.now() > deadline) throw new Error(`the listings of shop ${shop} were not read in time`);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

const ownCode = (shop: number, code: string): string => `S${shop}-${code}`;

/** Goods of any kind under this code. */
export function benchSku(code: string) {
  return {
    code,
    nameZh: `商品 ${code}`,
    nameEn: `Item ${code}`,
    pictureUrl: null,
    weightG: 200,
    hasBattery: false,
    customsNameZh: "家居用品",
    customsNameEn: "household goods",
    hsCode: "392410",
    declared: { amount: 500n, currency: "USD" },
  } as const;
}
