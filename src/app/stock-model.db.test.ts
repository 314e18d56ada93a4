import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { makeBundle } from "../../test/support/test-bundle.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { verifyStock } from "../db/verify-stock.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { WarehouseId } from "../kernel/id.ts";
import { approveCount, dispatchTransfer, enterCounts, receiveTransfer, submitCount } from "./act-on-document.ts";
import { createDocument, type DocumentWish } from "./create-document.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { addWarehouse } from "./set-up-shop.ts";

const { app, directory, close } = openTestApp(await createTestDatabase(), steppedClock("2026-11-22T08:00:00Z"));
afterAll(close);

const singles = ["MUG", "LID"] as const;
type Single = (typeof singles)[number];
/** What one piece of each listing takes. */
const needs = { MUG: { MUG: 1, LID: 0 }, LID: { MUG: 0, LID: 1 }, SET: { MUG: 2, LID: 1 } } as const;
type Sold = keyof typeof needs;

type Shelf = { onHand: number; blocked: number };
type Place = "here" | "there";
/** The ledger as arithmetic: what lies where, and what open orders of the first warehouse want. */
type Model = {
  shelves: Record<Place, Record<Single, Shelf>>;
  orders: { sold: Sold; quantity: number; version: number; isOpen: boolean }[];
};

type StockAct =
  | { act: "in" | "out" | "bad" | "block" | "unblock" | "count" | "adjust"; sku: Single; units: number }
  | { act: "move"; sku: Single; units: number; lost: number; from: Place };
type OrderAct = { act: "order"; sold: Sold; units: number } | { act: "cancel"; which: number } | { act: "shrink"; which: number };
type Act = StockAct | OrderAct;

const isOfOrder = (act: Act): act is OrderAct => act.act === "order" || act.act === "cancel" || act.act === "shrink";

const sku = fc.constantFrom(...singles);
const units = fc.integer({ min: 1, max: 6 });
const acts: fc.Arbitrary<Act>[] = [
  fc.record({ act: fc.constantFrom("in", "out", "bad", "block", "unblock", "count"), sku, units }),
  fc.record({ act: fc.constant("adjust"), sku, units: fc.integer({ min: -4, max: 4 }).filter((one) => one !== 0) }),
  fc.record({ act: fc.constant("move"), sku, units, lost: fc.integer({ min: 0, max: 1 }), from: fc.constantFrom("here", "there") }),
  fc.record({ act: fc.constant("order"), sold: fc.constantFrom("MUG", "LID", "SET"), units: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ act: fc.constant("cancel"), which: fc.nat(5) }),
  fc.record({ act: fc.constant("shrink"), which: fc.nat(5) }),
];

const wantedOf = (model: Model, one: Single): number =>
  model.orders.reduce((sum, order) => sum + (order.isOpen ? order.quantity * needs[order.sold][one] : 0), 0);

/** Whatever comes free goes to whoever waits, so reserved is what is wanted, as far as there is any. */
function figures(model: Model, place: Place, one: Single): [number, number, number] {
  const { onHand, blocked } = model.shelves[place][one];
  return [onHand, place === "here" ? Math.min(onHand - blocked, wantedOf(model, one)) : 0, blocked];
}

const available = (model: Model, place: Place, one: Single): number => {
  const [onHand, reserved, blocked] = figures(model, place, one);
  return onHand - reserved - blocked;
};

/** What an order's act should do; false: there is nothing to do. */
function expectOrder(model: Model, act: OrderAct): boolean {
  if (act.act === "order") {
    model.orders.push({ sold: act.sold, quantity: act.units, version: 1, isOpen: true });
    return true;
  }
  const order = model.orders[act.which];
  if (order?.isOpen !== true) return false;
  if (act.act === "cancel") order.isOpen = false;
  else order.quantity = Math.min(1, order.quantity);
  return true;
}

/** What a stock document should do; false: it should be refused and change nothing. */
function expectOf(model: Model, act: StockAct): boolean {
  const from = act.act === "move" ? act.from : "here";
  const shelf = model.shelves[from][act.sku];
  const free = available(model, from, act.sku);
  switch (act.act) {
    case "in":
      shelf.onHand += act.units;
      return true;
    case "bad":
      shelf.onHand += act.units;
      shelf.blocked += act.units;
      return true;
    case "out":
    case "adjust": {
      const change = act.act === "out" ? -act.units : act.units;
      if (free + change < 0) return false;
      shelf.onHand += change;
      return true;
    }
    case "block":
      if (free < act.units) return false;
      shelf.blocked += act.units;
      return true;
    case "unblock":
      if (shelf.blocked < act.units) return false;
      shelf.blocked -= act.units;
      return true;
    case "count":
      if (free + act.units - shelf.onHand < 0) return false;
      shelf.onHand = act.units;
      return true;
    case "move":
      if (free < act.units) return false;
      shelf.onHand -= act.units;
      model.shelves[from === "here" ? "there" : "here"][act.sku].onHand += act.units - Math.min(act.lost, act.units);
      return true;
    default:
      return act satisfies never;
  }
}

/** Does it with the product's own use cases. False: refused. */
async function perform(shop: TestShop, places: Record<Place, WarehouseId>, act: StockAct): Promise<boolean> {
  const make = (wish: Pick<DocumentWish, "kind" | "reason"> & Partial<DocumentWish>) =>
    createDocument(app, shop.scope, {
      warehouseId: places.here,
      toWarehouseId: null,
      note: "",
      lines: [{ code: act.sku, units: act.units }],
      ...wish,
    });
  switch (act.act) {
    case "in":
      return (await make({ kind: "stock_in", reason: "purchase" })).ok;
    case "bad":
      return (await make({ kind: "stock_in", reason: "return_bad" })).ok;
    case "out":
      return (await make({ kind: "stock_out", reason: "damaged" })).ok;
    case "adjust":
      return (await make({ kind: "adjustment", reason: "recount" })).ok;
    case "block":
      return (await make({ kind: "block", reason: "defective" })).ok;
    case "unblock":
      return (await make({ kind: "unblock", reason: "good_again" })).ok;
    case "count": {
      const made = await make({ kind: "count", reason: "spot", lines: [{ code: act.sku, units: null }] });
      if (!made.ok) throw new Error(made.error.code);
      await enterCounts(app, shop.scope, made.value.id, [{ code: act.sku, counted: act.units }]);
      await submitCount(app, shop.scope, made.value.id);
      return (await approveCount(app, shop.scope, made.value.id)).ok;
    }
    case "move": {
      const to = act.from === "here" ? "there" : "here";
      const made = await make({ kind: "transfer", reason: "refill", warehouseId: places[act.from], toWarehouseId: places[to] });
      if (!made.ok) throw new Error(made.error.code);
      if (!(await dispatchTransfer(app, shop.scope, made.value.id)).ok) return false;
      const arrived = act.units - Math.min(act.lost, act.units);
      return (await receiveTransfer(app, shop.scope, made.value.id, [{ code: act.sku, counted: arrived }])).ok;
    }
    default:
      return act satisfies never;
  }
}

/** Lets the platform show the order as the model has it by now. */
async function sell(shop: TestShop, model: Model, act: OrderAct): Promise<void> {
  const index = act.act === "order" ? model.orders.length - 1 : act.which;
  const order = assertPresent(model.orders[index], "order");
  if (act.act !== "order") order.version += 1;
  const line = { sku: order.sold, orderedQuantity: order.quantity };
  const changes = { version: order.version, ...(order.isOpen ? {} : { status: "cancelled" as const }) };
  await ingestOrders(app, shop.ingest, { orders: [testOrder(`PO-${index}`, [line], changes)], source: "stream" });
}

async function look(shop: TestShop, places: Record<Place, WarehouseId>): Promise<Record<string, [number, number, number]>> {
  const found = await app.database.inTenant(shop.tenant, (tx) =>
    sql<{ warehouse: WarehouseId; code: string; on_hand: number; reserved: number; blocked: number }>`
      select b.warehouse_id as warehouse, s.code, b.on_hand, b.reserved, b.blocked
      from stock_balance b join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id
      where b.tenant_id = ${shop.tenant}`.execute(tx),
  );
  const none: [number, number, number] = [0, 0, 0];
  const all = new Map(found.rows.map((row) => [`${row.warehouse} ${row.code}`, row]));
  const at = (place: Place, code: string): [number, number, number] => {
    const row = all.get(`${places[place]} ${code}`);
    return row === undefined ? none : [row.on_hand, row.reserved, row.blocked];
  };
  return Object.fromEntries(
    singles.flatMap((code) => [
      [`here ${code}`, at("here", code)],
      [`there ${code}`, at("there", code)],
    ]),
  );
}

test("whatever comes, goes, is sold, cancelled, moved, blocked or counted: the figures are those of plain arithmetic, and the ledger adds up", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(...acts), { minLength: 4, maxLength: 16 }), async (list) => {
      const shop = await setUpTestShop(app, directory, { MUG: 5, LID: 5, SET: 0 });
      await makeBundle(app, shop, "SET", { MUG: 2, LID: 1 });
      const places = { here: shop.warehouseId, there: await addWarehouse(app, shop.scope, { code: "DG", name: "东莞仓" }) };
      const fresh = (onHand: number): Shelf => ({ onHand, blocked: 0 });
      const model: Model = {
        shelves: { here: { MUG: fresh(5), LID: fresh(5) }, there: { MUG: fresh(0), LID: fresh(0) } },
        orders: [],
      };
      for (const act of list) {
        if (!isOfOrder(act)) {
          const isDone = expectOf(model, act);
          expect([act, await perform(shop, places, act)]).toEqual([act, isDone]);
        } else if (expectOrder(model, act)) await sell(shop, model, act);
        const wanted = singles.flatMap((one) =>
          (["here", "there"] as const).map((place) => [`${place} ${one}`, figures(model, place, one)]),
        );
        expect([act, await look(shop, places)]).toEqual([act, Object.fromEntries(wanted)]);
      }
      expect(await app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant))).toEqual([]);
    }),
    { numRuns: 25, seed: 20_261_122 },
  );
}, 120_000);
