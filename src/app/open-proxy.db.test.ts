import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop } from "../../test/support/test-shop.ts";
import { getShop } from "../db/shops.ts";
import { callPolicies } from "../domain/shops/call-policy.ts";
import type { ShopId } from "../kernel/id.ts";
import { openProxy } from "./open-proxy.ts";
import { connectShop } from "./set-up-shop.ts";

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

test("a shop's proxy is kept sealed and opened for its runner; without one a shop goes straight out", async () => {
  const { tenant, scope, shopId, warehouseId } = await setUpTestShop(app, directory, {});
  const proxy = "http://seller:canary-password@proxy.example:3128";
  const connected = await connectShop(app, directory, scope, {
    platform: "temu",
    platformShopId: "mall-behind-a-proxy",
    name: "EU",
    kind: "semi-managed",
    site: "DE",
    regionId: "76",
    currency: "EUR",
    timeZone: "Europe/Berlin",
    warehouseId,
    callPolicy: callPolicies.cap120,
    authorisations: [{ gateway: "eu", purpose: "orders", appKey: "k", appSecret: "s", accessToken: "t" }],
    proxy,
  });
  if (!connected.ok) throw new Error(connected.error.code);
  const read = (shop: ShopId) => app.database.inTenant(tenant, (tx) => getShop(tx, tenant, shop));
  const shop = await read(connected.value);
  expect(shop.proxyEncrypted).not.toContain("canary-password");
  expect(await openProxy(app, tenant, shop)).toBe(proxy);
  expect(await openProxy(app, tenant, await read(shopId))).toBeNull();
});
