import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { testPackages } from "../../test/support/test-packages.ts";
import { openTestRun } from "../../test/support/test-run.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { createSkus } from "../app/create-skus.ts";
import { listListings } from "../app/list-listings.ts";
import { unpairListings } from "../app/pair-by-hand.ts";
import { toIso } from "../kernel/instant.ts";
import { ok } from "../kernel/result.ts";
import type { PlatformListing } from "../ports/platform.ts";
import { readListings } from "./listing-stream.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
const packages = testPackages(app);
afterAll(close);

/** What a platform shows for these seller codes. */
const shown = (codes: readonly string[]): PlatformListing[] =>
  codes.map((code) => ({
    listingKey: `L-${code}`,
    sellerCode: code,
    title: `Item ${code}`,
    spec: "",
    pictureUrl: null,
    state: "live",
    stock: null,
    wire: {},
  }));

async function look(shop: TestShop) {
  const { rows } = await listListings(app, shop.scope, { tab: "all", shops: undefined }, 100);
  return rows.map((row) => [row.seller_code, row.sku?.code ?? null, row.how, row.paired_by]);
}

const sku = (code: string) => ({
  code,
  nameZh: "",
  nameEn: "",
  pictureUrl: null,
  weightG: 1,
  hasBattery: false,
  customsNameZh: "",
  customsNameEn: "",
  hsCode: null,
  declared: { amount: 0n, currency: "USD" },
});

test("what is new on either side pairs by itself at the next reading, its packages go on, and what a person has parted stays parted", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  let codes = ["MUG", "CUP"];
  const opened = await openTestRun(app, directory, shop, () => "");
  const { budget } = opened;
  // the shop of a test may not ask for products: here answers the platform itself
  const listings = { list: async () => ok({ items: shown(codes), bad: [], next: null }) };
  const run = { ...opened.run, connector: { ...opened.run.connector, listings } };
  await readListings(run, budget);
  expect(await look(shop)).toEqual([
    ["CUP", null, null, null],
    ["MUG", "MUG", "code", null],
  ]);
  const waiting = await packages.arrive(shop, "PO-1", "CUP", 1);
  const parted = (await listListings(app, shop.scope, { tab: "paired", shops: undefined }, 1)).rows.map((row) => row.id);
  await unpairListings(app, shop.scope, parted);
  clock.pass(60_000);
  await createSkus(app, shop.scope, [sku("CUP"), sku("JAR")]);
  codes = ["MUG", "CUP", "JAR"];
  clock.pass(60_000);
  const startedAt = clock.now();
  const pauseMs = await readListings(run, budget);
  expect(await look(shop)).toEqual([
    ["CUP", "CUP", "code", null],
    ["JAR", "JAR", "code", null],
    ["MUG", null, null, null],
  ]);
  const line = await app.database.inTenant(shop.tenant, (tx) =>
    tx
      .selectFrom("package_line")
      .select("sku_id")
      .where("tenant_id", "=", shop.tenant)
      .where("package_id", "=", waiting)
      .executeTakeFirst(),
  );
  expect(line?.sku_id).not.toBeNull();
  // from one reading to the next less than the ten minutes that are promised
  expect(clock.now() - startedAt + pauseMs).toBeLessThan(10 * 60_000);
  const seen = (await listListings(app, shop.scope, { tab: "all", shops: undefined }, 100)).rows.find((row) => row.seller_code === "JAR");
  expect(seen?.first_seen_at).not.toBeNull();
  expect(toIso(seen?.first_seen_at ?? clock.now()) >= toIso(startedAt)).toBe(true);
});
