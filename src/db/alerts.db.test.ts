import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import type { Severity } from "../kernel/vocabulary/sync.ts";
import { type AlertToClose, type AlertToOpen, closeAlerts, openAlerts } from "./alerts.ts";

const database = await createTestDatabase();
const clock = steppedClock("2026-11-20T00:00:00Z");
const opened = openTestApp(database, clock);
const { app, directory } = opened;
let shop: TestShop;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, {});
});
beforeEach(async () => {
  clock.pass(60_000);
  await app.database.inTenant(shop.tenant, (tx) =>
    tx.updateTable("alert").set({ closed_at: "2026-11-20T00:00:00Z" }).where("tenant_id", "=", shop.tenant).execute(),
  );
});
afterAll(() => opened.close());

const late = (severity: Severity, changes: Partial<AlertToOpen> = {}): AlertToOpen => ({
  id: app.entropy.uuid(),
  kind: "stream-late",
  severity,
  shopId: shop.shopId,
  subject: "orders",
  detail: { stream: "orders", minutes: 12 },
  ...changes,
});
const open = (...alerts: AlertToOpen[]) => app.database.inTenant(shop.tenant, (tx) => openAlerts(tx, shop.tenant, app.clock.now(), alerts));
const close = (...over: AlertToClose[]) => app.database.inTenant(shop.tenant, (tx) => closeAlerts(tx, shop.tenant, app.clock.now(), over));
const openOnes = () =>
  app.database.inTenant(shop.tenant, (tx) =>
    tx
      .selectFrom("alert")
      .select(["kind", "subject", "severity", "times", "detail", "seen_by", "opened_at", "last_at"])
      .where("tenant_id", "=", shop.tenant)
      .where("closed_at", "is", null)
      .orderBy("kind")
      .orderBy("subject")
      .execute(),
  );

test("what lasts is one alert, counted, with the newest values and the gravest severity", async () => {
  const first = late("warning");
  expect(await open(first)).toEqual([{ id: first.id, kind: "stream-late", shopId: shop.shopId, subject: "orders" }]);
  const begun = app.clock.now();
  clock.pass(60_000);
  expect(await open(late("critical", { detail: { stream: "orders", minutes: 13 } }))).toEqual([]);
  clock.pass(60_000);
  expect(await open(late("info", { detail: { stream: "orders", minutes: 14 } }))).toEqual([]);
  expect(await openOnes()).toEqual([
    {
      kind: "stream-late",
      subject: "orders",
      severity: "critical",
      times: 3,
      detail: { stream: "orders", minutes: 14 },
      seen_by: null,
      opened_at: begun,
      last_at: app.clock.now(),
    },
  ]);
});

test("one that somebody has seen stays seen until it grows graver", async () => {
  await open(late("warning"));
  await app.database.inTenant(shop.tenant, (tx) =>
    tx
      .updateTable("alert")
      .set({ seen_at: "2026-11-20T01:00:00Z", seen_by: "u1" })
      .where("tenant_id", "=", shop.tenant)
      .where("closed_at", "is", null)
      .execute(),
  );
  await open(late("warning"));
  expect((await openOnes()).map((one) => one.seen_by)).toEqual(["u1"]);
  await open(late("critical"));
  expect((await openOnes()).map((one) => one.seen_by)).toEqual([null]);
});

test("the same alert twice in one batch is one, as are two about no shop", async () => {
  const nowhere = { kind: "address-shut", shopId: null, subject: "127.0.0.1", detail: {} } as const;
  const batch = [late("info"), late("critical"), late("info", nowhere), late("warning", { subject: "listings" })];
  expect((await open(...batch)).map((one) => [one.kind, one.subject])).toEqual([
    ["address-shut", "127.0.0.1"],
    ["stream-late", "listings"],
    ["stream-late", "orders"],
  ]);
  expect(await open(late("info", nowhere))).toEqual([]);
  expect((await openOnes()).map((one) => [one.subject, one.severity, one.times])).toEqual([
    ["127.0.0.1", "info", 2],
    ["listings", "warning", 1],
    ["orders", "critical", 1],
  ]);
});

test("closing names a subject, or takes all of a kind; what comes again is a new alert", async () => {
  await open(late("info"), late("info", { subject: "listings" }), late("info", { kind: "budget-high", subject: "" }));
  expect((await close({ kind: "stream-late", shopId: shop.shopId, subject: "listings" })).map((one) => one.subject)).toEqual(["listings"]);
  expect(await close({ kind: "stream-late", shopId: null })).toEqual([]);
  expect((await close({ kind: "stream-late", shopId: shop.shopId })).map((one) => one.subject)).toEqual(["orders"]);
  expect(await close({ kind: "stream-late", shopId: shop.shopId })).toEqual([]);
  expect((await openOnes()).map((one) => one.kind)).toEqual(["budget-high"]);
  expect(await open(late("info"))).toHaveLength(1);
});
