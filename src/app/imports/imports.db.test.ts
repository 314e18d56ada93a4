import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../../test/support/test-app.ts";
import { setUpTestShop, type TestShop } from "../../../test/support/test-shop.ts";
import { readBack, type TestCell, testWorkbook } from "../../../test/support/test-workbook.ts";
import { upsertListings } from "../../db/listings.ts";
import { findCodeOwners } from "../../db/sku-facts.ts";
import { readSkus, type StoredSku } from "../../db/skus.ts";
import { asId, type ListingId, type SkuId } from "../../kernel/id.ts";
import type { ImportKindName, ImportMode } from "../../kernel/vocabulary/imports.ts";
import { type Scope, scopeOf } from "../scope.ts";
import { addWarehouse } from "../set-up-shop.ts";
import { allImports } from "./import-kinds.ts";
import { type ImportReport, runImport } from "./run-import.ts";
import { writeTemplate } from "./write-template.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
let shop: TestShop;
let shopName: string;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { CUP: 10, SAUCER: 10, SPOON: 0 });
  const row = await app.database.inTenant(shop.tenant, (tx) =>
    tx.selectFrom("shop").select("name").where("tenant_id", "=", shop.tenant).executeTakeFirst(),
  );
  shopName = row?.name ?? "";
});
afterAll(close);

type Rows = readonly (readonly TestCell[])[];
type Changes = { mode?: ImportMode; isDry?: boolean; scope?: Scope };
const tryFile = (kind: ImportKindName, file: Uint8Array, { mode = "add", isDry = false, scope = shop.scope }: Changes = {}) =>
  runImport(app, scope, allImports[kind], { file, mode, language: "zh", isDry });
const tryRows = async (kind: ImportKindName, rows: Rows, changes: Changes = {}) => tryFile(kind, await testWorkbook(rows), changes);
const load = async (kind: ImportKindName, rows: Rows, changes: Changes = {}): Promise<ImportReport> => {
  const done = await tryRows(kind, rows, changes);
  if (!done.ok) throw new Error(`${done.error.code} ${done.error.detail}`);
  return done.value;
};
const figures = ({ rows, added, changed, same, failed }: ImportReport) => [rows, added, changed, same, failed.length];
const open = async (code: string): Promise<StoredSku | undefined> =>
  await app.database.inTenant(shop.tenant, async (tx) => {
    const id = (await findCodeOwners(tx, shop.tenant, [code])).get(code);
    return id === undefined ? undefined : (await readSkus(tx, shop.tenant, [id]))[0];
  });
const partsOf = async (code: string) => {
  const bundle = await open(code);
  const ids = new Map([...shop.skus].map(([name, id]) => [id, name]));
  return Object.fromEntries((bundle?.components ?? []).map((one) => [ids.get(one.skuId), one.quantity]));
};
const onHand = async (code: string, warehouse = shop.warehouseId) =>
  await app.database.inTenant(shop.tenant, async (tx) => {
    const id = (await findCodeOwners(tx, shop.tenant, [code])).get(code) ?? asId<SkuId>("");
    const query = tx
      .selectFrom("stock_balance")
      .select("on_hand")
      .where("tenant_id", "=", shop.tenant)
      .where("warehouse_id", "=", warehouse);
    return (await query.where("sku_id", "=", id).executeTakeFirst())?.on_hand;
  });

describe("SKUs from a workbook", () => {
  test("a bad row stops no other, and comes back as it was with the reason", async () => {
    const rows: Rows = [
      ["*SKU编码", "中文名称", "重量(g)", "长(cm)", "带电", "申报价值", "申报币种", "条码", "备注"],
      ["00123", "杯", "３５０", 12.5, "是", "2.5", "USD", "690-1、690-2", "ours"],
      [{ number: 123, format: "00000" }, "丢零", 1, null, null, null, null, null, null],
      [120_000_000_000, "科学计数", 1, null, null, null, null, null, null],
      [4_711, "数字", 1.5, null, null, null, null, null, null],
      [4_712, "整数", 20, null, null, "300", "JPY", null, null],
      ["B", "撞条码", null, null, null, null, null, "690-2", null],
      ["00123", "重复", null, null, null, null, null, null, null],
      ["J", "日元", null, null, null, "2.5", "JPY", null, null],
    ];
    const preview = await load("skus", rows, { isDry: true });
    expect(figures(preview)).toEqual([8, 2, 0, 0, 6]);
    expect(await open("00123")).toBeUndefined();
    const report = await load("skus", rows);
    expect(figures(report)).toEqual([8, 2, 0, 0, 6]);
    expect(report.failed).toEqual(preview.failed);
    expect(report.unknownHeadings).toEqual(["备注"]);
    expect(await open("00123")).toMatchObject({
      nameZh: "杯",
      weightG: 350,
      lengthMm: 125,
      hasBattery: true,
      barcodes: ["690-1", "690-2"],
    });
    expect((await open("00123"))?.declared).toEqual({ amount: 250n, currency: "USD" });
    expect((await open("4712"))?.declared).toEqual({ amount: 300n, currency: "JPY" });
    const back = await readBack(report.failedFile ?? Buffer.from(""));
    expect(back[0]?.at(-1)).toBe("失败原因");
    expect(back.slice(1).map((row) => [row[0], row.at(-1)])).toEqual([
      ["#123 00000", expect.stringContaining("SKU编码：是数字格式")],
      ["#120000000000 General", expect.stringContaining("SKU编码：是数字格式")],
      ["#4711 General", "重量(g)：要填整数"],
      ["B", "条码已属于另一个 SKU：690-2 → 00123"],
      ["00123", "SKU编码：和第 2 行重复"],
      ["J", "申报价值：要填数字，最多 0 位小数"],
    ]);
  });

  test("the returned workbook can be given back: what was wrong is still wrong, old reasons give way", async () => {
    const first = await load("skus", [["SKU编码"], [120_000_000_000]]);
    const again = await tryFile("skus", first.failedFile ?? Buffer.from(""));
    if (!again.ok) throw new Error(again.error.code);
    expect([figures(again.value), again.value.unknownHeadings]).toEqual([[1, 0, 0, 0, 1], []]);
    const back = await readBack(again.value.failedFile ?? Buffer.from(""));
    expect(back[0]).toEqual(["SKU编码", "失败原因"]);
  });

  test("新增 leaves what exists, 忽略空值 changes what is filled in, 覆盖 clears blanks; absent columns stay", async () => {
    await load("skus", [
      ["SKU编码", "中文名称", "英文名称", "重量(g)", "成本价"],
      ["M", "杯", "Mug", 300, 18.6],
    ]);
    const rows: Rows = [
      ["SKU编码", "中文名称", "重量(g)"],
      ["M", null, 310],
    ];
    const added = await load("skus", rows);
    expect(added.failed).toMatchObject([{ line: 2, cells: ["M"], reason: "SKU编码：已存在；要修改请选“覆盖”或“忽略空值”" }]);
    expect(figures(await load("skus", rows, { mode: "fill", isDry: true }))).toEqual([1, 0, 1, 0, 0]);
    await load("skus", rows, { mode: "fill" });
    expect(await open("M")).toMatchObject({ nameZh: "杯", nameEn: "Mug", weightG: 310, cost: { amount: 1_860n, currency: "CNY" } });
    expect(figures(await load("skus", rows, { mode: "fill" }))).toEqual([1, 0, 0, 1, 0]);
    await load("skus", rows, { mode: "overwrite" });
    expect(await open("M")).toMatchObject({ nameZh: "", nameEn: "Mug", weightG: 310, cost: { amount: 1_860n, currency: "CNY" } });
  });

  test("who may not see costs may not set them, nor import without the permission", async () => {
    const limits = { shops: "all", warehouses: "all" } as const;
    const viewer = scopeOf(shop.tenant, { id: "v", name: "V" }, "viewer", limits);
    expect(await tryRows("skus", [["SKU编码"], ["V"]], { scope: viewer })).toMatchObject({ ok: false, error: { code: "forbidden" } });
    const scope: Scope = { ...viewer, permissions: new Set(["catalog:write"] as const) };
    const report = await load(
      "skus",
      [
        ["SKU编码", "成本价"],
        ["V-1", 3],
        ["V-2", null],
      ],
      { scope },
    );
    expect(report.failed.map((one) => one.reason)).toEqual(["成本价：没有权限填写这一列"]);
    expect(await open("V-2")).toBeDefined();
  });

  test("5,000 rows take seconds", async () => {
    const rows = Array.from({ length: 5_000 }, (_, index): TestCell[] => [
      `BIG-${index}`,
      `商品 ${index}`,
      index,
      index % 7 === 0 ? "x" : "2.5",
    ]);
    const file = await testWorkbook([["SKU编码", "中文名称", "重量(g)", "申报价值"], ...rows]);
    const from = performance.now();
    const done = await tryFile("skus", file);
    const tookMs = performance.now() - from;
    if (!done.ok) throw new Error(done.error.code);
    expect(figures(done.value)).toEqual([5_000, 4_285, 0, 0, 715]);
    expect((await readBack(done.value.failedFile ?? Buffer.from(""))).length).toBe(716);
    expect(tookMs).toBeLessThan(20_000);
    console.info(`5,000 SKUs: ${Math.round(tookMs)} ms`);
  }, 60_000);
});

describe("bundles from a workbook", () => {
  const head = ["组合SKU编码", "中文名称", "组件SKU编码", "数量"];

  test("a bundle with one bad row fails whole, the others come", async () => {
    const report = await load("bundles", [
      head,
      ["SET-1", "套装", "CUP", 2],
      ["SET-2", "坏套装", "CUP", 1],
      ["SET-1", null, "SAUCER", 1],
      ["SET-2", null, "NONE", 1],
      ["CUP", "是单品", "SAUCER", 1],
    ]);
    expect(figures(report)).toEqual([5, 2, 0, 0, 3]);
    expect(report.failed).toMatchObject([
      { line: 3, reason: "同一组合的第 5 行有错，整个组合没有导入" },
      { line: 5, reason: "组件SKU编码：没有编码为 NONE 的 SKU" },
      { line: 6, cells: ["CUP", "SAUCER", "1"] },
    ]);
    expect(await open("SET-1")).toMatchObject({ kind: "bundle", nameZh: "套装" });
    expect(await partsOf("SET-1")).toEqual({ CUP: 2, SAUCER: 1 });
    expect(await open("SET-2")).toBeUndefined();
  });

  test("忽略空值 adds to the components, 覆盖 replaces them", async () => {
    await load("bundles", [head, ["SET-3", "三件", "CUP", 1], ["SET-3", null, "SAUCER", 1]]);
    const rows: Rows = [head, ["SET-3", null, "SAUCER", 3], ["SET-3", null, "SPOON", 1]];
    expect((await load("bundles", rows)).failed.length).toBe(2);
    await load("bundles", rows, { mode: "fill" });
    expect(await partsOf("SET-3")).toEqual({ CUP: 1, SAUCER: 3, SPOON: 1 });
    await load("bundles", rows, { mode: "overwrite" });
    expect(await partsOf("SET-3")).toEqual({ SAUCER: 3, SPOON: 1 });
    expect((await open("SET-3"))?.nameZh).toBe("");
  });
});

describe("pairings from a workbook", () => {
  const head = ["店铺", "平台SKU ID", "商家编码", "SKU编码", "数量"];
  const list = async (...listings: [key: string, sellerCode: string][]) =>
    await app.database.inTenant(shop.tenant, (tx) =>
      upsertListings(
        tx,
        shop.tenant,
        shop.shopId,
        app.clock.now(),
        listings.map(([listingKey, sellerCode]) => ({
          id: asId<ListingId>(app.entropy.uuid()),
          listing: { listingKey, sellerCode, title: "", spec: "", pictureUrl: null, state: "live", stock: null, wire: {} },
        })),
      ),
    );
  const pairedOf = async (key: string) =>
    await app.database.inTenant(shop.tenant, async (tx) => {
      const row = await tx
        .selectFrom("listing as l")
        .innerJoin("pairing as p", (join) => join.onRef("p.tenant_id", "=", "l.tenant_id").onRef("p.listing_id", "=", "l.id"))
        .innerJoin("sku as s", (join) => join.onRef("s.tenant_id", "=", "p.tenant_id").onRef("s.id", "=", "p.sku_id"))
        .select(["s.code", "p.quantity", "p.how"])
        .where("l.tenant_id", "=", shop.tenant)
        .where("l.listing_key", "=", key)
        .executeTakeFirst();
      return row === undefined ? undefined : [row.code, row.quantity, row.how];
    });

  test("a listing is named by its platform id or its code; what is unclear is refused", async () => {
    await list(["P-1", "S-1"], ["P-2", "S-2"], ["P-3", "TWICE"], ["P-4", "TWICE"]);
    const rows: Rows = [
      head,
      [shopName, "P-1", null, "CUP", null],
      [shopName, null, "S-2", "SAUCER", 2],
      [shopName, null, "TWICE", "CUP", 1],
      [shopName, "P-3", null, "NONE", 1],
      ["别家", "P-3", null, "CUP", 1],
      [shopName, null, null, "CUP", 1],
      [shopName, "P-1", "S-2", "CUP", 1],
      [shopName, null, "S-1", "CUP", 1],
    ];
    expect(figures(await load("pairings", rows, { isDry: true }))).toEqual([8, 2, 0, 0, 6]);
    expect(await pairedOf("P-1")).toBeUndefined();
    const report = await load("pairings", rows);
    expect(report.failed.map((one) => one.reason)).toEqual([
      "商家编码：店铺里有 2 个在线产品是这个商家编码，请填平台 SKU ID",
      "SKU编码：没有编码为 NONE 的 SKU",
      "店铺：没有这个店铺，或不在您的数据权限内：别家",
      "平台 SKU ID 和商家编码至少填一个",
      "平台SKU ID：店铺里没有这个在线产品",
      "和第 2 行重复",
    ]);
    expect([await pairedOf("P-1"), await pairedOf("P-2")]).toEqual([
      ["CUP", 1, "import"],
      ["SAUCER", 2, "import"],
    ]);
  });

  test("新增 leaves pairings, 忽略空值 keeps a blank quantity, 覆盖 makes it one; other shops are out of reach", async () => {
    await list(["P-5", "S-5"]);
    await load("pairings", [head, [shopName, "P-5", null, "CUP", 3]]);
    const rows: Rows = [head, [shopName, "P-5", null, "SAUCER", null]];
    expect((await load("pairings", rows)).failed[0]?.reason).toContain("已和 CUP 配对");
    await load("pairings", rows, { mode: "fill" });
    expect(await pairedOf("P-5")).toEqual(["SAUCER", 3, "import"]);
    expect(figures(await load("pairings", rows, { mode: "overwrite" }))).toEqual([1, 0, 1, 0, 0]);
    expect(await pairedOf("P-5")).toEqual(["SAUCER", 1, "import"]);
    const elsewhere: Scope = { ...shop.scope, shops: [] };
    expect((await load("pairings", rows, { mode: "fill", scope: elsewhere })).failed[0]?.reason).toContain("没有这个店铺");
  });
});

describe("many pairings and bundles", () => {
  test("5,000 rows of either take seconds", async () => {
    const codes = Array.from({ length: 5_000 }, (_, index) => `MANY-${index}`);
    await load("skus", [["SKU编码"], ...codes.map((code) => [code])]);
    const bundles = codes.map((code, index): TestCell[] => [`MANY-SET-${index % 2_500}`, code, 1]);
    const from = performance.now();
    const made = await load("bundles", [["组合SKU编码", "组件SKU编码", "数量"], ...bundles]);
    const bundledMs = performance.now() - from;
    expect(figures(made)).toEqual([5_000, 5_000, 0, 0, 0]);
    const listing = { title: "", spec: "", pictureUrl: null, state: "live", stock: null, wire: {} } as const;
    const listings = codes.map((code) => ({
      id: asId<ListingId>(app.entropy.uuid()),
      listing: { ...listing, listingKey: code, sellerCode: `S-${code}` },
    }));
    await app.database.inTenant(shop.tenant, (tx) => upsertListings(tx, shop.tenant, shop.shopId, app.clock.now(), listings));
    const pairings = codes.map((code, index): TestCell[] => [shopName, `S-${code}`, index % 2 === 0 ? code : `MANY-SET-${index % 2_500}`]);
    const again = performance.now();
    const paired = await load("pairings", [["店铺", "商家编码", "SKU编码"], ...pairings]);
    const pairedMs = performance.now() - again;
    expect(figures(paired)).toEqual([5_000, 5_000, 0, 0, 0]);
    expect(Math.max(bundledMs, pairedMs)).toBeLessThan(20_000);
    console.info(`5,000 bundle rows: ${Math.round(bundledMs)} ms, pairings: ${Math.round(pairedMs)} ms`);
  }, 60_000);
});

describe("opening stock from a workbook", () => {
  const head = ["仓库", "SKU编码", "期初数量"];

  test("is booked once; 覆盖 books the difference, down to what is free", async () => {
    const rows: Rows = [head, ["YW", "SPOON", 40], ["义乌仓", "CUP", 99], ["SH", "SPOON", 1], ["YW", "SPOON", 5], ["YW", "NONE", 1]];
    expect(figures(await load("opening-stock", rows, { isDry: true }))).toEqual([5, 1, 0, 0, 4]);
    expect(await onHand("SPOON")).toBeUndefined();
    const report = await load("opening-stock", rows);
    expect(report.failed.map((one) => one.reason)).toEqual([
      "这个仓库里已有期初库存 10 件；要更正请选“覆盖”，差额记为调整",
      "仓库：没有这个仓库，或不在您的数据权限内：SH",
      "和第 2 行重复",
      "SKU编码：没有编码为 NONE 的 SKU",
    ]);
    expect(await onHand("SPOON")).toBe(40);
    const correct = (units: number, changes: Changes = {}) =>
      load("opening-stock", [head, ["YW", "SPOON", units]], { mode: "overwrite", ...changes });
    expect(figures(await correct(55))).toEqual([1, 0, 1, 0, 0]);
    expect(figures(await correct(50))).toEqual([1, 0, 1, 0, 0]);
    expect(await onHand("SPOON")).toBe(50);
    expect(figures(await correct(50))).toEqual([1, 0, 0, 1, 0]);
    const spoon = shop.skus.get("SPOON");
    if (spoon === undefined) throw new Error("no SKU");
    const balance = app.database.inTenant(shop.tenant, (tx) =>
      tx.updateTable("stock_balance").set({ blocked: 45 }).where("tenant_id", "=", shop.tenant).where("sku_id", "=", spoon).execute(),
    );
    await balance;
    for (const isDry of [true, false]) {
      expect((await correct(44, { isDry })).failed.map((one) => one.reason)).toEqual(["库存不够减：可用只有 5 件"]);
    }
    expect(await onHand("SPOON")).toBe(50);
    expect(await tryRows("opening-stock", rows, { mode: "fill" })).toMatchObject({ ok: false, error: { code: "import-mode" } });
  });

  test("5,000 rows in two warehouses take seconds", async () => {
    const second = await addWarehouse(app, shop.scope, { code: "SZ", name: "深圳仓" });
    const codes = Array.from({ length: 2_500 }, (_, index) => `OPEN-${index}`);
    await load("skus", [["SKU编码"], ...codes.map((code) => [code])]);
    const rows = ["YW", "SZ"].flatMap((warehouse) => codes.map((code): TestCell[] => [warehouse, code, 7]));
    const from = performance.now();
    const report = await load("opening-stock", [head, ...rows]);
    const tookMs = performance.now() - from;
    expect(figures(report)).toEqual([5_000, 5_000, 0, 0, 0]);
    expect(await onHand("OPEN-2499", second)).toBe(7);
    expect(tookMs).toBeLessThan(20_000);
    console.info(`5,000 openings: ${Math.round(tookMs)} ms`);
  }, 60_000);
});

describe("a template", () => {
  test.each(Object.values(allImports))("of $name can be read, explains itself and refuses its own example row", async (kind) => {
    for (const language of ["zh", "en"] as const) {
      const file = await writeTemplate(kind, language);
      const [head] = await readBack(file);
      expect(head).toEqual(kind.columns.map((one) => `${one.isRequired ? "*" : ""}${language === "zh" ? one.zh : one.en}`));
      const report = await tryFile(kind.name, file, { isDry: true });
      if (!report.ok) throw new Error(report.error.code);
      expect(report.value.failed.map((one) => one.reason)).toEqual(["这是模板的示例行，请删除"]);
    }
  });
});
