import { describe, expect, inject, test } from "vitest";
import { type LiveWorld, openLiveWorld, type Point } from "./live-world.ts";
import { readOutcome } from "./outcome.ts";

// SIGKILL of the worker at each of these points of an order's way, each in a run of its own. "before": the request has left, nothing has
// happened yet; "after": it has happened, the answer never comes.
const points: readonly (readonly [string, Point])[] = [
  ["asking for orders", { operation: "bg.order.list.v2.get", when: "before" }],
  ["orders given, answer lost", { operation: "bg.order.list.v2.get", when: "after" }],
  ["asking for the recipient", { operation: "bg.order.decryptshippinginfo.get", when: "after" }],
  ["asking for the amounts", { operation: "bg.order.amount.query", when: "after" }],
  ["booking, not yet booked", { operation: "express.order.create", when: "before" }],
  ["booked, answer lost", { operation: "express.order.create", when: "after" }],
  ["fetching the label", { operation: "express.order.label.get", when: "after" }],
  ["confirming, not yet confirmed", { operation: "bg.logistics.shipment.v2.confirm", when: "before" }],
  ["confirmed, answer lost", { operation: "bg.logistics.shipment.v2.confirm", when: "after" }],
  ["reading back", { operation: "bg.logistics.shipment.v2.get", when: "after" }],
  ["stock written, answer lost", { operation: "bg.btg.goods.stock.quantity.update", when: "after" }],
];

const orders = 2;
const patienceMs = 90_000;

async function workUntil(
  world: LiveWorld,
  done: (counts: Record<string, number>) => boolean,
  reached?: Promise<void>,
): Promise<Record<string, number>> {
  let stop = false;
  void reached?.then(() => {
    stop = true;
  });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const counts = await world.work();
    if (stop || done(counts)) return counts;
    if (performance.now() > deadline) throw new Error(`no end in sight: ${JSON.stringify(counts)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe.concurrent("SIGKILL of the worker", { timeout: 300_000 }, () => {
  test.each(points)("%s", async (_, point) => {
    const world = await openLiveWorld(inject("databaseServer"));
    try {
      const first = world.startWorker();
      await world.setUpShop();
      const reached = world.hold(point);
      world.placeOrders(orders);
      // a figure that differs makes the runner write stock
      world.temu.control("POST", ["stock"], { platform: "temu", extCode: "HG-MUG-0007-BL", quantity: 150 });
      await workUntil(world, () => false, reached);
      first.kill("SIGKILL");
      world.release();
      world.startWorker();
      const counts = await workUntil(world, (now) => now["shipped/confirmed"] === orders);
      expect(counts).toEqual({ "shipped/confirmed": orders });
      await expectWhole(world);
    } finally {
      await world.close();
    }
  });
});

async function expectWhole(world: LiveWorld): Promise<void> {
  const { platform, charged, packages, stockDifferences } = await readOutcome(world);
  expect(platform).toMatchObject({ orders, bans: 0, throttled: 0, shipConfirms: { accepted: orders } });
  expect(packages).toHaveLength(orders);
  expect(stockDifferences).toEqual([]);
  // one parcel paid for per package, and none under a second number
  expect(charged).toEqual(packages.map(() => 1));
  expect(packages.map((one) => one.attempt)).toEqual(packages.map(() => 1));
}
