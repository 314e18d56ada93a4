import { sql } from "kysely";
import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { findDifferences, readDocumentMoves, readFigures, skuOf, wishFor } from "../../test/support/test-stock.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import type { StockDocumentId } from "../kernel/id.ts";
import {
  approveCount,
  cancelDocument,
  type DocumentOutcome,
  dispatchTransfer,
  enterCounts,
  receiveTransfer,
  rejectCount,
  submitCount,
} from "./act-on-document.ts";
import { createDocument, type DocumentWish } from "./create-document.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { listLedger } from "./list-stock.ts";
import type { Scope } from "./scope.ts";
import { addWarehouse } from "./set-up-shop.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
afterAll(close);

const order = (shop: TestShop, number: string, units: number, change = {}) =>
  ingestOrders(app, shop.ingest, { orders: [testOrder(number, [{ sku: "MUG", orderedQuantity: units }], change)], source: "stream" });

async function make(shop: TestShop, wish: DocumentWish, scope: Scope = shop.scope): Promise<StockDocumentId> {
  const made = await createDocument(app, scope, wish);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value.id;
}

const stateAfter = (outcome: DocumentOutcome) => (outcome.ok ? outcome.value.state : outcome.error.code);

describe("a document that is done at once", () => {
  test.each([
    ["stock_in", "purchase", 4, [14, 0, 3, 0], ["purchase_in", 4, 0, 0]],
    ["stock_in", "return_good", 4, [14, 0, 3, 0], ["return_good", 4, 0, 0]],
    ["stock_in", "return_bad", 4, [14, 0, 7, 0], ["return_bad", 4, 4, 0]],
    ["stock_in", "found", 4, [14, 0, 3, 0], ["other_in", 4, 0, 0]],
    ["stock_out", "damaged", 4, [6, 0, 3, 0], ["scrap", -4, 0, 0]],
    ["stock_out", "sample", 7, [3, 0, 3, 0], ["other_out", -7, 0, 0]],
    ["adjustment", "recount", -2, [8, 0, 3, 0], ["adjustment", -2, 0, 0]],
    ["adjustment", "found", 2, [12, 0, 3, 0], ["adjustment", 2, 0, 0]],
    ["block", "quarantine", 7, [10, 0, 10, 0], ["block", 0, 7, 0]],
    ["unblock", "good_again", 3, [10, 0, 0, 0], ["unblock", 0, -3, 0]],
  ] as const)("%s for %s: counters, ledger and number", async (kind, reason, units, figures, move) => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    await make(shop, wishFor(shop, "block", "defective", { MUG: 3 }));
    clock.pass(1_000);
    const made = await createDocument(app, shop.scope, wishFor(shop, kind, reason, { MUG: units }));
    expect(made).toMatchObject({ ok: true, value: { number: "SD2611220002", state: "done" } });
    expect(await readFigures(app, shop)).toEqual({ MUG: figures });
    expect((await readDocumentMoves(app, shop)).at(-1)).toEqual(move);
    expect(await findDifferences(app, shop)).toEqual([]);
  });

  test("kitting takes the components and brings the product, and the other way round", async () => {
    const shop = await setUpTestShop(app, directory, { SET: 0, MUG: 10, LID: 10 });
    await make(shop, wishFor(shop, "kit", "assemble", { SET: 3, MUG: -6, LID: -3 }));
    expect(await readFigures(app, shop)).toEqual({ SET: [3, 0, 0, 0], MUG: [4, 0, 0, 0], LID: [7, 0, 0, 0] });
    await make(shop, wishFor(shop, "kit", "take_apart", { SET: -1, MUG: 2, LID: 1 }));
    expect(await readFigures(app, shop)).toEqual({ SET: [2, 0, 0, 0], MUG: [6, 0, 0, 0], LID: [8, 0, 0, 0] });
    expect((await readDocumentMoves(app, shop)).map(([kind]) => kind)).toEqual([
      "kit_in",
      "kit_out",
      "kit_out",
      "kit_out",
      "kit_in",
      "kit_in",
    ]);
    expect(await findDifferences(app, shop)).toEqual([]);
  });

  test("goods that come in go to the lines that wait for them, and shops hear of the SKU", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 0 });
    await order(shop, "PO-1", 2);
    await make(shop, wishFor(shop, "stock_in", "purchase", { MUG: 5 }));
    expect(await readFigures(app, shop)).toEqual({ MUG: [5, 2, 0, 0] });
    const pushes = await app.database.inTenant(shop.tenant, (tx) =>
      tx.selectFrom("intent").select("kind").where("tenant_id", "=", shop.tenant).where("kind", "=", "stock_push").execute(),
    );
    expect(pushes).not.toEqual([]);
  });

  test("one line that cannot be refuses all of them: each is named, with what there is and who holds it", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10, LID: 5, CUP: 9 });
    await order(shop, "PO-1", 8);
    const made = await createDocument(app, shop.scope, wishFor(shop, "adjustment", "recount", { CUP: 1, MUG: -3, LID: -6 }));
    expect(made).toMatchObject({
      ok: false,
      error: {
        code: "lines-refused",
        lines: [
          { code: "MUG", reason: "short", available: 2, reserved: 8, packages: [{ number: expect.stringMatching(/^PK/), units: 8 }] },
          { code: "LID", reason: "short", available: 5, reserved: 0, packages: [] },
        ],
      },
    });
    expect(await readFigures(app, shop)).toMatchObject({ CUP: [9, 0, 0, 0], LID: [5, 0, 0, 0] });
    const unblocked = await createDocument(app, shop.scope, wishFor(shop, "unblock", "put_back", { CUP: 1 }));
    expect(unblocked).toMatchObject({ error: { lines: [{ code: "CUP", reason: "not-blocked", blocked: 0 }] } });
    expect(await readDocumentMoves(app, shop)).toEqual([]);
  });

  test("codes that are unknown, of a bundle or there twice are named before anything moves", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 1, SET: 0 });
    await app.database.inTenant(shop.tenant, (tx) =>
      sql`update sku set kind = 'bundle' where tenant_id = ${shop.tenant} and id = ${skuOf(shop, "SET")}`.execute(tx),
    );
    const wish = wishFor(shop, "stock_in", "other", {});
    const lines = ["MUG", "NIX", "SET", "MUG"].map((code) => ({ code, units: 1 }));
    expect(await createDocument(app, shop.scope, { ...wish, lines })).toMatchObject({
      error: {
        code: "lines-refused",
        lines: [
          { code: "MUG", reason: "repeated" },
          { code: "NIX", reason: "unknown" },
          { code: "SET", reason: "bundle" },
        ],
      },
    });
  });

  test("five thousand lines are posted as one", async () => {
    const codes = Array.from({ length: 5_000 }, (_, index) => `B-${String(index).padStart(4, "0")}`);
    const shop = await setUpTestShop(app, directory, {});
    await app.database.inTenant(shop.tenant, (tx) =>
      sql`insert into sku (tenant_id, id, code, name_zh, name_en, weight_g, created_at)
        select ${shop.tenant}, md5(code || ${shop.tenant}::text)::uuid, code, code, code, 1, '2026-11-22T00:00:00Z'
        from unnest(${codes}::text[]) as code`.execute(tx),
    );
    await make(shop, wishFor(shop, "stock_in", "purchase", Object.fromEntries(codes.map((code) => [code, 2]))));
    const figures = await readFigures(app, shop);
    expect([Object.keys(figures).length, figures["B-4999"]]).toEqual([5_000, [2, 0, 0, 0]]);
    expect(await findDifferences(app, shop)).toEqual([]);
  });
});

describe("a transfer", () => {
  test("leaves, is under way, and arrives with what was counted; what is missing is lost", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10, LID: 4 });
    const far = await addWarehouse(app, shop.scope, { code: "US", name: "美西仓" });
    const id = await make(shop, wishFor(shop, "transfer", "refill", { MUG: 6, LID: 4 }, far));
    expect(await readFigures(app, shop)).toEqual({ MUG: [10, 0, 0, 0], LID: [4, 0, 0, 0] });
    expect(stateAfter(await dispatchTransfer(app, shop.scope, id))).toBe("in_transit");
    expect(await readFigures(app, shop)).toEqual({ MUG: [4, 0, 0, 0], LID: [0, 0, 0, 0] });
    expect(await readFigures(app, shop, far)).toEqual({ MUG: [0, 0, 0, 6], LID: [0, 0, 0, 4] });
    expect(await receiveTransfer(app, shop.scope, id, [{ code: "MUG", counted: 7 }])).toMatchObject({
      error: { lines: [{ code: "MUG", reason: "more-than-sent", available: 6 }] },
    });
    clock.pass(1_000);
    expect(stateAfter(await receiveTransfer(app, shop.scope, id, [{ code: "MUG", counted: 5 }]))).toBe("done");
    expect(await readFigures(app, shop, far)).toEqual({ MUG: [5, 0, 0, 0], LID: [4, 0, 0, 0] });
    expect((await readDocumentMoves(app, shop)).slice(-3)).toEqual([
      ["transfer_in", 5, 0, -5],
      ["transfer_lost", 0, 0, -1],
      ["transfer_in", 4, 0, -4],
    ]);
    expect(await findDifferences(app, shop)).toEqual([]);
  });

  test("that was cancelled moves nothing, and one that left cannot be cancelled", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    const far = await addWarehouse(app, shop.scope, { code: "US", name: "美西仓" });
    const [first, second] = [wishFor(shop, "transfer", "refill", { MUG: 1 }, far), wishFor(shop, "transfer", "refill", { MUG: 2 }, far)];
    const dropped = await make(shop, first);
    expect(stateAfter(await cancelDocument(app, shop.scope, dropped))).toBe("cancelled");
    expect(stateAfter(await dispatchTransfer(app, shop.scope, dropped))).toBe("wrong-state");
    const sent = await make(shop, second);
    await dispatchTransfer(app, shop.scope, sent);
    expect(stateAfter(await cancelDocument(app, shop.scope, sent))).toBe("wrong-state");
    expect(await readFigures(app, shop)).toEqual({ MUG: [8, 0, 0, 0] });
  });

  test("acted upon by several at once moves its goods once", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 50 });
    const far = await addWarehouse(app, shop.scope, { code: "US", name: "美西仓" });
    const id = await make(shop, wishFor(shop, "transfer", "refill", { MUG: 6 }, far));
    const sent = await Promise.all(Array.from({ length: 4 }, () => dispatchTransfer(app, shop.scope, id)));
    expect(sent.map(stateAfter).sort()).toEqual(["in_transit", "wrong-state", "wrong-state", "wrong-state"]);
    const got = await Promise.all(Array.from({ length: 4 }, () => receiveTransfer(app, shop.scope, id, [])));
    expect(got.map(stateAfter).sort()).toEqual(["done", "wrong-state", "wrong-state", "wrong-state"]);
    expect([await readFigures(app, shop), await readFigures(app, shop, far)]).toEqual([{ MUG: [44, 0, 0, 0] }, { MUG: [6, 0, 0, 0] }]);
  });
});

describe("a count", () => {
  test("books what was found against the books of that moment, once it is approved", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10, LID: 4, CUP: 0 });
    const id = await make(shop, wishFor(shop, "count", "full", "all"));
    expect(await enterCounts(app, shop.scope, id, [{ code: "CUP", counted: 1 }])).toMatchObject({
      error: { lines: [{ code: "CUP", reason: "not-in-document" }] },
    });
    expect(stateAfter(await submitCount(app, shop.scope, id))).toBe("nothing-counted");
    await enterCounts(app, shop.scope, id, [{ code: "MUG", counted: 8 }]);
    // goods that come after the look at the shelf are none of its business
    await make(shop, wishFor(shop, "stock_in", "purchase", { MUG: 5 }));
    expect(stateAfter(await submitCount(app, shop.scope, id))).toBe("submitted");
    expect(stateAfter(await rejectCount(app, shop.scope, id))).toBe("draft");
    await submitCount(app, shop.scope, id);
    const approvals = await Promise.all([approveCount(app, shop.scope, id), approveCount(app, shop.scope, id)]);
    expect(approvals.map(stateAfter).sort()).toEqual(["done", "wrong-state"]);
    expect(await readFigures(app, shop)).toEqual({ MUG: [13, 0, 0, 0], LID: [4, 0, 0, 0] });
    expect(await findDifferences(app, shop)).toEqual([]);
  });

  test("that would take what packages hold is refused, says who holds it, and stays submitted", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 });
    await order(shop, "PO-1", 9);
    const id = await make(shop, wishFor(shop, "count", "spot", { MUG: null }));
    await enterCounts(app, shop.scope, id, [{ code: "MUG", counted: 5 }]);
    await submitCount(app, shop.scope, id);
    expect(await approveCount(app, shop.scope, id)).toMatchObject({
      error: { code: "lines-refused", lines: [{ code: "MUG", available: 1, reserved: 9, packages: [{ units: 9 }] }] },
    });
    await order(shop, "PO-1", 9, { version: 2, status: "cancelled" });
    expect(stateAfter(await approveCount(app, shop.scope, id))).toBe("done");
    expect(await readFigures(app, shop)).toEqual({ MUG: [5, 0, 0, 0] });
  });

  test("approved while orders come, go and are cancelled: every counter still follows from the ledger", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 60, LID: 9 });
    const numbers = Array.from({ length: 30 }, (_, index) => `PO-${index}`);
    for (const number of numbers) await order(shop, number, 1);
    const ids = [];
    for (let turn = 0; turn < 10; turn += 1) {
      const id = await make(shop, wishFor(shop, "count", "cycle", { MUG: null }));
      await enterCounts(app, shop.scope, id, [{ code: "MUG", counted: 59 }]);
      await submitCount(app, shop.scope, id);
      ids.push(id);
    }
    const done = await Promise.allSettled([
      ...numbers.map((number, index) => order(shop, number, 1, { version: 2, status: index % 2 === 0 ? "cancelled" : "shipped" })),
      ...ids.map((id) => approveCount(app, shop.scope, id)),
      ...numbers.map(() => make(shop, wishFor(shop, "stock_in", "purchase", { LID: 1, MUG: 1 }))),
    ]);
    expect(done.filter((one) => one.status === "rejected")).toEqual([]);
    expect(await findDifferences(app, shop)).toEqual([]);
  });
});

test("the ledger's balance after each movement ends at the counters, page by page and through every filter", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const far = await addWarehouse(app, shop.scope, { code: "US", name: "美西仓" });
  for (let turn = 0; turn < 70; turn += 1) {
    clock.pass(60_000);
    await make(shop, wishFor(shop, turn % 3 === 0 ? "block" : "stock_in", turn % 3 === 0 ? "other" : "found", { MUG: 1 }));
  }
  await order(shop, "PO-1", 4);
  const id = await make(shop, wishFor(shop, "transfer", "refill", { MUG: 2 }, far));
  await dispatchTransfer(app, shop.scope, id);
  const sku = skuOf(shop, "MUG");
  const first = await listLedger(app, shop.scope, sku, { warehouses: [shop.warehouseId] }, undefined);
  const second = await listLedger(app, shop.scope, sku, { warehouses: [shop.warehouseId] }, first.next ?? undefined);
  const rows = [...first.rows, ...second.rows];
  expect(second.next).toBeNull();
  const [newest] = rows;
  const now = [newest?.on_hand, newest?.reserved, newest?.blocked, newest?.incoming];
  expect(now).toEqual(assertPresent((await readFigures(app, shop)).MUG, "MUG"));
  let before = { on_hand: 0, reserved: 0, blocked: 0 };
  for (const row of rows.toReversed()) {
    expect(row.on_hand).toBe(before.on_hand + row.on_hand_delta);
    expect(row.reserved).toBe(before.reserved + row.reserved_delta);
    expect(row.blocked).toBe(before.blocked + row.blocked_delta);
    before = row;
  }
  const blocks = await listLedger(app, shop.scope, sku, { warehouses: undefined, kinds: ["block"] }, undefined);
  expect(blocks.rows).toEqual(rows.filter((row) => row.kind === "block"));
  expect(blocks.rows[0]?.cause_number).toMatch(/^SD/);
  expect(rows.find((row) => row.kind === "reserve")?.cause_number).toMatch(/^PK/);
});

test("another tenant and a warehouse out of one's scope are not there", async () => {
  const shop = await setUpTestShop(app, directory, { MUG: 10 });
  const stranger = await setUpTestShop(app, directory, { MUG: 10 });
  const far = await addWarehouse(app, shop.scope, { code: "US", name: "美西仓" });
  const third = await addWarehouse(app, shop.scope, { code: "DE", name: "德国仓" });
  const id = await make(shop, wishFor(shop, "transfer", "refill", { MUG: 1 }, far));
  expect(stateAfter(await dispatchTransfer(app, stranger.scope, id))).toBe("item-not-found");
  expect(stateAfter(await dispatchTransfer(app, { ...shop.scope, warehouses: [third] }, id))).toBe("item-not-found");
  // who works at the target sees it come, but does not send it
  expect(stateAfter(await dispatchTransfer(app, { ...shop.scope, warehouses: [far] }, id))).toBe("forbidden");
  await dispatchTransfer(app, shop.scope, id);
  expect(stateAfter(await receiveTransfer(app, { ...shop.scope, warehouses: [far] }, id, []))).toBe("done");
  const wish = { ...wishFor(shop, "stock_in", "other", { MUG: 1 }), warehouseId: far };
  expect(await createDocument(app, { ...shop.scope, warehouses: [third] }, wish)).toMatchObject({ error: { code: "item-not-found" } });
  expect(await createDocument(app, stranger.scope, wish)).toMatchObject({ error: { code: "item-not-found" } });
  const mine = await listLedger(app, { ...shop.scope, warehouses: [far] }, skuOf(shop, "MUG"), { warehouses: undefined }, undefined);
  expect(new Set(mine.rows.map((row) => row.warehouse_name))).toEqual(new Set(["美西仓"]));
  expect((await listLedger(app, stranger.scope, skuOf(shop, "MUG"), { warehouses: undefined }, undefined)).rows).toEqual([]);
});
