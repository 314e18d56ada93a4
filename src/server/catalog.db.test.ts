import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { createSkuRoute, editSkusRoute, findSkusRoute, getSkuRoute, listSkusRoute, type SkuInput } from "../contract/catalog.ts";
import { ErrorReply } from "../contract/route.ts";

const database = await createTestDatabase();
const server = await openTestServer(database);
const { app, directory } = server.install;
let shop: TestShop;
let operator: Visitor;
let viewer: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 10 });
  const theirs = await setUpTestShop(app, directory, { MUG: 10 });
  operator = await server.enter(shop.tenant, "operator");
  viewer = await server.enter(shop.tenant, "viewer");
  stranger = await server.enter(theirs.tenant, "owner");
});
afterAll(() => server.close());

const input = (changes: Partial<SkuInput> & { code: string }): SkuInput => ({
  kind: "single",
  status: "active",
  productCode: "",
  variant: "",
  nameZh: "玻璃壶",
  nameEn: "Glass jug",
  pictureUrl: null,
  weightG: 640,
  lengthMm: 200,
  widthMm: null,
  heightMm: null,
  hasBattery: false,
  hasLiquid: false,
  hasMagnet: false,
  origin: "CN",
  customsNameZh: "壶",
  customsNameEn: "jug",
  hsCode: "7013370000",
  declared: { amount: "420", currency: "USD" },
  cost: { amount: "2600", currency: "CNY" },
  barcodes: [],
  components: [],
  ...changes,
});
const add = async (sku: SkuInput) => createSkuRoute.reply.parse((await operator.post("/api/v1/skus", sku)).body).id;
const read = async (visitor: Visitor, id: string) => getSkuRoute.reply.parse((await visitor.get(`/api/v1/skus/${id}`)).body);
const list = async (visitor: Visitor, query = "") => listSkusRoute.reply.parse((await visitor.get(`/api/v1/skus${query}`)).body);
const errorOf = (answer: { body: unknown }) => ErrorReply.parse(answer.body).error;

describe("the catalogue over HTTP", () => {
  test("a SKU comes back as it was entered, with what is in it and how many listings sell it", async () => {
    const jug = await add(input({ code: "0012", barcodes: ["690-1"] }));
    const set = await add(input({ code: "0012-SET", kind: "bundle", components: [{ skuId: jug, quantity: 2 }] }));
    expect(await read(operator, jug)).toMatchObject({
      code: "0012",
      weightG: 640,
      lengthMm: 200,
      widthMm: null,
      declared: { amount: "420", currency: "USD" },
      cost: { amount: "2600", currency: "CNY" },
      barcodes: ["690-1"],
      bundles: [{ sku: { code: "0012-SET" }, quantity: 2 }],
      listings: 0,
    });
    expect((await read(operator, set)).components).toMatchObject([{ sku: { id: jug, code: "0012" }, quantity: 2 }]);
    expect((await read(operator, shop.skus.get("MUG") ?? "")).listings).toBe(1);
  });

  test("costs leave only for who may read amounts", async () => {
    const id = await add(input({ code: "COSTLY" }));
    const seen = await viewer.get(`/api/v1/skus/${id}`);
    expect(seen.text).not.toContain("2600");
    expect("cost" in (await read(viewer, id))).toBe(false);
    expect((await list(viewer, "?search=COSTLY")).rows.map((row) => "cost" in row)).toEqual([false]);
    expect((await list(operator, "?search=COSTLY")).rows[0]?.cost).toEqual({ amount: "2600", currency: "CNY" });
  });

  test("a reader changes nothing", async () => {
    const id = await add(input({ code: "READ-ONLY" }));
    const tries = await Promise.all([
      viewer.post("/api/v1/skus", input({ code: "VIEWER" })),
      viewer.post(`/api/v1/skus/${id}`, { updatedAt: null, sku: input({ code: "VIEWER" }) }),
      viewer.post("/api/v1/skus/edit", { skuIds: [id], change: { status: "discontinued" } }),
    ]);
    expect(tries.map((answer) => answer.status)).toEqual([403, 403, 403]);
    expect(await read(viewer, id)).toMatchObject({ code: "READ-ONLY", status: "active" });
    expect((await list(viewer, "?search=VIEWER")).rows).toEqual([]);
  });

  test("another company's catalogue is not there: neither read, nor found, nor edited, nor put into a bundle", async () => {
    const id = await add(input({ code: "OURS", barcodes: ["OURS-B"] }));
    expect((await stranger.get(`/api/v1/skus/${id}`)).status).toBe(404);
    expect((await list(stranger)).rows.map((row) => row.code)).toEqual(["MUG"]);
    expect(findSkusRoute.reply.parse((await stranger.get("/api/v1/skus/find?text=OURS")).body).skus).toEqual([]);
    const edited = await stranger.post("/api/v1/skus/edit", { skuIds: [id], change: { status: "clearing" } });
    expect(editSkusRoute.reply.parse(edited.body).results).toMatchObject([{ ok: false, skuId: id, code: "sku-not-found" }]);
    const saved = await stranger.post(`/api/v1/skus/${id}`, { updatedAt: null, sku: input({ code: "X" }) });
    expect([saved.status, errorOf(saved).code]).toEqual([404, "sku-not-found"]);
    const bundle = await stranger.post("/api/v1/skus", input({ code: "B", kind: "bundle", components: [{ skuId: id, quantity: 1 }] }));
    expect(errorOf(bundle).code).toBe("component-missing");
    // a barcode of theirs may be the same as one of ours
    expect((await stranger.post("/api/v1/skus", input({ code: "OURS", barcodes: ["OURS-B"] }))).status).toBe(200);
    expect(await read(operator, id)).toMatchObject({ code: "OURS", status: "active" });
  });

  test("refusals say what stands in the way; saving from an old page is one", async () => {
    const id = await add(input({ code: "PLATE", barcodes: ["PLATE-B"] }));
    const taken = await operator.post("/api/v1/skus", input({ code: "PLATE-2", barcodes: ["PLATE-B"] }));
    expect([taken.status, errorOf(taken)]).toMatchObject([409, { code: "barcode-taken", detail: "PLATE-B → PLATE" }]);
    const { updatedAt } = await read(operator, id);
    const save = (sku: SkuInput) => operator.post(`/api/v1/skus/${id}`, { updatedAt, sku });
    expect((await save(input({ code: "PLATE", nameZh: "盘子" }))).status).toBe(200);
    expect(errorOf(await save(input({ code: "PLATE", nameZh: "碟" }))).code).toBe("changed-meanwhile");
    expect((await read(operator, id)).nameZh).toBe("盘子");
  });

  test("what is no SKU is told by its field", async () => {
    const bad = await operator.post("/api/v1/skus", { ...input({ code: "  " }), weightG: -1, pictureUrl: "javascript:alert(1)" });
    expect(bad.status).toBe(400);
    const paths = errorOf(bad).issues?.map((issue) => issue.path);
    expect(paths).toEqual(expect.arrayContaining(["body.code", "body.weightG", "body.pictureUrl"]));
  });

  test("pages are read on from the last code, also one with signs of its own", async () => {
    const codes = Array.from({ length: 60 }, (_, index) => `p&g ${index + 10}%`);
    for (const code of codes) await add(input({ code, productCode: "paged" }));
    const first = await list(operator, "?text=paged&page_size=50");
    const rest = await list(operator, `?text=paged&page_size=50&after=${encodeURIComponent(first.next ?? "")}`);
    expect([first.rows.length, first.total, rest.rows.length, rest.next]).toEqual([50, 60, 10, null]);
    expect([...first.rows, ...rest.rows].map((row) => row.code)).toEqual(codes);
  });
});
