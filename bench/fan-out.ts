import { z } from "zod";
import { createDocument } from "../src/app/create-document.ts";
import { createSkus, openStock } from "../src/app/create-skus.ts";
import { pairByHand } from "../src/app/pair-by-hand.ts";
import { assertPresent } from "../src/kernel/assert-never.ts";
import type { SkuId } from "../src/kernel/id.ts";
import { percentile, round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import { type BenchInstall, openBenchInstall } from "./install.ts";
import type { BenchResult } from "./result.ts";
import { benchSku, foundSeller, listingsOf, type Seller } from "./shops.ts";
import { countDifferences } from "./verify.ts";

const code = "HOT";
const opening = 100_000;
const hands = 10;
const left = 3;
// a change is put off by those that follow it for ten seconds, and its write may take three
const longestMs = 13_000;
const goal = 1.1;
const patienceMs = 180_000;
const lookMs = 250;
// longer than any push is looked at again later
const calmMs = 30_000;

const Arrivals = z.object({ temu: z.array(z.object({ atMs: z.number(), mall: z.string().nullable(), type: z.string() })) });
const Listings = z.object({ listings: z.array(z.object({ mallId: z.string(), extCode: z.string(), stock: z.number() })) });
type Call = z.infer<typeof Arrivals>["temu"][number];

/** One SKU on sale in every shop under the same seller code. */
type Scene = { bench: BenchInstall; seller: Seller; skuId: SkuId; extCode: string; units: number };
/** What some changes came to. `windows`: for each shop, how long it went on offering what was gone, in ms from the last change. */
type Round = { windows: number[]; writes: number; reads: number; fewest: number; changesMs: number; wrong: number };

/**
 * A change of one SKU that many shops sell. First single changes (`--singles`, default 5), each followed until every shop shows the new figure;
 * then bursts of `--changes` (default 1,000) made by ten hands at once; then the change that leaves three. Ratio: calls to the platforms by the
 * fewest with which the last value can be everywhere in time: a write a listing for every change that stands alone and for every burst, and one
 * more for each thirteen seconds that a burst lasts, because no figure may wait longer. The window in which an oversell was possible begins with
 * the commit of the last change and ends when the platform has the write. Flags: --shops N (default 200), --bursts N (default 2).
 */
export async function benchFanOut(args: readonly string[]): Promise<BenchResult> {
  const shops = readNumber(args, "shops", 200);
  const changes = readNumber(args, "changes", 1_000);
  const bench = await openBenchInstall(shops);
  try {
    const scene = await prepare(bench, shops);
    const singles = await roundsOf(scene, readNumber(args, "singles", 5), 1);
    const bursts = await roundsOf(scene, readNumber(args, "bursts", 2), changes);
    const scarce = await roundsOf(scene, 1, 1, scene.units - left);
    const differences = await countDifferences(bench.database);
    const all = [...singles, ...bursts, ...scarce];
    const sum = (rounds: readonly Round[], what: (one: Round) => number) => rounds.reduce((total, one) => total + what(one), 0);
    const ratioOf = (rounds: readonly Round[]) => sum(rounds, (one) => one.writes + one.reads) / sum(rounds, (one) => one.fewest);
    const ratio = Math.max(ratioOf(singles), ratioOf(bursts));
    const windowOf = (rounds: readonly Round[], share: number) =>
      Math.round(
        percentile(
          rounds.flatMap((one) => one.windows),
          share,
        ),
      );
    const wrong = sum(all, (one) => one.wrong);
    return {
      name: "fan-out",
      ratio: round(ratio, 3),
      goal,
      ours: {
        shops,
        changes,
        singleRatio: round(ratioOf(singles), 3),
        burstRatio: round(ratioOf(bursts), 3),
        callsPerBurstAndShop: round(sum(bursts, (one) => one.writes + one.reads) / (bursts.length * shops), 2),
        reads: sum(all, (one) => one.reads),
        singleWindowP50Ms: windowOf(singles, 0.5),
        singleWindowP99Ms: windowOf(singles, 0.99),
        burstWindowP50Ms: windowOf(bursts, 0.5),
        burstWindowP99Ms: windowOf(bursts, 0.99),
        scarceWindowP50Ms: windowOf(scarce, 0.5),
        scarceWindowP99Ms: windowOf(scarce, 0.99),
        burstMs: Math.round(Math.max(...bursts.map((one) => one.changesMs))),
        wrongFigures: wrong,
        differences,
      },
      reference: { fewestPerSingle: shops, fewestPerBurst: sum(bursts, (one) => one.fewest) / bursts.length },
      runs: all.length,
      ok: ratio <= goal && wrong === 0 && differences === 0,
    };
  } finally {
    await bench.close();
  }
}

/** Opens the shops, pairs the listing that has the same seller code in all of them with one SKU, and waits until each shop shows what there is. */
async function prepare(bench: BenchInstall, shops: number): Promise<Scene> {
  const { app } = bench.install;
  const seller = await foundSeller(bench.install, shops);
  await bench.startWorker();
  const found = await Promise.all(seller.shops.map((shop) => listingsOf(app, seller, shop.id)));
  const extCode = assertPresent(found[0]?.[0], "listing").sellerCode;
  const skuId = assertPresent((await createSkus(app, seller.scope, [benchSku(code)])).get(code), "SKU");
  await openStock(app, seller.scope, seller.warehouse, [{ skuId, units: opening }]);
  const listings = found.flatMap((list) => list.filter((one) => one.sellerCode === extCode));
  const paired = await pairByHand(
    app,
    seller.scope,
    listings.map((listing) => ({ listingId: listing.id, skuId, quantity: 1, how: "hand" })),
  );
  if (paired.filter((one) => one.ok).length !== shops) throw new Error("the listings were not paired");
  const scene = { bench, seller, skuId, extCode, units: opening };
  await untilQuiet(scene);
  const wrong = (await figures(scene)).filter((stock) => stock !== opening).length;
  process.stderr.write(`${shops} shops show the opening figure, ${wrong} do not\n`);
  return scene;
}

async function roundsOf(scene: Scene, count: number, changes: number, units = 1): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let index = 0; index < count; index += 1) {
    const one = await oneRound(scene, changes, units);
    rounds.push(one);
    process.stderr.write(
      `${changes} changes in ${Math.round(one.changesMs)} ms: ${one.writes} writes, ${one.reads} reads, ${one.wrong} figures wrong\n`,
    );
  }
  return rounds;
}

async function oneRound(scene: Scene, changes: number, units: number): Promise<Round> {
  const { bench, seller } = scene;
  const earlier = (await calls(bench)).length;
  const begunMs = Date.now();
  let made = 0;
  const hand = async (): Promise<void> => {
    while (made < changes) {
      made += 1;
      await take(scene, units);
    }
  };
  await Promise.all(Array.from({ length: Math.min(hands, changes) }, hand));
  const changedMs = Date.now();
  scene.units -= changes * units;
  await untilQuiet(scene);
  const mine = (await calls(bench)).slice(earlier);
  const writes = mine.filter((call) => isStockCall(call) && isWrite(call));
  const lastOf = new Map(writes.map((call) => [call.mall, call.atMs]));
  return {
    windows: seller.shops.flatMap((shop) => (lastOf.has(shop.mallId) ? [(lastOf.get(shop.mallId) ?? 0) - changedMs] : [])),
    writes: writes.length,
    reads: mine.filter((call) => isStockCall(call) && !isWrite(call)).length,
    fewest: seller.shops.length * (1 + Math.floor((changedMs - begunMs) / longestMs)),
    changesMs: changedMs - begunMs,
    wrong: (await figures(scene)).filter((stock) => stock !== scene.units).length,
  };
}

async function take({ bench, seller }: Scene, units: number): Promise<void> {
  const made = await createDocument(bench.install.app, seller.scope, {
    kind: "stock_out",
    reason: "damaged",
    note: "",
    warehouseId: seller.warehouse,
    toWarehouseId: null,
    lines: [{ code, units }],
  });
  if (!made.ok) throw new Error(made.error.code);
}

const isStockCall = (call: Call): boolean => call.type.includes("stock");
const isWrite = (call: Call): boolean => /edit|update|change/.test(call.type);

async function calls(bench: BenchInstall): Promise<Call[]> {
  return Arrivals.parse(await (await fetch(`${bench.control}/arrivals`)).json()).temu;
}

/** What each shop shows of the SKU. */
async function figures({ bench, extCode }: Scene): Promise<number[]> {
  const { listings } = Listings.parse(await (await fetch(`${bench.control}/listings`)).json());
  return listings.filter((item) => item.extCode === extCode).map((item) => item.stock);
}

/** Waits until no push is left to do, and then as long as one could be looked at once more. */
async function untilQuiet({ bench, seller }: Scene): Promise<void> {
  const { tenant } = seller.scope;
  const deadline = performance.now() + patienceMs;
  for (let quietMs = 0; quietMs < calmMs; quietMs += lookMs) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    const open = await bench.install.app.database.inTenant(tenant, (tx) =>
      tx
        .selectFrom("intent")
        .select("id")
        .where("tenant_id", "=", tenant)
        .where("state", "in", ["pending", "sent", "accepted", "unknown"])
        .limit(1)
        .execute(),
    );
    if (open.length > 0) quietMs = 0;
    if (performance.now() > deadline) throw new Error("the pushes did not end");
  }
}
