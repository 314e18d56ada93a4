import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { setUpTestShop, type TestShop, testOrder } from "../../test/support/test-shop.ts";
import { lockCatalog, saveSkus } from "../db/skus.ts";
import { asId, type SkuId } from "../kernel/id.ts";
import { money } from "../kernel/money.ts";
import { createSkus } from "./create-skus.ts";
import { createSku, type EnteredSku, editSkus, saveSku } from "./edit-skus.ts";
import { ingestOrders } from "./ingest-orders.ts";
import { findSkus, getSku, listSkus } from "./list-skus.ts";

const database = await createTestDatabase();
const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(database, clock);
let shop: TestShop;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { CUP: 10, SAUCER: 10, EMPTY: 0 });
});
afterAll(() => close());

const plain = {
  kind: "single",
  status: "active",
  productCode: "",
  variant: "",
  nameZh: "",
  nameEn: "",
  pictureUrl: null,
  weightG: 0,
  lengthMm: null,
  widthMm: null,
  heightMm: null,
  hasBattery: false,
  hasLiquid: false,
  hasMagnet: false,
  origin: "CN",
  customsNameZh: "",
  customsNameEn: "",
  hsCode: null,
  declared: money(0n, "USD"),
  cost: undefined,
  barcodes: [],
  components: [],
} as const satisfies Partial<EnteredSku>;
const entered = (sku: Partial<EnteredSku> & { code: string }): EnteredSku => ({ ...plain, ...sku });

const skuOf = (code: string) => shop.skus.get(code) ?? asId<SkuId>("");
const add = async (sku: Partial<EnteredSku> & { code: string }) => {
  const made = await createSku(app, shop.scope, entered(sku));
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
};
const open = async (id: SkuId) => {
  const found = await getSku(app, shop.scope, id);
  if (!found.ok) throw new Error(found.error.code);
  return found.value;
};
/** Opens, changes and saves, as the drawer does. */
const change = async (id: SkuId, changes: Partial<EnteredSku>) => {
  const { sku } = await open(id);
  const { id: _, updatedAt, ...facts } = sku;
  return await saveSku(app, shop.scope, id, updatedAt, { ...facts, ...changes });
};
const refusalOf = (result: { ok: boolean; error?: unknown }) => (result.ok ? undefined : result.error);
const codesOf = async (wanted: Parameters<typeof listSkus>[2]) =>
  (await listSkus(app, shop.scope, wanted, { after: undefined, size: 100 })).rows.map((row) => row.code);

describe("a SKU", () => {
  test("keeps what was entered, its code as opaque text, and is found by code, name, product and barcode", async () => {
    const id = await add({
      code: " 007-aB ",
      nameZh: "陶瓷杯 蓝色",
      nameEn: "Ceramic 100% Mug",
      productCode: "MUGS",
      variant: "蓝",
      weightG: 310,
      lengthMm: 120,
      cost: money(1_850n, "CNY"),
      declared: money(250n, "USD"),
      barcodes: ["6901234567892", "X-1"],
    });
    const { sku, listings } = await open(id);
    expect(sku).toMatchObject({ code: "007-aB", weightG: 310, lengthMm: 120, widthMm: null, barcodes: ["6901234567892", "X-1"] });
    expect([sku.cost, sku.declared, listings]).toEqual([money(1_850n, "CNY"), money(250n, "USD"), 0]);
    for (const text of ["07-A", "蓝色 陶瓷", "mugs", "901234567892", "100%"]) expect(await codesOf({ text })).toEqual(["007-aB"]);
    expect(await codesOf({ text: "1_0%" })).toEqual([]);
    expect(await codesOf({ values: ["X-1", "007-ab", "CUP"] })).toEqual(["007-aB", "CUP"]);
  });

  test("another may have neither its code nor its barcode, but the same code in another case is another code", async () => {
    await add({ code: "DUP", barcodes: ["DUP-1"] });
    expect(refusalOf(await createSku(app, shop.scope, entered({ code: "DUP" })))).toEqual({ code: "sku-code-taken", detail: "DUP" });
    const other = await add({ code: "dup" });
    expect(refusalOf(await change(other, { barcodes: ["DUP-1"] }))).toEqual({ code: "barcode-taken", detail: "DUP-1 → DUP" });
    expect(refusalOf(await change(other, { code: "DUP" }))).toMatchObject({ code: "sku-code-taken" });
    expect((await change(other, { code: "Dup", barcodes: ["DUP-2"] })).ok).toBe(true);
    expect(await codesOf({ values: ["DUP-2"] })).toEqual(["Dup"]);
  });

  test("saved from an old page is refused: what another saved meanwhile stays", async () => {
    const id = await add({ code: "RACE" });
    const { sku } = await open(id);
    expect((await change(id, { nameZh: "first" })).ok).toBe(true);
    const late = await saveSku(app, shop.scope, id, sku.updatedAt, entered({ code: "RACE", nameZh: "second" }));
    expect(refusalOf(late)).toEqual({ code: "changed-meanwhile" });
    expect((await open(id)).sku.nameZh).toBe("first");
  });

  test("two people who take one code at the same time: one has it, the other is told", async () => {
    const made = await Promise.all([1, 2, 3].map(() => createSku(app, shop.scope, entered({ code: "TWICE" }))));
    expect(made.filter((one) => one.ok)).toHaveLength(1);
    expect(made.flatMap((one) => (one.ok ? [] : [one.error.code]))).toEqual(["sku-code-taken", "sku-code-taken"]);
  });

  test("costs are set only by who may see them", async () => {
    const blind = { ...shop.scope, permissions: new Set([...shop.scope.permissions].filter((one) => one !== "amounts:read")) };
    expect(refusalOf(await createSku(app, blind, entered({ code: "COST", cost: money(1n, "CNY") })))).toEqual({ code: "forbidden" });
    const id = await add({ code: "COST", cost: money(5n, "CNY") });
    const { sku } = await open(id);
    expect((await saveSku(app, blind, id, sku.updatedAt, entered({ code: "COST" }))).ok).toBe(true);
    expect((await open(id)).sku.cost).toEqual(money(5n, "CNY"));
  });
});

describe("a bundle", () => {
  test("holds a component once with the sum, and says what is in it and what it is in", async () => {
    const cup = skuOf("CUP");
    const saucer = skuOf("SAUCER");
    const twice = [
      { skuId: cup, quantity: 2 },
      { skuId: saucer, quantity: 1 },
      { skuId: cup, quantity: 3 },
    ];
    const id = await add({ code: "SET", kind: "bundle", components: twice });
    expect((await open(id)).parts.map((part) => [part.code, part.quantity])).toEqual([
      ["CUP", 5],
      ["SAUCER", 1],
    ]);
    expect((await open(cup)).bundles.map((part) => [part.code, part.quantity])).toEqual([["SET", 5]]);
    const [row] = (await listSkus(app, shop.scope, { values: ["SET"] }, { after: undefined, size: 50 })).rows;
    expect(row).toMatchObject({ kind: "bundle", parts: 2, pieces: 6, isDeclared: true });
    expect((await change(id, { kind: "single" })).ok).toBe(true);
    expect((await open(id)).parts).toEqual([]);
  });

  test("needs components that exist and are no bundles", async () => {
    const inner = await add({ code: "INNER", kind: "bundle", components: [{ skuId: skuOf("CUP"), quantity: 1 }] });
    const wish = (components: EnteredSku["components"]) =>
      createSku(app, shop.scope, entered({ code: "OUTER", kind: "bundle", components }));
    expect(refusalOf(await wish([]))).toEqual({ code: "bundle-empty" });
    expect(refusalOf(await wish([{ skuId: inner, quantity: 1 }]))).toEqual({ code: "component-is-bundle", detail: "INNER" });
    expect(refusalOf(await wish([{ skuId: asId<SkuId>(shop.tenant), quantity: 1 }]))).toEqual({ code: "component-missing" });
    expect(refusalOf(await change(inner, { components: [{ skuId: inner, quantity: 1 }] }))).toMatchObject({ code: "component-is-bundle" });
  });

  test("cannot come of a SKU with stock, of one that open packages want, or of a component", async () => {
    const becomes = (id: SkuId) => change(id, { kind: "bundle", components: [{ skuId: skuOf("SAUCER"), quantity: 1 }] });
    const holder = await add({ code: "HOLDER", kind: "bundle", components: [{ skuId: skuOf("CUP"), quantity: 1 }] });
    expect(refusalOf(await becomes(skuOf("CUP")))).toEqual({ code: "sku-is-component", detail: "HOLDER" });
    await change(holder, { kind: "single" });
    await change((await findSkus(app, shop.scope, { text: "INNER", kind: undefined }))[0]?.id ?? holder, { kind: "single" });
    expect(refusalOf(await becomes(skuOf("CUP")))).toEqual({ code: "sku-has-stock" });
    await ingestOrders(app, shop.ingest, { orders: [testOrder("PO-1", [{ sku: "EMPTY" }])], source: "stream" });
    expect(refusalOf(await becomes(skuOf("EMPTY")))).toEqual({ code: "sku-in-packages" });
    expect((await becomes(await add({ code: "FREE" }))).ok).toBe(true);
  });

  test("made otherwise is pushed to its listings again; a new name is not", async () => {
    const other = await setUpTestShop(app, directory, { PART: 5, KIT: 0 });
    const kit = other.skus.get("KIT") ?? asId<SkuId>("");
    const part = other.skus.get("PART") ?? asId<SkuId>("");
    const save = async (changes: Partial<EnteredSku>) => {
      const found = await getSku(app, other.scope, kit);
      if (!found.ok) throw new Error(found.error.code);
      const { id: _, updatedAt, ...facts } = found.value.sku;
      const saved = await saveSku(app, other.scope, kit, updatedAt, { ...facts, ...changes });
      expect(saved.ok).toBe(true);
    };
    const pushes = async () => {
      const found = await app.database.inTenant(other.tenant, (tx) =>
        sql<{ n: bigint }>`select count(*) as n from intent i join listing l on l.tenant_id = i.tenant_id and l.id = i.subject_id
          where i.tenant_id = ${other.tenant} and i.kind = 'stock_push' and l.seller_code = 'KIT' and i.state = 'pending'`.execute(tx),
      );
      return Number(found.rows[0]?.n);
    };
    await app.database.inTenant(other.tenant, (tx) => sql`delete from intent where tenant_id = ${other.tenant}`.execute(tx));
    await save({ nameZh: "新名字" });
    expect(await pushes()).toBe(0);
    await save({ kind: "bundle", components: [{ skuId: part, quantity: 2 }] });
    expect(await pushes()).toBe(1);
  });
});

describe("many SKUs", () => {
  test("get the same facts at once, each with its own answer; the rest of each stays", async () => {
    const first = await add({ code: "M-1", nameZh: "一", barcodes: ["M-1-B"], weightG: 5 });
    const second = await add({ code: "M-2", nameZh: "二", hasBattery: true });
    const stranger = asId<SkuId>("00000000-0000-7000-8000-00000000ffff");
    const results = await editSkus(app, shop.scope, [first, stranger, second, first], {
      status: "clearing",
      customsNameEn: "mug",
      declared: money(300n, "USD"),
      hasLiquid: true,
    });
    expect(results.map((one) => [one.code, one.refusal?.code])).toEqual([
      ["M-1", undefined],
      [null, "sku-not-found"],
      ["M-2", undefined],
    ]);
    const { sku } = await open(first);
    expect(sku).toMatchObject({ status: "clearing", customsNameEn: "mug", hasLiquid: true, nameZh: "一", weightG: 5, barcodes: ["M-1-B"] });
    expect((await open(second)).sku).toMatchObject({ status: "clearing", hasBattery: true, declared: money(300n, "USD") });
    expect(await codesOf({ statuses: ["clearing"] })).toEqual(["M-1", "M-2"]);
  });

  test("created together: a code twice counts once, and one that exists is left as it is", async () => {
    const facts = { ...plain, cost: null, nameEn: "new" };
    const made = await createSkus(app, shop.scope, [
      { ...facts, code: "C-1" },
      { ...facts, code: "CUP" },
      { ...facts, code: "C-1" },
      { ...facts, code: "C-2" },
    ]);
    expect([...made.keys()]).toEqual(["C-1", "C-2"]);
    expect((await open(skuOf("CUP"))).sku.nameEn).toBe("Item CUP");
  });

  test("five thousand are saved in one chain, and again with other words, barcodes and parts", async () => {
    const made = await setUpTestShop(app, directory, { P: 0 });
    const part = made.skus.get("P") ?? asId<SkuId>("");
    const list = Array.from({ length: 5_000 }, (_, index) => ({
      ...entered({ code: `BULK-${String(index).padStart(5, "0")}`, nameEn: "Old lamp", nameZh: "旧台灯", barcodes: [`B${index}`] }),
      cost: null,
      id: asId<SkuId>(app.entropy.uuid()),
    }));
    const save = (skus: Parameters<typeof saveSkus>[3]) =>
      app.database.inTenant(made.tenant, async (tx) => {
        await lockCatalog(tx, made.tenant);
        await saveSkus(tx, made.tenant, clock.now(), skus);
      });
    const count = async () => {
      const found = await app.database.inTenant(made.tenant, (tx) =>
        sql<Record<string, bigint>>`select (select count(*) from sku where tenant_id = ${made.tenant}) as skus,
          (select count(*) from sku_barcode where tenant_id = ${made.tenant}) as barcodes,
          (select count(*) from sku_word where tenant_id = ${made.tenant} and word = 'old') as old,
          (select count(*) from sku_word where tenant_id = ${made.tenant} and word = '台灯') as lamp,
          (select coalesce(sum(quantity), 0) from bundle_component where tenant_id = ${made.tenant}) as parts`.execute(tx),
      );
      return Object.values(found.rows[0] ?? {}).map(Number);
    };
    await save(list);
    expect(await count()).toEqual([5_001, 5_000, 5_000, 5_000, 0]);
    const bundle = { kind: "bundle", components: [{ skuId: part, quantity: 3 }] } as const;
    await save(list.map((sku) => ({ ...sku, nameEn: "New lamp", barcodes: [], ...bundle })));
    expect(await count()).toEqual([5_001, 0, 0, 5_000, 15_000]);
  });
});

describe("the list", () => {
  test("is read on page by page, counts on the first, and filters by kind, status and customs", async () => {
    const made = await setUpTestShop(app, directory, { Z: 0 });
    const codes = Array.from({ length: 120 }, (_, index) => `N-${String(index).padStart(3, "0")}`);
    await createSkus(
      app,
      made.scope,
      codes.map((code) => ({ ...plain, cost: null, code })),
    );
    const read = (wanted: Parameters<typeof listSkus>[2], after?: string) => listSkus(app, made.scope, wanted, { after, size: 50 });
    const first = await read({});
    const second = await read({}, first.next ?? "");
    const third = await read({}, second.next ?? "");
    expect([first.total, second.total, first.capped, third.next]).toEqual([121, null, false, null]);
    expect([...first.rows, ...second.rows, ...third.rows].map((row) => row.code)).toEqual([...codes, "Z"]);
    expect((await read({ onlyUndeclared: true })).total).toBe(120);
    expect((await read({ kinds: ["bundle"] })).rows).toEqual([]);
    expect((await read({ statuses: [] })).rows).toEqual([]);
  });

  test("a picker has the equal code first, then what begins with the text", async () => {
    for (const code of ["A-PICK9", "PICK", "PICK-2", "APICK"]) await add({ code });
    await add({ code: "ZZ", barcodes: ["PICK-BAR"] });
    const find = async (text: string) => (await findSkus(app, shop.scope, { text, kind: "single" })).map((sku) => sku.code);
    expect(await find("PICK")).toEqual(["PICK", "PICK-2", "A-PICK9", "APICK", "ZZ"]);
    expect(await find("PICK-BAR")).toEqual(["ZZ"]);
  });
});
