import { PDFDocument } from "@cantoo/pdf-lib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { makeBundle } from "../../test/support/test-bundle.ts";
import { canaryBuyer, openTestServer, storeBuyers, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { putBlob } from "../app/blobs.ts";
import { ingestOrders } from "../app/ingest-orders.ts";
import {
  attentionFilters,
  countPackagesRoute,
  deadlineFilters,
  getPackageRoute,
  listPackageIdsRoute,
  listPackagesRoute,
} from "../contract/packages.ts";
import { addMs, type Instant, toIso } from "../kernel/instant.ts";
import { packageStates } from "../kernel/vocabulary/package.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { install } = server;
const { app, directory } = install;
const hourMs = 3_600_000;
let shop: TestShop;
let owner: Visitor;
let now: Instant;

const list = async (query: string, visitor = owner) => listPackagesRoute.reply.parse((await visitor.get(`/api/v1/packages?${query}`)).body);
const counts = async (query: string, visitor = owner) =>
  countPackagesRoute.reply.parse((await visitor.get(`/api/v1/packages/counts?${query}`)).body);
const ids = async (query: string) => listPackageIdsRoute.reply.parse((await owner.get(`/api/v1/packages/ids?${query}`)).body).ids;
const detail = async (id: string, visitor = owner) => getPackageRoute.reply.parse((await visitor.get(`/api/v1/packages/${id}`)).body);
const orders = (rows: readonly { platformOrderId: string }[]) => rows.map((row) => row.platformOrderId);

beforeAll(async () => {
  now = app.clock.now();
  shop = await setUpTestShop(app, directory, { MUG: 40, CUP: 1, LAMP: 0 });
  const due = (hours: number) => ({ shipBy: addMs(now, hours * hourMs), paidAt: addMs(now, -hours * hourMs) });
  await ingestOrders(app, shop.ingest, {
    source: "stream",
    orders: [
      testOrder("PO-LATE", [{ sku: "MUG" }], due(-3)),
      testOrder("PO-SOON", [{ sku: "MUG", orderedQuantity: 2 }], due(5)),
      testOrder("PO-MIX", [{ sku: "MUG" }, { sku: "CUP", orderedQuantity: 2 }], due(30)),
      testOrder("PO-SHORT", [{ sku: "LAMP" }], due(60)),
      testOrder("PO-NEW", [{ sku: "NEVER-SEEN" }], due(70)),
      testOrder("PO-CANCEL", [{ sku: "MUG" }], { ...due(80), overlays: ["cancel_requested"] }),
      testOrder("PO-HELD", [{ sku: "MUG" }], { status: "held", shipBy: null, holdUntil: addMs(now, hourMs) }),
      testOrder("PO-GONE", [{ sku: "MUG" }], { ...due(-90), status: "shipped" }),
      testOrder("PO-DEAD", [{ sku: "MUG" }], { ...due(-90), status: "cancelled" }),
      testOrder("PO-COOP", [{ sku: "MUG" }], { ...due(-90), fulfilledBy: "platform" }),
    ],
  });
  await storeBuyers(install, shop);
  owner = await server.enter(shop.tenant, "owner");
});
afterAll(() => server.close());

describe("the list", () => {
  test("shows a tab's packages by their deadline, each with its lines and the reason why it is there", async () => {
    const page = await list("state=pending_process");
    expect(orders(page.rows)).toEqual(["PO-LATE", "PO-SOON", "PO-MIX", "PO-SHORT", "PO-CANCEL"]);
    expect(page).toMatchObject({ total: 5, capped: false });
    expect(page.rows[0]).toMatchObject({
      shop: { id: shop.shopId, name: "禾光家居 US", timeZone: "America/Los_Angeles" },
      lines: [{ sku: "MUG", units: 1, reservedUnits: 1 }],
      recipient: "C***r",
      country: "US",
      why: { code: "ready_for_waybill" },
      nextAct: "request_waybill",
    });
    expect(page.rows[2]?.lines).toMatchObject([
      { sku: "MUG", units: 1, reservedUnits: 1 },
      { sku: "CUP", units: 2, reservedUnits: 1 },
    ]);
    expect(page.rows.slice(2).map((row) => row.why)).toEqual([
      { code: "stock_short", missing: 1 },
      { code: "stock_short", missing: 1 },
      { code: "cancel_requested" },
    ]);
  });

  test("says of each other tab why its packages are there", async () => {
    const why = async (state: string) => (await list(`state=${state}`)).rows.map((row) => [row.platformOrderId, row.why.code, row.nextAct]);
    expect(await why("pending_review")).toEqual([["PO-NEW", "unpaired", "pair"]]);
    expect(await why("platform_hold")).toEqual([["PO-HELD", "held_until", "none"]]);
    expect(await why("shipped")).toEqual([["PO-GONE", "shipped_elsewhere", "none"]]);
    expect(await why("cancelled")).toEqual([["PO-DEAD", "cancelled_by_platform", "none"]]);
    expect(await why("ignored")).toEqual([["PO-COOP", "cooperative_warehouse", "none"]]);
  });

  test("sorts both ways by each field and pages without gaps", async () => {
    for (const sort of ["ship_by", "paid_at", "created_at"]) {
      const up = await ids(`sort=${sort}`);
      expect(up).toHaveLength(10);
      expect(await ids(`sort=${sort}&direction=desc`)).toEqual(up.toReversed());
      expect((await list(`sort=${sort}`)).rows.map((row) => row.id)).toEqual(up);
    }
    expect((await list("page=2&page_size=50")).rows).toEqual([]);
  });

  test("every figure equals its list, under every filter", async () => {
    const filters = [
      "",
      "platform=temu",
      "platform=amazon",
      `shop=${shop.shopId}`,
      "country=US,DE",
      `warehouse=${shop.warehouseId}`,
      "composition=mixed",
      "composition=one_piece",
      "printed=no",
      "deadline=within_48h",
      "deadline=overdue",
      "search_field=sku&search=mug",
      "search_field=recipient&search=canary%20%20BUYER",
      `paid_from=${toIso(addMs(now, -40 * hourMs))}&paid_to=${toIso(now)}`,
    ];
    for (const filter of filters) {
      const all = await counts(filter);
      expect([filter, (await list(filter)).total]).toEqual([filter, all.total.count]);
      expect(all.states.map((one) => one.state)).toEqual([...packageStates]);
      for (const { state, count } of all.states) {
        expect([filter, state, (await list(`${filter}&state=${state}`)).total]).toEqual([filter, state, count]);
      }
      const tab = await counts(`${filter}&state=pending_process`);
      expect(tab.attention.map((one) => one.filter)).toEqual([...attentionFilters]);
      expect(tab.deadlines.map((one) => one.filter)).toEqual([...deadlineFilters]);
      for (const one of all.attention)
        expect([one.filter, (await list(`${filter}&attention=${one.filter}`)).total]).toEqual([one.filter, one.count]);
      for (const one of tab.attention) {
        const found = await list(`${filter}&state=pending_process&attention=${one.filter}`);
        expect([filter, one.filter, found.total]).toEqual([filter, one.filter, one.count]);
      }
      const others = filter.replace(/deadline=\w+/, "");
      for (const one of tab.deadlines) {
        const found = await list(`${others}&state=pending_process&deadline=${one.filter}`);
        expect([filter, one.filter, found.total]).toEqual([filter, one.filter, one.count]);
      }
    }
  });

  test("deadlines and quick filters pick what they say", async () => {
    const by = async (query: string) => orders((await list(query)).rows);
    expect(await by("attention=overdue")).toEqual(["PO-LATE"]);
    expect(await by("attention=due_soon")).toEqual(["PO-SOON"]);
    expect(await by("deadline=within_48h")).toEqual(["PO-SOON", "PO-MIX"]);
    expect(await by("attention=stock_short")).toEqual(["PO-MIX", "PO-SHORT"]);
    expect(await by("attention=unpaired")).toEqual(["PO-NEW"]);
    expect(await by("attention=overlay")).toEqual(["PO-CANCEL"]);
  });

  test("finds by each number, in any case, several at once", async () => {
    const [row] = (await list("search_field=order_number&search=PO-SOON")).rows;
    const by = async (field: string, values: string) =>
      orders((await list(`search_field=${field}&search=${encodeURIComponent(values)}`)).rows);
    expect(await by("order_number", "po-soon,PO-MIX,PO-NOT")).toEqual(["PO-SOON", "PO-MIX"]);
    expect(await by("order_number", (await detail(row?.id ?? "")).systemOrderNumber)).toEqual(["PO-SOON"]);
    expect(await by("package_number", row?.number.toLowerCase() ?? "")).toEqual(["PO-SOON"]);
    expect(await by("sku", "cup")).toEqual(["PO-MIX"]);
    expect(await by("waybill", "UJ000000000YP")).toEqual([]);
    expect(await by("recipient", "canary buyer")).toHaveLength(6);
    expect(await by("recipient", "canary")).toEqual([]);
  });
});

describe("a person sees only what is his", () => {
  test("one who works for one shop sees no other: rows, figures, ids, details, acts and shops", async () => {
    const none = await server.enter(shop.tenant, "operator", { shops: [] });
    const one = await server.enter(shop.tenant, "operator", { shops: [shop.shopId] });
    const [id = ""] = await ids("state=pending_process");
    expect(await list("", one)).toMatchObject({ total: 10 });
    expect(await list("", none)).toMatchObject({ rows: [], total: 0 });
    expect(await list(`shop=${shop.shopId}`, none)).toMatchObject({ rows: [], total: 0 });
    expect(await counts("", none)).toMatchObject({ total: { count: 0 } });
    expect((await none.get("/api/v1/packages/ids")).body).toEqual({ ids: [], capped: false });
    expect((await none.get(`/api/v1/packages/${id}`)).status).toBe(404);
    expect((await none.post(`/api/v1/packages/${id}/recipient`, { purpose: "check_label" })).status).toBe(404);
    expect((await none.get("/api/v1/shops")).body).toMatchObject({ shops: [] });
    expect((await none.post("/api/v1/packages/unapprove", { packageIds: [id] })).body).toMatchObject({ results: [{ code: "not-found" }] });
  });

  test("warehouse and viewer get masks, never the buyer or the amounts, and cannot search for people", async () => {
    const clear = [canaryBuyer.name, canaryBuyer.phone, canaryBuyer.email, canaryBuyer.city, canaryBuyer.postcode, "Canary", "77 "];
    const [id = ""] = await ids("state=pending_process");
    for (const role of ["warehouse", "viewer"] as const) {
      const visitor = await server.enter(shop.tenant, role);
      const answers = [
        await visitor.get("/api/v1/packages"),
        await visitor.get(`/api/v1/packages/${id}`),
        await visitor.get("/api/v1/shops"),
      ];
      for (const answer of answers)
        for (const text of clear) expect([role, text, answer.text.includes(text ?? "")]).toEqual([role, text, false]);
      expect((await detail(id, visitor)).recipientView).toMatchObject({ name: "C***r", phone: "***67", postcode: "071**", country: "US" });
      expect((await list("state=pending_process", visitor)).rows[0]?.amount).toBe("unauthorised");
      expect((await visitor.post(`/api/v1/packages/${id}/recipient`, { purpose: "check_label" })).status).toBe(403);
      expect((await visitor.get("/api/v1/packages?search_field=recipient&search=Canary%20Buyer")).status).toBe(403);
      expect((await visitor.get("/api/v1/packages/counts?search_field=recipient&search=Canary%20Buyer")).status).toBe(403);
    }
  });

  test("the clear recipient needs a purpose, and who looked stands in the timeline and the audit log", async () => {
    const [id = ""] = await ids("state=pending_process");
    const operator = await server.enter(shop.tenant, "operator");
    expect((await operator.post(`/api/v1/packages/${id}/recipient`, {})).status).toBe(400);
    const shown = await operator.post(`/api/v1/packages/${id}/recipient`, { purpose: "contact_buyer" });
    expect(shown.headers.get("cache-control")).toBe("no-store");
    expect(shown.body).toEqual({ ...canaryBuyer, showForMs: 60_000 });
    const { timeline } = await detail(id);
    expect(timeline.at(-1)).toMatchObject({ actor: "The operator", event: { kind: "recipient_viewed", purpose: "contact_buyer" } });
    const audit = await app.database.inTenant(shop.tenant, (tx) =>
      tx
        .selectFrom("audit")
        .select(["act", "subject_id", "detail"])
        .where("tenant_id", "=", shop.tenant)
        .where("actor_id", "=", operator.userId)
        .where("act", "=", "recipient_viewed")
        .execute(),
    );
    expect(audit).toEqual([{ act: "recipient_viewed", subject_id: id, detail: { purpose: "contact_buyer" } }]);
    expect((await list("state=platform_hold", owner)).rows[0]?.amount).toBe("none");
    const held = await ids("state=platform_hold");
    expect((await operator.post(`/api/v1/packages/${held[0]}/recipient`, { purpose: "check_label" })).status).toBe(409);
  });
});

test("the drawer knows quantities, stock, weight and the way so far", async () => {
  const [row] = (await list("search_field=order_number&search=PO-MIX")).rows;
  const found = await detail(row?.id ?? "");
  expect(found).toMatchObject({ orderStatus: "to_ship", recipientState: "stored", weightG: 300, warehouse: { name: "义乌仓" } });
  expect(found.detailLines).toMatchObject([
    { sku: "MUG", orderedQuantity: 1, unitsPerPiece: 1, pairingQuantity: 1, onHand: 40 },
    { sku: "CUP", orderedQuantity: 2, units: 2, reservedUnits: 1, onHand: 1, available: 0 },
  ]);
  const kinds = found.timeline.map((entry) => entry.event.kind);
  expect(kinds[0]).toBe("order_downloaded");
  expect(kinds).toContain("passed_review");
  expect((await detail((await ids("search_field=order_number&search=PO-NEW"))[0] ?? "")).weightG).toBeNull();
});

test("lines of a bundle say in the list and in the drawer what they were sold as; goods sold by themselves say nothing", async () => {
  const sets = await setUpTestShop(app, directory, { SET: 0, MUG: 9, LID: 9 });
  await makeBundle(app, sets, "SET", { MUG: 2, LID: 1 });
  const lines = [{ sku: "SET", orderedQuantity: 4, cancelledQuantity: 1 }, { sku: "SET" }, { sku: "MUG" }];
  await ingestOrders(app, sets.ingest, { source: "stream", orders: [testOrder("PO-SETS", lines)] });
  const visitor = await server.enter(sets.tenant, "owner");
  const [row] = (await list("", visitor)).rows;
  const found = await detail(row?.id ?? "", visitor);
  const set = { code: "SET", nameZh: "商品 SET", nameEn: "Item SET" };
  const expected = [
    { sku: "MUG", units: 6, bundle: { ...set, units: 3, perUnit: 2 } },
    { sku: "LID", units: 3, bundle: { ...set, units: 3, perUnit: 1 } },
    { sku: "MUG", units: 2, bundle: { ...set, units: 1, perUnit: 2 } },
    { sku: "LID", units: 1, bundle: { ...set, units: 1, perUnit: 1 } },
    { sku: "MUG", units: 1, bundle: null },
  ];
  expect(row?.lines).toMatchObject(expected);
  expect(found.detailLines).toMatchObject(expected);
  expect(found.detailLines[1]).toMatchObject({ nameZh: "商品 LID", nameEn: "Item LID" });
  for (const code of ["SET", "LID"])
    expect((await list(`search_field=sku&search=${code}`, visitor)).rows.map((one) => one.id)).toEqual([row?.id]);
  // the same bundle twice is two things to pack
  const [first, second, third, fourth] = found.detailLines.map((line) => line.bundle?.orderLineId);
  expect([first === second, second === third, third === fourth]).toEqual([true, false, true]);
});

describe("labels", () => {
  const pdf = async (pages: number) => {
    const document = await PDFDocument.create();
    for (let page = 0; page < pages; page += 1) document.addPage([283, 425]);
    return await document.save();
  };

  async function giveLabel(id: string, bytes: Uint8Array, waybill: string): Promise<void> {
    const blob = await putBlob(app, shop.tenant, bytes);
    await app.database.inTenant(shop.tenant, (tx) =>
      sql`update package set state = 'pending_print', label_state = 'ready', waybill = ${waybill}, tracking_number = ${waybill}, label_blob_id = ${blob}
        where tenant_id = ${shop.tenant} and id = ${id}`.execute(tx),
    );
  }

  test("one print is one document in the order given, for this session only", async () => {
    const [first = "", second = "", third = ""] = await ids("state=pending_process");
    await giveLabel(first, await pdf(1), "W1");
    await giveLabel(second, await pdf(2), "W2");
    const printed = await owner.post("/api/v1/packages/print", { packageIds: [second, first, third] });
    expect(printed.body).toMatchObject({ results: [{ ok: true }, { ok: true }, { ok: false, packageId: third }] });
    const { documentPath } = Object(printed.body);
    const document = await owner.get(documentPath);
    expect([document.status, document.headers.get("content-type")]).toEqual([200, "application/pdf"]);
    expect(document.headers.get("cache-control")).toBe("no-store");
    expect(document.headers.get("content-security-policy")).toContain("frame-ancestors 'self'");
    expect((await PDFDocument.load(document.bytes)).getPageCount()).toBe(3);
    const other = await server.enter(shop.tenant, "owner");
    expect((await other.get(documentPath)).status).toBe(404);
    expect((await server.visitor("").get(documentPath)).status).toBe(401);
    expect((await owner.get(`${documentPath}x`)).status).toBe(404);
    expect(await list("search_field=waybill&search=w1,w2")).toMatchObject({ total: 2 });
  });

  test("a single label is the carrier's file, byte for byte", async () => {
    const [id = ""] = await ids("state=pending_print");
    const bytes = await pdf(1);
    await giveLabel(id, bytes, "W3");
    const { documentPath } = Object((await owner.post("/api/v1/packages/print", { packageIds: [id] })).body);
    expect((await owner.get(documentPath)).bytes.equals(Buffer.from(bytes))).toBe(true);
  });

  test("a file that is no PDF costs this answer and nothing else", async () => {
    const [first = "", second = ""] = await ids("state=pending_print");
    await giveLabel(second, Buffer.from("not a label"), "W4");
    const { documentPath } = Object((await owner.post("/api/v1/packages/print", { packageIds: [first, second] })).body);
    expect((await owner.get(documentPath)).status).toBe(500);
    expect((await owner.get("/api/v1/session")).status).toBe(200);
  });

  test("when nothing could be printed there is no document", async () => {
    const [held = ""] = await ids("state=platform_hold");
    expect((await owner.post("/api/v1/packages/print", { packageIds: [held] })).body).toMatchObject({ documentPath: null });
  });
});
