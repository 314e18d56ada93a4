import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addMs } from "../../src/kernel/instant.ts";
import type { PlatformOrder, ShipmentConfirmation } from "../../src/ports/platform.ts";
import type { PlatformHarness, Skips } from "./platform-harness.ts";
import { describeAccess, describeTrouble } from "./platform-trouble.ts";

/** The promises of ports/platform.ts, tried over the wire. Every connector passes it; what it skips, it explains. */
export function describePlatformConnector(name: string, make: () => Promise<PlatformHarness>, skips: Skips = {}): void {
  describe(`${name} keeps the port's promises`, () => {
    let harness: PlatformHarness;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(async () => {
      await harness.close();
    });
    const get = () => harness;
    describeOrders(get, skips);
    describeShipments(get);
    describeStock(get, skips);
    describeTrouble(get);
    describeAccess(get, skips);
  });
}

type Get = () => PlatformHarness;

async function listAll({ connector, link }: PlatformHarness): Promise<{ orders: PlatformOrder[]; bad: string[]; pages: number }> {
  const now = link.clock.now();
  const window = { updatedFrom: addMs(now, -30 * 24 * 3600_000), updatedTo: addMs(now, 600_000) };
  const orders: PlatformOrder[] = [];
  const bad: string[] = [];
  let cursor: string | null = null;
  for (let pages = 1; pages < 100; pages += 1) {
    const page: Awaited<ReturnType<typeof connector.orders.list>> = await connector.orders.list(link, window, cursor);
    if (!page.ok) throw new Error(`list failed: ${page.error.kind}`);
    orders.push(...page.value.items);
    bad.push(...page.value.bad.map((item) => item.platformId ?? ""));
    cursor = page.value.next;
    if (cursor === null) return { orders, bad, pages };
  }
  throw new Error("the list does not end");
}

async function findOrder(harness: PlatformHarness, id: string): Promise<PlatformOrder> {
  const found = (await listAll(harness)).orders.find((order) => order.platformOrderId === id);
  if (found === undefined) throw new Error(`order ${id} is not in the list`);
  return found;
}

function shipmentOf(
  harness: PlatformHarness,
  order: PlatformOrder,
  warehouse: string,
  changes: Partial<ShipmentConfirmation> = {},
): ShipmentConfirmation {
  return {
    platformOrderId: order.platformOrderId,
    trackingNumber: harness.goodNumber(),
    platformCarrierId: harness.carrierId,
    platformWarehouseId: warehouse,
    shippedAt: harness.link.clock.now(),
    lines: order.lines.map((line) => ({
      platformLineId: line.platformLineId,
      quantity: line.orderedQuantity - line.cancelledQuantity,
      wire: line.wire,
    })),
    ...changes,
  };
}

function describeOrders(get: Get, skips: Skips): void {
  describe("orders", () => {
    test("the pages of a window hold every order exactly once, the platform's time on each", async () => {
      const harness = get();
      const placed = await Promise.all(Array.from({ length: 105 }, () => harness.placeOrder({ units: 1 })));
      const { orders, pages } = await listAll(harness);
      const ids = orders.map((order) => order.platformOrderId);
      expect(pages).toBeGreaterThan(1);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of placed) expect(ids).toContain(id);
      for (const order of orders) expect(order.updatedAt).not.toBeNull();
    });

    test("an order carries what the ERP works with, and one call reads it again with the same content", async () => {
      const harness = get();
      const id = await harness.placeOrder({ units: 2 });
      const order = await findOrder(harness, id);
      expect(order).toMatchObject({ status: "to_ship", fulfilledBy: "seller" });
      expect(order.shipBy).toBeGreaterThan(order.orderedAt);
      expect(order.lines).toHaveLength(1);
      expect(order.lines[0]).toMatchObject({ orderedQuantity: 2, cancelledQuantity: 0 });
      expect(order.lines[0]?.listingKey).not.toBe("");
      expect(order.lines[0]?.sellerCode).not.toBe("");
      const again = await harness.connector.orders.get(harness.link, id);
      expect(again.ok && again.value.contentHash).toBe(order.contentHash);
    });

    test("a change gives another content and a later or equal time", async () => {
      const harness = get();
      const id = await harness.placeOrder({ units: 1 });
      const before = await findOrder(harness, id);
      await harness.requestCancel(id);
      const asked = await findOrder(harness, id);
      expect(asked.overlays).toContain("cancel_requested");
      expect(asked.contentHash).not.toBe(before.contentHash);
      await harness.cancel(id);
      const cancelled = await findOrder(harness, id);
      expect(cancelled.status).toBe("cancelled");
      expect(cancelled.updatedAt ?? 0).toBeGreaterThanOrEqual(before.updatedAt ?? 0);
    });

    test("what a cooperative warehouse ships is listed and marked as not ours", async () => {
      const harness = get();
      const id = await harness.placeOrder({ units: 1, cooperative: true });
      expect((await findOrder(harness, id)).fulfilledBy).toBe("platform");
    });

    test("a broken item is set aside with its raw text, its neighbours arrive", async () => {
      const harness = get();
      const good = await harness.placeOrder({ units: 1 });
      const poisoned = await harness.placeOrder({ units: 1, poisoned: true });
      const { orders, bad } = await listAll(harness);
      expect(bad).toEqual([poisoned]);
      expect(orders.map((order) => order.platformOrderId)).toContain(good);
    });

    test("the recipient comes in clear, by a call of its own", async () => {
      const harness = get();
      const id = await harness.placeOrder({ units: 1 });
      const reply = await harness.connector.orders.recipient(harness.link, id);
      if (!reply.ok || reply.value === null) throw new Error("no recipient");
      expect(reply.value.name).not.toBe("");
      expect(reply.value.addressLines.length).toBeGreaterThan(0);
      expect(reply.value.country).toMatch(/^[A-Z]{2}$/u);
      expect(reply.value.phone).not.toContain("*");
    });

    test.skipIf(skips["held orders hide the address"] !== undefined)("a held order has no recipient yet", async () => {
      const harness = get();
      const id = await harness.placeOrder({ units: 1, held: true });
      expect((await findOrder(harness, id)).status).toBe("held");
      expect(await harness.connector.orders.recipient(harness.link, id)).toEqual({ ok: true, value: null });
    });

    test.skipIf(skips["amounts apart"] !== undefined)("amounts are of one currency and never a guess", async () => {
      const harness = get();
      const reply = await harness.connector.orders.amounts(harness.link, await harness.placeOrder({ units: 1 }));
      if (!reply.ok) throw new Error(reply.error.kind);
      const currencies = new Set(Object.values(reply.value).flatMap((value) => (value === null ? [] : [value.currency])));
      expect(currencies.size).toBe(1);
      expect(reply.value.goods?.amount).toBeGreaterThan(0n);
    });
  });
}

function describeShipments(get: Get): void {
  describe("shipments", () => {
    let warehouse = "";
    const ready = async (units = 1) => {
      const harness = get();
      return await findOrder(harness, await harness.placeOrder({ units }));
    };
    const refusalOf = async (order: PlatformOrder, changes: Partial<ShipmentConfirmation>) => {
      const harness = get();
      const reply = await harness.connector.shipments.confirm(harness.link, shipmentOf(harness, order, warehouse, changes));
      return reply.ok ? "accepted" : reply.error.kind === "rejected" ? reply.error.reason : reply.error.kind;
    };
    beforeAll(async () => {
      const { connector, link } = get();
      const found = await connector.shipments.warehouses(link);
      warehouse = found.ok ? (found.value[0]?.id ?? "") : "";
      const carriers = await connector.shipments.carriers(link);
      expect(carriers.ok && carriers.value.map((carrier) => carrier.id)).toContain(get().carrierId);
    });

    test("a confirmed shipment is shown when it is read back, and the order is shipped", async () => {
      const harness = get();
      const order = await ready(2);
      const lineIds = order.lines.map((line) => line.platformLineId);
      expect(await harness.connector.shipments.read(harness.link, order.platformOrderId, lineIds)).toEqual({ ok: true, value: [] });
      const shipment = shipmentOf(harness, order, warehouse);
      expect((await harness.connector.shipments.confirm(harness.link, shipment)).ok).toBe(true);
      const shown = await harness.connector.shipments.read(harness.link, order.platformOrderId, lineIds);
      expect(shown.ok && shown.value[0]).toMatchObject({ trackingNumber: shipment.trackingNumber, platformCarrierId: harness.carrierId });
      expect((await findOrder(harness, order.platformOrderId)).status).toBe("shipped");
    });

    test("a second confirmation is refused as already shipped", async () => {
      const order = await ready();
      expect(await refusalOf(order, {})).toBe("accepted");
      expect(await refusalOf(order, {})).toBe("already-shipped");
    });

    test("a number that was used is refused", async () => {
      const trackingNumber = get().goodNumber();
      expect(await refusalOf(await ready(), { trackingNumber })).toBe("accepted");
      expect(await refusalOf(await ready(), { trackingNumber })).toBe("number-used");
    });

    test.each([
      ["a blank number", { trackingNumber: "" }, "number-blank"],
      ["an unknown carrier", { platformCarrierId: "1" }, "carrier-unknown"],
      ["an unknown warehouse", { platformWarehouseId: "WH-99999999999999999" }, "warehouse-unknown"],
    ])("%s is refused", async (_, changes, reason) => {
      expect(await refusalOf(await ready(), changes)).toBe(reason);
    });

    test("a number that the carrier never issues is refused", async () => {
      expect(await refusalOf(await ready(), { trackingNumber: get().malformedNumber })).toBe("number-malformed");
    });

    test("a quantity that is not the whole is refused", async () => {
      const order = await ready(3);
      const lines = order.lines.map((line) => ({ platformLineId: line.platformLineId, quantity: 1, wire: line.wire }));
      expect(await refusalOf(order, { lines })).toBe("quantity-mismatch");
    });

    test("while the buyer asks to cancel, and after the platform has cancelled, nothing is confirmed", async () => {
      const order = await ready();
      await get().requestCancel(order.platformOrderId);
      expect(await refusalOf(order, {})).toBe("cancel-pending");
      await get().cancel(order.platformOrderId);
      expect(["not-shippable", "order-not-found"]).toContain(await refusalOf(order, {}));
    });

    test("an answer lost after the effect is in doubt, and reading settles it", async () => {
      const harness = get();
      const order = await ready();
      const shipment = shipmentOf(harness, order, warehouse);
      await harness.trouble("reply-lost", "confirm");
      const reply = await harness.connector.shipments.confirm(harness.link, shipment);
      expect(reply).toMatchObject({ ok: false, error: { kind: "unavailable", effect: "unknown" } });
      const shown = await harness.connector.shipments.read(
        harness.link,
        order.platformOrderId,
        order.lines.map((line) => line.platformLineId),
      );
      expect(shown.ok && shown.value.map((one) => one.trackingNumber)).toEqual([shipment.trackingNumber]);
    });
  });
}

function describeStock(get: Get, skips: Skips): void {
  describe("listings and stock", () => {
    async function firstListing() {
      const { connector, link } = get();
      const page = await connector.listings.list(link, null);
      if (!page.ok || page.value.items[0] === undefined) throw new Error("no listings");
      return { listing: page.value.items[0], page: page.value };
    }

    test("listings carry key, seller code and title, each key once, and order lines name them", async () => {
      const { page } = await firstListing();
      const keys = page.items.map((item) => item.listingKey);
      expect(new Set(keys).size).toBe(keys.length);
      expect(page.bad).toEqual([]);
      const order = await findOrder(get(), await get().placeOrder({ units: 1 }));
      expect(keys).toContain(order.lines[0]?.listingKey);
    });

    test("a written figure is read back", async () => {
      const { connector, link } = get();
      const { listing } = await firstListing();
      const seen = await connector.stock.read(link, [listing]);
      if (!seen.ok) throw new Error(seen.error.kind);
      const written = await connector.stock.write(link, [{ ...listing, quantity: 37 }], seen.value);
      expect(written.ok).toBe(true);
      const after = await connector.stock.read(link, [listing]);
      expect(after.ok && after.value[0]?.available).toBe(37);
    });

    test.skipIf(skips["guarded stock"] !== undefined)("a write on an outdated figure is refused and changes nothing", async () => {
      const { connector, link } = get();
      const { listing } = await firstListing();
      const seen = await connector.stock.read(link, [listing]);
      if (!seen.ok) throw new Error(seen.error.kind);
      await get().setPlatformStock(listing.listingKey, 5);
      const written = await connector.stock.write(link, [{ ...listing, quantity: 99 }], seen.value);
      expect(written).toMatchObject({ ok: false, error: { kind: "rejected", reason: "stock-changed-meanwhile" } });
      const after = await connector.stock.read(link, [listing]);
      expect(after.ok && after.value[0]?.available).toBe(5);
    });
  });
}
