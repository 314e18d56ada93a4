import { sql } from "kysely";
import { afterAll, describe, expect, test } from "vitest";
import { createTestDatabase } from "../../test/support/database.ts";
import { openTestApp, steppedClock } from "../../test/support/test-app.ts";
import { testPackages } from "../../test/support/test-packages.ts";
import { setUpTestShop, type TestShop } from "../../test/support/test-shop.ts";
import { upsertListings } from "../db/listings.ts";
import { joinedCode, wordsOf } from "../domain/stock/sku-words.ts";
import { asId, type ListingId, type PackageId, type SkuId } from "../kernel/id.ts";
import { createSkus } from "./create-skus.ts";
import { countTabs, listListings } from "./list-listings.ts";
import { pairByHand, unpairListings } from "./pair-by-hand.ts";
import { pairListings } from "./pair-listings.ts";
import { addPairingRule, getPairingRules, lookAhead, removePairingRule } from "./pairing-rules.ts";
import { scopeOf } from "./scope.ts";
import { suggestSkus } from "./suggest-skus.ts";

const clock = steppedClock("2026-11-22T08:00:00Z");
const { app, directory, close } = openTestApp(await createTestDatabase(), clock);
const packages = testPackages(app);
afterAll(close);

type Words = { title?: string; spec?: string; barcode?: string };

/** The platform shows a listing of this seller code, with the key `L-<code>`. */
async function list(
  shop: TestShop,
  sellerCode: string,
  { title = `Item ${sellerCode}`, spec = "", barcode = "" }: Words = {},
): Promise<ListingId> {
  const id = asId<ListingId>(app.entropy.uuid());
  const listing = {
    listingKey: `L-${sellerCode}`,
    sellerCode,
    title,
    spec,
    pictureUrl: null,
    state: "live" as const,
    stock: null,
    wire: {},
  };
  await app.database.inTenant(shop.tenant, async (tx) => {
    await upsertListings(tx, shop.tenant, shop.shopId, app.clock.now(), [{ id, listing }]);
    await tx.updateTable("listing").set({ barcode }).where("tenant_id", "=", shop.tenant).where("id", "=", id).execute();
  });
  return id;
}

async function makeSku(shop: TestShop, code: string, nameEn = `Item ${code}`, nameZh = "", barcode?: string): Promise<SkuId> {
  const sku = { code, nameZh, nameEn, pictureUrl: null, weightG: 1, hasBattery: false, customsNameZh: "", customsNameEn: "", hsCode: null };
  const made = await createSkus(app, shop.scope, [{ ...sku, declared: { amount: 0n, currency: "USD" } }]);
  const id = made.get(code) ?? asId<SkuId>("");
  const words = [...new Set([joinedCode(code), ...wordsOf(`${code} ${nameEn} ${nameZh}`)])];
  await app.database.inTenant(shop.tenant, async (tx) => {
    await sql`
      insert into sku_word (tenant_id, word, sku_id) select ${shop.tenant}, word, ${id} from unnest(${words}::text[]) word on conflict do nothing`.execute(
      tx,
    );
    if (barcode !== undefined) await tx.insertInto("sku_barcode").values({ tenant_id: shop.tenant, barcode, sku_id: id }).execute();
  });
  return id;
}

async function look(shop: TestShop) {
  const { rows } = await listListings(app, shop.scope, { tab: "all", shops: undefined }, 100);
  return rows.map((row) => [row.seller_code, row.sku?.code ?? null, row.quantity, row.how, row.paired_by]);
}

/** Whether each listing says of itself what `pairing` says of it. */
async function differing(shop: TestShop): Promise<number> {
  return await app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<{ n: number }>`
      select count(*)::int as n from listing l left join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
      where l.tenant_id = ${shop.tenant} and l.is_paired <> (p.listing_id is not null)`.execute(tx);
    return found.rows[0]?.n ?? -1;
  });
}

async function lineOf(shop: TestShop, packageId: PackageId) {
  return await app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<{ code: string | null; units: number; reserved: number; state: string; stock: string }>`
      select s.code, n.units, n.reserved_units as reserved, p.state, p.stock_state as stock
      from package_line n join package p on p.tenant_id = n.tenant_id and p.id = n.package_id
      left join sku s on s.tenant_id = n.tenant_id and s.id = n.sku_id
      where n.tenant_id = ${shop.tenant} and n.package_id = ${packageId}`.execute(tx);
    return found.rows[0];
  });
}

describe("pairing by itself", () => {
  test("by the code, else by a rule, else by the barcode; what finds nothing stays unpaired", async () => {
    const shop = await setUpTestShop(app, directory, {});
    await makeSku(shop, "MUG");
    await makeSku(shop, "LAMP", "Lamp", "", "690000000001");
    for (const code of ["MUG", "US-MUG-2P", "US-LAMP", "OTHER"]) await list(shop, code);
    await list(shop, "X-9", { barcode: "690000000001" });
    const general = { shopId: null, prefix: "US-", suffix: "", quantity: 1 };
    expect((await addPairingRule(app, shop.scope, general)).ok).toBe(true);
    expect((await addPairingRule(app, shop.scope, { shopId: shop.shopId, prefix: "US-", suffix: "-2P", quantity: 2 })).ok).toBe(true);
    expect(await pairListings(app, shop.scope, shop.shopId)).toMatchObject({ paired: 4 });
    expect(await look(shop)).toEqual([
      ["MUG", "MUG", 1, "code", "Tester"],
      ["OTHER", null, null, null, null],
      ["US-LAMP", "LAMP", 1, "rule", "Tester"],
      ["US-MUG-2P", "MUG", 2, "rule", "Tester"],
      ["X-9", "LAMP", 1, "barcode", "Tester"],
    ]);
    expect(await differing(shop)).toBe(0);
    expect(await countTabs(app, shop.scope, { shops: undefined })).toMatchObject({
      unpaired: { count: 1 },
      paired: { count: 4 },
      all: { count: 5 },
    });
    expect(await pairListings(app, shop.scope, shop.shopId)).toMatchObject({ paired: 0 });
  });

  test("a rule shows what it would pair before it is there, is added once, and leaves its pairings when it goes", async () => {
    const shop = await setUpTestShop(app, directory, {});
    await makeSku(shop, "MUG");
    await list(shop, "EU_MUG");
    await list(shop, "EU_NOBODY");
    const rule = { shopId: null, prefix: "EU_", suffix: "", quantity: 3 };
    expect(await lookAhead(app, shop.scope, rule)).toMatchObject({ count: 1, samples: [{ sellerCode: "EU_MUG", skuCode: "MUG" }] });
    expect((await look(shop)).map((row) => row[1])).toEqual([null, null]);
    const added = await addPairingRule(app, shop.scope, rule);
    expect(await addPairingRule(app, shop.scope, rule)).toMatchObject({ ok: false, error: { code: "already-done" } });
    await pairListings(app, shop.scope, shop.shopId);
    expect(added.ok && (await removePairingRule(app, shop.scope, added.value.id)).ok).toBe(true);
    expect(await getPairingRules(app, shop.scope)).toEqual([]);
    expect((await look(shop))[0]).toEqual(["EU_MUG", "MUG", 3, "rule", "Tester"]);
  });
});

describe("pairing by hand", () => {
  test("the package that waited gets its SKU and its stock, and the shop is told the listing's figure", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10 }, true);
    const listing = await list(shop, "ODD");
    const pkg = await packages.arrive(shop, "PO-1", "ODD", 2);
    expect(await lineOf(shop, pkg)).toMatchObject({ code: null, stock: "unpaired" });
    clock.pass(60_000);
    const mug = shop.skus.get("MUG") ?? asId<SkuId>("");
    const [result] = await pairByHand(app, shop.scope, [{ listingId: listing, skuId: mug, quantity: 3, how: "suggestion" }]);
    expect(result).toMatchObject({ ok: true, sellerCode: "ODD", before: null });
    expect(await lineOf(shop, pkg)).toEqual({ code: "MUG", units: 6, reserved: 6, state: "pending_review", stock: "full" });
    expect((await packages.intents(shop, "stock_push")).map((intent) => intent.subjectId)).toContain(listing);
    expect((await look(shop)).at(-1)).toEqual(["ODD", "MUG", 3, "suggestion", "Tester"]);
    expect(await differing(shop)).toBe(0);
  });

  test("pairing anew and parting leave the packages that have a SKU as they are, and say what was there before", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 10, LAMP: 10 });
    const [mug, lamp] = ["MUG", "LAMP"].map((code) => shop.skus.get(code) ?? asId<SkuId>(""));
    const { rows } = await listListings(app, shop.scope, { tab: "paired", shops: undefined }, 10);
    const listing = rows.find((row) => row.seller_code === "MUG")?.id ?? asId<ListingId>("");
    const old = await packages.arrive(shop, "PO-1", "MUG", 1);
    const anew = { listingId: listing, skuId: lamp ?? asId<SkuId>(""), quantity: 2, how: "hand" as const };
    expect(await pairByHand(app, shop.scope, [anew])).toMatchObject([{ ok: true, before: { skuId: mug, quantity: 1 } }]);
    // a file that was looked up before that is too late
    const late = { ...anew, how: "import" as const, was: mug };
    expect(await pairByHand(app, shop.scope, [late])).toMatchObject([{ ok: false, refusal: { code: "changed-meanwhile" } }]);
    const later = await packages.arrive(shop, "PO-2", "MUG", 1);
    expect(await lineOf(shop, old)).toMatchObject({ code: "MUG", units: 1, reserved: 1 });
    expect(await lineOf(shop, later)).toMatchObject({ code: "LAMP", units: 2, reserved: 2 });
    expect(await unpairListings(app, shop.scope, [listing])).toMatchObject([{ ok: true, before: { skuId: lamp, quantity: 2 } }]);
    expect(await unpairListings(app, shop.scope, [listing])).toMatchObject([{ ok: false, refusal: { code: "already-done" } }]);
    expect(await lineOf(shop, later)).toMatchObject({ code: "LAMP", reserved: 2 });
    expect(await differing(shop)).toBe(0);
    const audit = await app.database.inTenant(shop.tenant, (tx) =>
      tx.selectFrom("audit").select(["act", "actor_id", "subject_id"]).where("tenant_id", "=", shop.tenant).orderBy("id").execute(),
    );
    const said = (act: string) => ({ act, actor_id: "u1", subject_id: listing });
    expect(audit).toEqual([said("listing_paired"), said("listing_unpaired")]);
  });

  test("one bad row stops no other; ids of another tenant and of shops out of reach are not found", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 1 });
    const theirs = await setUpTestShop(app, directory, { CUP: 1 });
    const [mine, gone] = [await list(shop, "A-1"), await list(shop, "A-2")];
    const foreign = await list(theirs, "A-3");
    const mug = shop.skus.get("MUG") ?? asId<SkuId>("");
    const cup = theirs.skus.get("CUP") ?? asId<SkuId>("");
    const wish = (listingId: ListingId, skuId: SkuId) => ({ listingId, skuId, quantity: 1, how: "hand" as const });
    const results = await pairByHand(app, shop.scope, [wish(mine, mug), wish(gone, cup), wish(foreign, mug)]);
    expect(results).toMatchObject([
      { ok: true },
      { ok: false, refusal: { code: "sku-not-found" } },
      { ok: false, refusal: { code: "listing-not-found" } },
    ]);
    const narrow = scopeOf(shop.tenant, { id: "u2", name: "Narrow" }, "operator", { shops: [theirs.shopId], warehouses: "all" });
    expect(await unpairListings(app, narrow, [mine])).toMatchObject([{ ok: false, refusal: { code: "listing-not-found" } }]);
    expect((await listListings(app, narrow, { tab: "all", shops: undefined }, 10)).rows).toEqual([]);
    expect((await listListings(app, narrow, { tab: "all", shops: [shop.shopId] }, 10)).rows).toEqual([]);
    expect(await suggestSkus(app, narrow, [gone])).toEqual(new Map());
    const watcher = scopeOf(shop.tenant, { id: "u3", name: "Watcher" }, "viewer", { shops: "all", warehouses: "all" });
    expect(await unpairListings(app, watcher, [mine])).toMatchObject([{ ok: false, refusal: { code: "forbidden" } }]);
    expect(await addPairingRule(app, narrow, { shopId: null, prefix: "A", suffix: "", quantity: 1 })).toMatchObject({ ok: false });
    expect(await lineCount(theirs)).toBe(1);
  });
});

async function lineCount(shop: TestShop): Promise<number> {
  return (await listListings(app, shop.scope, { tab: "paired", shops: undefined }, 10)).rows.length;
}

describe("suggestions", () => {
  test("the same barcode first, then the code in other clothes, then the rarest shared words; nothing for what shares nothing", async () => {
    const shop = await setUpTestShop(app, directory, {});
    await makeSku(shop, "HG-MUG-0007-BLU", "Enamel camping mug, Blue", "搪瓷露营杯 蓝色", "690000000007");
    await makeSku(shop, "HG-MUG-0007-RED", "Enamel camping mug, Red", "搪瓷露营杯 红色");
    await makeSku(shop, "HG-LMP-0021-WHT", "Ceramic bedside lamp, White", "陶瓷床头台灯 白色");
    const red = await list(shop, "", { title: "Enamel Camping Mug", spec: "Red" });
    const clothes = await list(shop, "hgLMP0021wht", { title: "Something else" });
    const chinese = await list(shop, "Q-1", { title: "卧室陶瓷台灯" });
    const code = await list(shop, "Q-2", { title: "Unheard", barcode: "690000000007" });
    const none = await list(shop, "Q-3", { title: "zzz qqq" });
    const found = await suggestSkus(app, shop.scope, [red, clothes, chinese, code, none]);
    const said = (id: ListingId) => (found.get(id) ?? []).map((one) => [one.sku.code, one.reason]);
    expect(said(red).slice(0, 2)).toEqual([
      ["HG-MUG-0007-RED", "same_title"],
      ["HG-MUG-0007-BLU", "same_title"],
    ]);
    expect(said(clothes)).toEqual([["HG-LMP-0021-WHT", "same_code"]]);
    expect(said(chinese)).toEqual([["HG-LMP-0021-WHT", "words"]]);
    expect(said(code)[0]).toEqual(["HG-MUG-0007-BLU", "barcode"]);
    expect(said(none)).toEqual([]);
  });
});

describe("the list", () => {
  test("pages by seller code without gap or repeat, and finds by the beginning of a code in any case, by platform id and by title", async () => {
    const shop = await setUpTestShop(app, directory, {});
    for (const code of ["b-2", "A-1", "B-1", "C-1", "C-2"]) await list(shop, code, { title: `Thing 100% ${code}` });
    const codes: string[] = [];
    let after: Awaited<ReturnType<typeof listListings>>["next"] = null;
    for (let page = 0; page < 5; page += 1) {
      const got = await listListings(app, shop.scope, { tab: "unpaired", shops: undefined, after: after ?? undefined }, 2);
      codes.push(...got.rows.map((row) => row.seller_code));
      after = got.next;
      if (after === null) break;
    }
    expect(codes).toEqual(["A-1", "B-1", "C-1", "C-2", "b-2"]);
    const find = async (field: "seller_code" | "listing_key" | "title", text: string) =>
      (await listListings(app, shop.scope, { tab: "all", shops: undefined, search: { field, text } }, 10)).rows.map(
        (row) => row.seller_code,
      );
    expect(await find("seller_code", "b-")).toEqual(["B-1", "b-2"]);
    expect(await find("listing_key", "L-C-2")).toEqual(["C-2"]);
    expect(await find("title", "100% c")).toEqual(["C-1", "C-2"]);
    expect(await find("title", "%")).toHaveLength(5);
    expect(await find("title", "_")).toEqual([]);
  });

  test("a title is found by any piece of it, with its words and across them, and after a change by the new one", async () => {
    const shop = await setUpTestShop(app, directory, {});
    await list(shop, "T-1", { title: "Folding Mug-Rack, 搪瓷露营杯 350ml" });
    await list(shop, "T-2", { title: "Plain Rug" });
    const find = async (text: string) => {
      const query = { shops: undefined, search: { field: "title", text } } as const;
      const { rows } = await listListings(app, shop.scope, { ...query, tab: "all" }, 10);
      expect((await countTabs(app, shop.scope, query)).all.count).toBe(rows.length);
      return rows.map((row) => row.seller_code);
    };
    for (const piece of ["old", "mug-r", "Rack, 搪", "露", "瓷露营", "50m", "ing Mug-Rack, 搪瓷露营杯 35"])
      expect(await find(piece)).toEqual(["T-1"]);
    expect(await find("ug")).toEqual(["T-1", "T-2"]);
    for (const piece of ["mug rack", "营露", "folding rug", "mugs"]) expect(await find(piece)).toEqual([]);
    await list(shop, "T-1", { title: "Steel Mug" });
    expect(await find("steel")).toEqual(["T-1"]);
    expect(await find("mug")).toEqual(["T-1"]);
    expect(await find("folding")).toEqual([]);
  });

  test("of one package: the listings that were ordered in it", async () => {
    const shop = await setUpTestShop(app, directory, { MUG: 1 });
    await list(shop, "ODD");
    await list(shop, "UNORDERED");
    const packageId = await packages.arrive(shop, "PO-1", "ODD", 1);
    const { rows } = await listListings(app, shop.scope, { tab: "unpaired", shops: undefined, packageId }, 10);
    expect(rows.map((row) => row.seller_code)).toEqual(["ODD"]);
    expect(rows[0]?.first_seen_at).not.toBeNull();
  });
});
