import { sql } from "kysely";
import type { App } from "../src/app/app.ts";
import { countTabs, type ListingQuery, listListings } from "../src/app/list-listings.ts";
import { listSelling } from "../src/app/list-selling-listings.ts";
import { findSkus, getSku, listSkus, type SkuConditions } from "../src/app/list-skus.ts";
import { getSkuStock, listStock, type StockQuery, sumStock } from "../src/app/list-stock.ts";
import { getPairingRules, lookAhead } from "../src/app/pairing-rules.ts";
import type { Scope } from "../src/app/scope.ts";
import { suggestSkus } from "../src/app/suggest-skus.ts";
import { openDatabase, type Tx } from "../src/db/database.ts";
import { verifyStock } from "../src/db/verify-stock.ts";
import { assertPresent } from "../src/kernel/assert-never.ts";
import type { ListingId, ShopId, SkuId } from "../src/kernel/id.ts";
import { openTestApp, steppedClock } from "../test/support/test-app.ts";
import { setUpTestShop } from "../test/support/test-shop.ts";
import { createDatabase, startThrowAwayServer } from "../test/support/throw-away-server.ts";
import { fillCatalog } from "./catalog-fill.ts";
import { percentile, round } from "./figures.ts";
import { findText, readNumber } from "./flags.ts";
import type { BenchResult } from "./result.ts";

const goalP95Ms = 100;
const pageSize = 50;
const skuPageSize = 100;
const warmUps = 3;

/** One read of a page: each run asks for something else. */
type Act = (run: number) => Promise<unknown>;

/** Rows of the filled catalogue, spread over it, that the reads ask for. */
type Sample = {
  skus: { id: SkuId; code: string; barcode: string }[];
  listings: { id: ListingId; shop: ShopId; sellerCode: string; listingKey: string; title: string }[];
  unpaired: ListingId[];
};

/**
 * Lists, searches, totals and suggestions of the catalogue, pairing and stock pages by the use cases themselves, under row security, over
 * `--skus N` (default 100,000) and `--listings N` (300,000). Each read `--runs N` times (40), one after the other; the slowest p95 counts.
 * `--only TEXT`: reads whose name has it. The reference is one row by its key in the same run. The ledger must add up in the end.
 */
export async function benchCatalog(args: readonly string[]): Promise<BenchResult> {
  const [skus, listings, runs] = [readNumber(args, "skus", 100_000), readNumber(args, "listings", 300_000), readNumber(args, "runs", 40)];
  const only = findText(args, "only") ?? "";
  const { server, stop } = await startThrowAwayServer({ durable: true });
  try {
    const database = await createDatabase(server);
    const { app: test, directory, close } = openTestApp(database, steppedClock("2026-11-22T08:00:00Z"));
    const { scope, tenant, ...shop } = await setUpTestShop(test, directory, {});
    await fillCatalog(database, { scope, tenant, ...shop }, skus, listings);
    const tenants = openDatabase({ ...database.app, prepares: true }, 4);
    const app: App = { ...test, database: tenants };
    const sample = await tenants.inTenant(tenant, (tx) => readSample(tx, skus, listings));
    const acts = Object.entries({
      ...skuReads(app, scope, sample),
      ...listingReads(app, scope, sample),
      ...stockReads(app, scope, sample),
    });
    const reference = await measure("one row by its key", readOne(app, scope, sample), runs);
    const p95s: [string, number][] = [];
    for (const [name, act] of acts) if (name.includes(only)) p95s.push([name, await measure(name, act, runs)]);
    const differences = (await tenants.inTenant(tenant, (tx) => verifyStock(tx, tenant))).length;
    await tenants.close();
    await close();
    const worst = Math.max(...p95s.map(([, p95]) => p95));
    return {
      name: "catalog",
      ratio: round(worst / goalP95Ms, 2),
      goal: 1,
      ours: { ...Object.fromEntries(p95s.map(([name, p95]) => [name, round(p95, 1)])), stockDifferences: differences, skus, listings },
      reference: { oneRowP95Ms: round(reference, 2), goalP95Ms },
      runs,
      ok: worst <= goalP95Ms && differences === 0,
    };
  } finally {
    await stop();
  }
}

async function measure(name: string, act: Act, runs: number): Promise<number> {
  const took: number[] = [];
  for (let run = -warmUps; run < runs; run += 1) {
    const begun = performance.now();
    await act(run + warmUps);
    if (run >= 0) took.push(performance.now() - begun);
  }
  const p95 = percentile(took, 0.95);
  process.stderr.write(`${p95.toFixed(1).padStart(8)} ms p95 ${percentile(took, 0.5).toFixed(1).padStart(8)} ms p50  ${name}\n`);
  return p95;
}

async function readSample(tx: Tx, skus: number, listings: number): Promise<Sample> {
  const some = await sql<Sample["skus"][number]>`
    select s.id, s.code, b.barcode from (select *, row_number() over (order by id) as n from sku) s join sku_barcode b on b.sku_id = s.id
    where s.kind = 'single' and n % ${Math.max(1, Math.floor(skus / 97))} = 0 order by s.id`.execute(tx);
  const sold = await sql<Sample["listings"][number]>`
    select id, shop_id as shop, seller_code as "sellerCode", listing_key as "listingKey", title
    from (select *, row_number() over (order by id) as n from listing) l where n % ${Math.max(1, Math.floor(listings / 97))} = 0 order by id`.execute(
    tx,
  );
  const open = await sql<{ id: ListingId }>`select id from listing where not is_paired order by listing_key limit 3000`.execute(tx);
  return { skus: some.rows, listings: sold.rows, unpaired: open.rows.map((row) => row.id) };
}

const turn = <T>(list: readonly T[], run: number): T => assertPresent(list[run % list.length], "something to ask for");

function readOne({ database }: App, { tenant }: Scope, { skus }: Sample): Act {
  return (run) =>
    database.inTenant(tenant, (tx) =>
      tx.selectFrom("sku").select("code").where("tenant_id", "=", tenant).where("id", "=", turn(skus, run).id).execute(),
    );
}

function skuReads(app: App, scope: Scope, { skus }: Sample): Record<string, Act> {
  const read = (wanted: (run: number) => SkuConditions, after?: (run: number) => string): Act => {
    return (run) => listSkus(app, scope, wanted(run), { after: after?.(run), size: skuPageSize });
  };
  const typed = (text: (run: number) => string): Act => {
    return (run) => findSkus(app, scope, { text: text(run), kind: run % 2 === 0 ? undefined : "single" });
  };
  const { code, middle, tail } = partsOf(skus);
  return {
    "skus: first page": read(() => ({})),
    "skus: a later page": read(() => ({}), code),
    "skus: bundles": read(() => ({ kinds: ["bundle"] })),
    "skus: undeclared": read(() => ({ onlyUndeclared: true })),
    "skus: codes and barcodes": read((run) => ({ values: skus.slice(0, 1 + (run % 50)).map((sku) => sku.barcode) })),
    "skus: text that many have": read((run) => ({ text: turn(["mug", "red", "陶瓷", "1", "enamel mug", "白色"], run) })),
    "skus: text that some have": read((run) => ({
      text: turn(["enamel cup red", "防水 可折叠", "hg-mug blu", "350ml 搪瓷", "竹制静音"], run),
    })),
    "skus: part of a code": read((run) => ({ text: middle(run) })),
    "skus: end of a barcode": read((run) => ({ text: tail(run) })),
    "skus: text that none has": read((run) => ({ text: turn(["zzz", "mugg", "紫檀", "nothing at all"], run) })),
    "skus: part of a code, bundles only": read((run) => ({ text: middle(run), kinds: ["bundle"] })),
    "find SKU: code": typed(code),
    "find SKU: begun code": typed((run) => code(run).slice(0, 2 + (run % 8))),
    "find SKU: rare part": typed(middle),
    "find SKU: none": typed(() => "zzz"),
    "open SKU": (run) => getSku(app, scope, turn(skus, run).id),
    "open SKU: where it sells": (run) => listSelling(app, scope, turn(skus, run).id),
  };
}

function partsOf(skus: Sample["skus"]) {
  return {
    code: (run: number) => turn(skus, run).code,
    middle: (run: number) => turn(skus, run).code.slice(3, 12),
    tail: (run: number) => turn(skus, run).barcode.slice(-6),
  };
}

function listingReads(app: App, scope: Scope, { listings, unpaired }: Sample): Record<string, Act> {
  const one = (run: number) => turn(listings, run);
  const title = (text: (run: number) => string) => (run: number) =>
    ({ shops: undefined, search: { field: "title", text: text(run) } }) satisfies Omit<ListingQuery, "tab">;
  const wishes: Record<string, (run: number) => Omit<ListingQuery, "tab">> = {
    "no filter": () => ({ shops: undefined }),
    "one shop": (run) => ({ shops: [one(run).shop] }),
    delisted: () => ({ shops: undefined, states: ["delisted"] }),
    foreign: () => ({ shops: undefined, stock: "foreign" }),
    "code begins": (run) => ({ shops: undefined, search: { field: "seller_code", text: one(run).sellerCode.slice(0, 3 + (run % 8)) } }),
    "platform id": (run) => ({ shops: undefined, search: { field: "listing_key", text: one(run).listingKey } }),
    "title word that many have": title((run) => turn(["mug", "Camping", "gift for mom", "kitchen", "home kitchen outdoor"], run)),
    "title words that some have": title((run) => turn(["enamel mug for", "Bamboo Box", "silicone cup", "Vintage Lamp"], run)),
    "title's rare word": title((run) => one(run).title.split(" ").at(-2) ?? ""),
    "part of a title's rare word": title((run) => (one(run).title.split(" ").at(-2) ?? "").slice(1)),
    "text that no title has": title((run) => turn(["zzz", "no such thing", "马克杯"], run)),
  };
  const reads: Record<string, Act> = {};
  for (const [name, wish] of Object.entries(wishes)) {
    for (const tab of ["all", "unpaired"] as const)
      reads[`listings ${tab}: ${name}`] = (run) => listListings(app, scope, { ...wish(run), tab }, pageSize);
    reads[`listings counted: ${name}`] = (run) => countTabs(app, scope, wish(run));
  }
  const after = (run: number) => ({ sellerCode: one(run).sellerCode, id: one(run).id });
  const rule = (run: number, prefix: string, suffix: string) =>
    lookAhead(app, scope, { shopId: run % 2 === 0 ? null : one(run).shop, prefix, suffix, quantity: 1 });
  return {
    ...reads,
    "listings paired: first page": () => listListings(app, scope, { tab: "paired", shops: undefined }, pageSize),
    "listings all: a later page": (run) => listListings(app, scope, { tab: "all", shops: undefined, after: after(run) }, pageSize),
    "pairing: suggestions for a page": (run) =>
      suggestSkus(app, scope, unpaired.slice((run * pageSize) % unpaired.length, ((run * pageSize) % unpaired.length) + pageSize)),
    "pairing: rules": () => getPairingRules(app, scope),
    "pairing: rule that takes a prefix": (run) => rule(run, "EU_", ""),
    "pairing: rule that takes a suffix": (run) => rule(run, "", turn(["x", "-RED", "_2"], run)),
    "pairing: rule that meets nothing": (run) => rule(run, "ZZZ", ""),
  };
}

function stockReads(app: App, scope: Scope, { skus }: Sample): Record<string, Act> {
  const all = { onlyLow: false, onlyStocked: false };
  const { code, middle, tail } = partsOf(skus);
  const wishes: Record<string, (run: number) => StockQuery> = {
    all: () => all,
    low: () => ({ ...all, onlyLow: true }),
    stocked: () => ({ ...all, onlyStocked: true }),
    "text that many have": (run) => ({ ...all, search: turn(["mug", "red", "陶瓷", "1"], run) }),
    "part of a code": (run) => ({ ...all, search: middle(run) }),
    "end of a barcode": (run) => ({ ...all, search: tail(run) }),
    "low, part of a code": (run) => ({ ...all, onlyLow: true, search: middle(run) }),
  };
  const reads: Record<string, Act> = {};
  for (const [name, wish] of Object.entries(wishes)) {
    reads[`stock: ${name}`] = (run) => listStock(app, scope, wish(run), undefined);
    reads[`stock totals: ${name}`] = (run) => sumStock(app, scope, wish(run));
  }
  return {
    ...reads,
    "stock: a later page": (run) => listStock(app, scope, all, { code: code(run), warehouseCode: "W2" }),
    "stock of one SKU": (run) => getSkuStock(app, scope, turn(skus, run).id),
  };
}
