import { crc32, deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestServer, type Visitor } from "../../test/support/test-server.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { readBack, testWorkbook } from "../../test/support/test-workbook.ts";
import { ImportReply } from "../contract/imports.ts";
import { ErrorReply } from "../contract/route.ts";

const server = await openTestServer(await createTestDatabase());
const { app, directory } = server.install;
let shop: TestShop;
let operator: Visitor;
let viewer: Visitor;
let keeper: Visitor;
let stranger: Visitor;

beforeAll(async () => {
  shop = await setUpTestShop(app, directory, { MUG: 10 });
  const theirs = await setUpTestShop(app, directory, { THEIRS: 10 });
  operator = await server.enter(shop.tenant, "operator");
  viewer = await server.enter(shop.tenant, "viewer");
  keeper = await server.enter(shop.tenant, "warehouse");
  stranger = await server.enter(theirs.tenant, "owner");
});
afterAll(() => server.close());

const skus = "/api/v1/imports/skus/run";
const cornerSheet = `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>SKU编码</t></is></c><c r="XFD1"><v>1</v></c></row>
<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>`;
const codeOf = (answer: { body: unknown }) => ErrorReply.parse(answer.body).error.code;
const exists = async (code: string) => (await operator.get(`/api/v1/skus?search=${code}`)).text.includes(`"code":"${code}"`);

type ZipEntry = { name: string; content: Buffer; size?: number };

/** A zip; `size`: what an entry declares to hold. */
function zipOf(...entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  for (const entry of entries) {
    const { local, central } = packEntry(
      entry,
      locals.reduce((sum, one) => sum + one.length, 0),
    );
    locals.push(local);
    centrals.push(central);
  }
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(centrals).length, 12);
  end.writeUInt32LE(Buffer.concat(locals).length, 16);
  return Buffer.concat([...locals, ...centrals, end]);
}

function packEntry({ name: path, content, size = content.length }: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(path);
  const packed = deflateRawSync(content);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(content), 0);
  sizes.writeUInt32LE(packed.length, 4);
  sizes.writeUInt32LE(size, 8);
  const names = Buffer.alloc(4);
  names.writeUInt16LE(name.length, 0);
  const head = Buffer.concat([Buffer.from("1400000008000000", "hex"), Buffer.alloc(2), sizes, names]);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), head, name, packed]);
  const place = Buffer.alloc(14);
  place.writeUInt32LE(offset, 10);
  return { local, central: Buffer.concat([Buffer.from("PK\u0001\u0002", "latin1"), Buffer.from([20, 0]), head, place, name]) };
}

describe("imports over HTTP", () => {
  test("a template comes as a file, is filled in, looked at and imported; refused rows come back", async () => {
    const template = await operator.get("/api/v1/imports/skus/template?language=en");
    expect([template.status, template.headers.get("content-disposition")]).toEqual([200, 'attachment; filename="skus.xlsx"']);
    expect((await readBack(template.bytes))[0]?.slice(0, 2)).toEqual(["*SKU code", "Chinese name"]);
    const file = await testWorkbook([
      ["*SKU code", "Weight (g)"],
      ["NEW-1", "5"],
      ["MUG", "7"],
      ["NEW-2", "heavy"],
    ]);
    const preview = await operator.upload("/api/v1/imports/skus/preview?mode=fill&language=en", file);
    const seen = ImportReply.parse(preview.body);
    expect(seen).toMatchObject({ rows: 3, added: 1, changed: 1, same: 0, failed: 1 });
    expect(seen.failures).toEqual([{ line: 4, cells: ["NEW-2"], reason: "Weight (g): must be a whole number" }]);
    expect(await exists("NEW-1")).toBe(false);
    const done = ImportReply.parse((await operator.upload(`${skus}?mode=fill&language=en`, file)).body);
    expect(done).toMatchObject({ rows: 3, added: 1, changed: 1, failed: 1 });
    expect(await exists("NEW-1")).toBe(true);
    expect(await readBack(Buffer.from(done.failedFile ?? "", "base64"))).toEqual([
      ["*SKU code", "Weight (g)", "Reason"],
      ["NEW-2", "heavy", "Weight (g): must be a whole number"],
    ]);
  });

  test("each kind asks for its own permission, and a request must come from our own pages with a session", async () => {
    const file = await testWorkbook([["SKU编码"], ["NEVER"]]);
    const statuses = async (visitor: Visitor) =>
      Promise.all(
        ["skus", "bundles", "pairings", "opening-stock"].map(
          async (kind) => (await visitor.get(`/api/v1/imports/${kind}/template`)).status,
        ),
      );
    expect(await statuses(operator)).toEqual([200, 200, 200, 200]);
    expect(await statuses(keeper)).toEqual([403, 403, 403, 200]);
    expect(await statuses(viewer)).toEqual([403, 403, 403, 403]);
    expect((await viewer.upload(skus, file)).status).toBe(403);
    expect((await server.visitor("").upload(skus, file)).status).toBe(401);
    expect((await operator.upload(skus, file, { origin: "https://evil.example" })).status).toBe(403);
    expect((await operator.upload(skus, file, { "x-crossdock-csrf": "" })).status).toBe(403);
    expect((await operator.upload("/api/v1/imports/orders/run", file)).status).toBe(400);
    expect((await operator.upload(`${skus}?mode=erase`, file)).status).toBe(400);
    expect(await exists("NEVER")).toBe(false);
  });

  test("another company's SKUs, shops and warehouses are not there", async () => {
    const opening = await testWorkbook([
      ["仓库", "SKU编码", "期初数量"],
      ["YW", "MUG", 1],
    ]);
    const done = ImportReply.parse((await stranger.upload("/api/v1/imports/opening-stock/run?mode=overwrite", opening)).body);
    expect(done.failures).toEqual([{ line: 2, cells: ["YW", "MUG", "1"], reason: "SKU编码：没有编码为 MUG 的 SKU" }]);
    const bundle = await testWorkbook([
      ["组合SKU编码", "组件SKU编码", "数量"],
      ["SET", "MUG", 1],
    ]);
    expect(ImportReply.parse((await stranger.upload("/api/v1/imports/bundles/run", bundle)).body).failed).toBe(1);
    // the same code is free on their side of the wall, and ours stays as it is
    const sku = await testWorkbook([
      ["SKU编码", "重量(g)"],
      ["MUG", 1],
    ]);
    expect(ImportReply.parse((await stranger.upload(`${skus}?mode=overwrite`, sku)).body).added).toBe(1);
  });

  test("what is no workbook is refused by what it is", async () => {
    const compound = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)]);
    const locked = Buffer.concat([compound, Buffer.from("EncryptedPackage", "utf16le")]);
    const refused = async (file: Uint8Array) => {
      const answer = await operator.upload(skus, file);
      return [answer.status, codeOf(answer)];
    };
    expect(await refused(Buffer.from("SKU,name\nA,b"))).toEqual([409, "import-unreadable"]);
    expect(await refused(Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(300, 7)]))).toEqual([409, "import-unreadable"]);
    expect(await refused((await testWorkbook([["SKU编码"], ["A"]])).subarray(0, 900))).toEqual([409, "import-unreadable"]);
    expect(await refused(compound)).toEqual([409, "import-unreadable"]);
    expect(await refused(locked)).toEqual([409, "import-protected"]);
    expect(await refused(await testWorkbook([["SKU编码"]]))).toEqual([409, "import-empty"]);
    const headless = await operator.upload("/api/v1/imports/bundles/run", await testWorkbook([["数量"], [1]]));
    expect(ErrorReply.parse(headless.body).error).toMatchObject({ code: "import-headings", detail: "*组合SKU编码、*组件SKU编码" });
    const many = Array.from({ length: 5_001 }, (_, index) => [`MANY-${index}`]);
    expect(await refused(await testWorkbook([["SKU编码"], ...many]))).toEqual([409, "import-rows-many"]);
    expect((await operator.upload(skus, Buffer.alloc(5 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await operator.post(skus, { rows: [] })).status).toBe(400);
  });

  test("a zip that would inflate to too much is refused before it does, one that lies about it too", async () => {
    const zeros = Buffer.alloc(120 * 1024 * 1024);
    const refused = async (file: Buffer) => codeOf(await operator.upload(skus, file));
    const bomb = zipOf({ name: "xl/workbook.xml", content: zeros });
    expect(bomb.length).toBeLessThan(200_000);
    expect(await refused(bomb)).toBe("import-too-big");
    expect(await refused(zipOf({ name: "xl/workbook.xml", content: zeros, size: 1_000 }))).toBe("import-unreadable");
  });

  test("a cell at the far corner of a sheet does not make us lay out what lies before it", async () => {
    const relation = `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`;
    const corner = zipOf(
      { name: "xl/workbook.xml", content: Buffer.from(`<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`) },
      { name: "xl/_rels/workbook.xml.rels", content: Buffer.from(relation) },
      { name: "xl/worksheets/sheet1.xml", content: Buffer.from(cornerSheet) },
    );
    expect(codeOf(await operator.upload(skus, corner))).toBe("import-rows-many");
  });
});
