import { afterEach, beforeEach, expect, test } from "vitest";
import { seededRandom } from "../kernel/random.ts";
import type { Simulator } from "../kernel/simulator.ts";
import { memoryStore } from "../kernel/store.ts";
import { type Listening, listen } from "../kernel/wire.ts";
import { products } from "../platforms/temu/catalogue.ts";
import { createTemuSimulator } from "../platforms/temu/simulator.ts";
import { createControl } from "./server.ts";

let server: Listening;
let simulator: Simulator;
let offset = 0;

const clock = {
  nowMs: () => 1_760_000_000_000 + offset,
  sleep: () => new Promise<void>(() => {}),
  setOffsetMs: (ms: number) => {
    offset = ms;
  },
};
/** Another simulator behind the same port, which knows one fault and nothing else. */
const other: Simulator = {
  name: "other",
  gateways: [],
  control: (_, path) => (path[0] === "other" ? { status: 200, body: "mine" } : undefined),
  faults: {
    add: (fault) => (fault.name === "rain" ? { status: 200, body: "it rains" } : { status: 404, body: {} }),
    clear: () => {},
  },
  stats: () => "quiet",
  arrivals: () => [],
  reset: () => {},
  close: () => {},
};

beforeEach(async () => {
  offset = 0;
  simulator = createTemuSimulator({ clock, random: seededRandom(3), store: memoryStore() }, { openingOrders: 4 });
  server = await listen(createControl([other, simulator], clock), clock, 0);
});
afterEach(async () => {
  simulator.close();
  await server.close();
});

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const reply = await fetch(`http://127.0.0.1:${server.port}${path}`, init);
  return { status: reply.status, body: await reply.json() };
}

test("orders are placed, shown, cancelled and moved", async () => {
  const plan = { platform: "temu", shop: "600000000000009", count: 2, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 2 }] };
  const placed = await ask("POST", "/orders", { ...plan, recipient: { postCode: "" } });
  expect(placed).toMatchObject({ status: 200, body: { orders: [{ committedAtMs: clock.nowMs() }, { committedAtMs: clock.nowMs() }] } });
  const sn: string = Reflect.get(Object(placed.body), "orders")[0].parentOrderSn;
  expect(await ask("GET", `/orders/${sn}`)).toMatchObject({ status: 200, body: { status: 2, recipient: { postCode: "" }, parcels: [] } });
  expect((await ask("POST", `/orders/${sn}/address`, { city: "Boise" })).status).toBe(200);
  expect(await ask("POST", `/orders/${sn}/cancel`, { stage: "request" })).toEqual({ status: 200, body: { status: 2 } });
  expect(await ask("POST", `/orders/${sn}/cancel`, { stage: "cancelled" })).toEqual({ status: 200, body: { status: 3 } });
  expect((await ask("POST", `/orders/${sn}/cancel`)).status).toBe(409);
  expect(await ask("GET", `/orders/${sn}`)).toMatchObject({ body: { status: 3, recipient: { city: "Boise" } } });
  expect(Reflect.get(Object((await ask("GET", "/orders")).body), "orders")).toHaveLength(6);
});

test("what is wrong is said", async () => {
  expect((await ask("POST", "/orders", { count: 0 })).status).toBe(400);
  expect(await ask("POST", "/orders", { lines: [{ extCode: "HG-NONE", quantity: 1 }] })).toMatchObject({
    status: 409,
    body: { error: "unknown-item" },
  });
  expect(await ask("POST", "/orders", { shop: "1" })).toMatchObject({ status: 409, body: { error: "unknown-shop" } });
  expect((await ask("POST", "/orders/PO-211-0/cancel", { stage: "request" })).status).toBe(404);
  expect((await ask("GET", "/orders/PO-211-0")).status).toBe(404);
  expect((await ask("POST", "/orders", { platform: "elsewhere" })).status).toBe(404);
  expect((await ask("POST", "/stock", { extCode: "HG-NONE", quantity: 1 })).status).toBe(404);
  expect((await ask("POST", "/stock", { extCode: "HG-MUG-0007-BL", quantity: -1 })).status).toBe(400);
  expect((await ask("POST", "/tokens", { action: "eat" })).status).toBe(400);
  expect((await ask("POST", "/clock", {})).status).toBe(400);
  expect((await ask("POST", "/faults", {})).status).toBe(400);
  expect((await ask("GET", "/nothing")).status).toBe(404);
  const reply = await fetch(`http://127.0.0.1:${server.port}/orders`, { method: "POST", body: "{" });
  expect(reply.status).toBe(400);
});

test("a verb goes to the simulator that knows it, a fault too", async () => {
  expect(await ask("POST", "/other", {})).toEqual({ status: 200, body: "mine" });
  expect(await ask("POST", "/faults", { name: "rain" })).toEqual({ status: 200, body: "it rains" });
  expect(await ask("POST", "/faults", { name: "rain", platform: "temu" })).toMatchObject({ status: 404 });
  expect(await ask("POST", "/faults", { name: "reply-delayed", delayMs: 100, share: 0.5, count: 3, match: "order" })).toMatchObject({
    status: 200,
  });
  expect((await ask("POST", "/faults", { name: "reply-lost", share: 2 })).status).toBe(400);
  expect((await ask("DELETE", "/faults")).status).toBe(200);
});

test("stats and arrivals are keyed by simulator", async () => {
  expect((await ask("GET", "/stats")).body).toMatchObject({
    other: "quiet",
    temu: { shops: [{ shop: "600000000000009", orders: 4, calls: 0 }] },
  });
  expect((await ask("GET", "/arrivals")).body).toEqual({ other: [], temu: [] });
});

test("the clock is set for all", async () => {
  expect(await ask("POST", "/clock", { offsetMs: 90_000 })).toEqual({ status: 200, body: { nowMs: 1_760_000_090_000 } });
  const placed = await ask("POST", "/orders", {});
  expect(placed.body).toMatchObject({ orders: [{ committedAtMs: 1_760_000_090_000 }] });
});

test("reset goes back to the opening", async () => {
  await ask("POST", "/orders", { count: 5 });
  await ask("POST", "/stock", { extCode: "HG-KTL-0008-SS", quantity: 1 });
  await ask("POST", "/reset");
  expect((await ask("GET", "/stats")).body).toMatchObject({ temu: { shops: [{ orders: 4 }] } });
  expect(Reflect.get(Object((await ask("GET", "/stats")).body), "temu").shops[0].stock["HG-KTL-0008-SS"].stock).toBeGreaterThan(190);
});

test("every item has a picture of its own", async () => {
  const names = products.flatMap((product) => product.variants.map((variant) => `HG-${product.code}-${variant.suffix}`));
  const pictures = await Promise.all(
    names.map(async (name) => {
      const reply = await fetch(`http://127.0.0.1:${server.port}/img/${name}.svg`);
      expect(reply.headers.get("content-type")).toBe("image/svg+xml");
      return await reply.text();
    }),
  );
  expect(names).toHaveLength(40);
  expect(new Set(pictures).size).toBe(40);
  for (const picture of pictures) expect(picture).toMatch(/^<svg .*<\/svg>$/su);
  expect((await fetch(`http://127.0.0.1:${server.port}/img/../secret.svg`)).status).toBe(404);
});
