import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder, testRecipient } from "../../test/support/test-shop.ts";
import { listDueFollowUps } from "../db/follow-ups.ts";
import { listDueIntents } from "../db/intents.ts";
import { addMs } from "../kernel/instant.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { settleAmounts } from "./settle-follow-up.ts";
import { storeRecipient } from "./store-recipient.ts";

const database = await createTestDatabase();
const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(database, clock);
afterAll(close);
const moved = { marks: ["CONFIRMED_CHANGED_ADDRESS"] };

const ingest = (shop: TestShop, version: number, changes: Parameters<typeof testOrder>[2]) =>
  ingestOrders(app, shop.ingest, { orders: [testOrder("PO-1", [{ sku: "MUG" }], { version, ...changes })], source: "stream" });
const due = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, (tx) => listDueFollowUps(tx, shop.tenant, shop.shopId, app.clock.now(), 10));
const pushes = (shop: TestShop) =>
  app.database.inTenant(shop.tenant, (tx) =>
    listDueIntents(tx, shop.tenant, shop.shopId, ["stock_push"], addMs(app.clock.now(), 60_000), 10),
  );

test("an address that changes while it is read is read again, and the answer of yesterday is dropped", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  await ingest(shop, 1, {});
  const [question] = await due(shop);
  if (question === undefined) throw new Error("no follow-up");
  clock.pass(500);
  await ingest(shop, 2, moved);
  expect(await storeRecipient(app, shop.ingest.fence, question, testRecipient, { review: false, dueAt: null })).toBe(false);
  expect(await settleAmounts(app, shop.ingest.fence, question, "unauthorised")).toBe(false);
  expect(await due(shop)).toEqual([]);
  clock.pass(1_000);
  const [again] = await due(shop);
  if (again === undefined) throw new Error("the order was forgotten");
  expect(again).toMatchObject({ platformOrderId: "PO-1", wantsRecipient: true, wantsAmounts: true });
  expect(await storeRecipient(app, shop.ingest.fence, again, testRecipient, { review: false, dueAt: null })).toBe(true);
  expect(await due(shop)).toEqual([]);
});

test("an address that changes for the second time is read again, though the order looks the same", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  await ingest(shop, 1, { ...moved, contentHash: "same" });
  // the platform counts in seconds: within this one the buyer may change it again without a new version
  expect(await due(shop)).toEqual([]);
  clock.pass(1_000);
  const [question] = await due(shop);
  if (question === undefined) throw new Error("no follow-up");
  await storeRecipient(app, shop.ingest.fence, question, testRecipient, { review: false, dueAt: null });
  clock.pass(500);
  await ingest(shop, 2, { ...moved, contentHash: "same" });
  clock.pass(1_000);
  expect(await due(shop)).toMatchObject([{ platformOrderId: "PO-1", wantsRecipient: true }]);
});

test.each([
  ["that held nothing", { MUG: 0 }, {}],
  ["that is not ours to ship", { MUG: 5 }, { fulfilledBy: "platform" as const }],
])("a cancelled order %s has its listing compared: the platform has put the units back on sale", async (_, stock, changes) => {
  const shop = await setUpTestShop(app, directory, stock);
  await ingest(shop, 1, changes);
  const before = await pushes(shop);
  clock.pass(500);
  await ingest(shop, 2, { ...changes, status: "cancelled" });
  const after = await pushes(shop);
  expect(after.map((intent) => intent.revision)).toEqual(before.map((intent) => intent.revision + 1));
  expect(after).toHaveLength(1);
});
