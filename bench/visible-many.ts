import { loadavg } from "node:os";
import { seededRandom } from "../sim/kernel/random.ts";
import { openHook } from "../src/db/hooks.ts";
import { buildWeb } from "../src/main/web-build.ts";
import { openDesk } from "./desk.ts";
import { percentile, round } from "./figures.ts";
import { hasFlag, readNumber } from "./flags.ts";
import { type BenchInstall, openBenchInstall } from "./install.ts";
import { openReader } from "./reader.ts";
import type { BenchResult } from "./result.ts";
import { awaitFiguresShown, foundSeller, type Seller, stockShops } from "./shops.ts";
import { delayReplies, placeOrders, readCallStats, subscribe } from "./simulator-control.ts";
import { countDifferences } from "./verify.ts";

const pollPeriodMs = 1_000;
const cap = 120;
const goals = { polls: { p50Ms: 1_200, p99Ms: 3_000 }, webhooks: { p50Ms: 1_200, p99Ms: 1_000 } };
// what the first figures cost is out of every window by then
const calmMs = 70_000;
const lastMs = 10_000;
const daySeconds = 24 * 3_600;

/**
 * The same for a seller with many shops, on a production install with a durable database: buyers come to all shops together as a Poisson
 * process, once the figures of the first stock have been shown. Flags: --shops N, --orders N (default 300), --rate N (orders an hour and shop, default 60), --rtt MS (how long the platform takes
 * to answer, default 0), --workers N (default 1), --webhooks, --browser. Without a browser, which would take the small machine's processors
 * from the sync that is measured, a reader does what its page does. The reference is the lower bound: half the poll period and one answer.
 */
export async function benchVisibleToMany(args: readonly string[]): Promise<BenchResult> {
  const shops = readNumber(args, "shops", 100);
  const count = readNumber(args, "orders", 300);
  const rttMs = readNumber(args, "rtt", 0);
  const rate = readNumber(args, "rate", 60);
  const goal = hasFlag(args, "webhooks") ? goals.webhooks : goals.polls;
  const hasBrowser = hasFlag(args, "browser");
  if (hasBrowser) await buildWeb(new AbortController().signal);
  const bench = await openBenchInstall(shops);
  try {
    const seller = await foundSeller(bench.install, shops);
    await bench.startServer();
    for (let index = 0; index < readNumber(args, "workers", 1); index += 1) await bench.startWorker();
    await stockShops(bench.install, seller);
    await awaitFiguresShown(bench.install, seller);
    if (hasFlag(args, "webhooks")) await announceTo(bench, seller);
    if (rttMs > 0) await delayReplies(bench.control, rttMs);
    const { delays, stored, loadAverage } = await measure(bench, seller, hasBrowser, { count, perMs: (shops * rate) / 3_600_000 });
    const stats = await readCallStats(bench.control);
    const differences = await countDifferences(bench.database);
    const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
    const bound = pollPeriodMs / 2 + rttMs;
    return {
      name: "visible",
      ratio: round(p50 / bound, 2),
      goal: round(goal.p50Ms / bound, 2),
      ours: {
        p50Ms: Math.round(p50),
        p95Ms: Math.round(percentile(delays, 0.95)),
        p99Ms: Math.round(p99),
        maxMs: Math.round(Math.max(...delays)),
        storedP50Ms: Math.round(percentile(stored, 0.5)),
        storedP99Ms: Math.round(percentile(stored, 0.99)),
        goalP50Ms: goal.p50Ms,
        goalP99Ms: goal.p99Ms,
        shops,
        orders: delays.length,
        notSeen: count - delays.length,
        calls: stats.calls,
        capViolations: stats.violations,
        worstWindow: stats.worstWindow,
        differences,
        loadAverage,
      },
      reference: { lowerBoundMs: bound, rttMs },
      runs: 1,
      ok:
        p50 <= goal.p50Ms &&
        p99 <= goal.p99Ms &&
        stats.violations === 0 &&
        differences === 0 &&
        stats.worstWindow <= cap &&
        delays.length === count,
    };
  } finally {
    await bench.close();
  }
}

/** Enters our address for announcements at the platform. */
async function announceTo({ install, control, url }: BenchInstall, { scope }: Seller): Promise<void> {
  const key = await openHook(install.directory, install.app.entropy.uuid(), scope.tenant, "temu");
  await subscribe(control, `${url}/hooks/temu/${key}`);
}

/** How many orders, and how many come in a millisecond on average. */
type Flow = { count: number; perMs: number };

type Measured = { delays: number[]; stored: number[]; loadAverage: number };

/** Places the orders and returns how long each took to be stored and to be seen; what was never seen is absent. */
async function measure(bench: BenchInstall, seller: Seller, hasBrowser: boolean, { count, perMs }: Flow): Promise<Measured> {
  // the page has something to show before the first order that counts
  await placeOrders(bench.control, { shop: seller.shops[0]?.mallId, count: 1, shipWithinSeconds: daySeconds });
  const account = { url: bench.url, ...seller };
  const desk = hasBrowser ? await openDesk(account) : await openReader(account);
  try {
    await desk.waitForRow();
    await new Promise((resolve) => setTimeout(resolve, calmMs));
    const committed = await placeAtRandom(bench, seller, count, perMs);
    await new Promise((resolve) => setTimeout(resolve, lastMs));
    const seen = await desk.seen();
    const stored = await readStored(bench, seller);
    sayStragglers(committed, stored, seen);
    return { delays: delaysOf(committed, seen), stored: delaysOf(committed, stored), loadAverage: round(loadavg()[0] ?? 0, 2) };
  } finally {
    await desk.close();
  }
}

type Moments = ReadonlyMap<string, number>;

async function placeAtRandom(bench: BenchInstall, seller: Seller, count: number, perMs: number): Promise<Moments> {
  const random = seededRandom(42);
  const committed = new Map<string, number>();
  const begun = performance.now();
  let due = 0;
  for (let index = 0; index < count; index += 1) {
    due += -Math.log(1 - random.next()) / perMs;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - (performance.now() - begun))));
    // each new deadline is nearer than all before: its row stands on the part of the list that is on the screen
    const shipWithinSeconds = daySeconds - 60 - 2 * Math.ceil((performance.now() - begun) / 1_000);
    const order = { shop: random.pick(seller.shops).mallId, count: 1, shipWithinSeconds };
    for (const [sn, at] of await placeOrders(bench.control, order)) committed.set(sn, at);
    if (index % 50 === 49) process.stderr.write(`${index + 1} of ${count} orders\n`);
  }
  return committed;
}

/** When each order came into the database. */
async function readStored({ install }: BenchInstall, { scope }: Seller): Promise<Moments> {
  const rows = await install.app.database.inTenant(scope.tenant, (tx) =>
    tx.selectFrom("shop_order").select(["platform_order_id", "downloaded_at"]).where("tenant_id", "=", scope.tenant).execute(),
  );
  return new Map(rows.map((row) => [row.platform_order_id, row.downloaded_at]));
}

const delaysOf = (committed: Moments, then: Moments): number[] =>
  [...committed].flatMap(([sn, at]) => (then.has(sn) ? [(then.get(sn) ?? at) - at] : []));

/** Says where the slowest lost their time: when they were placed, and the two legs of their way. */
function sayStragglers(committed: Moments, stored: Moments, seen: Moments): void {
  const first = Math.min(...committed.values());
  const slowest = [...committed]
    .toSorted(([one, at], [other, then]) => (seen.get(other) ?? 0) - then - ((seen.get(one) ?? 0) - at))
    .slice(0, 5);
  for (const [sn, at] of slowest) {
    const [toStore, toSee] = [(stored.get(sn) ?? Number.NaN) - at, (seen.get(sn) ?? Number.NaN) - at];
    process.stderr.write(`slow: placed at ${Math.round((at - first) / 1_000)} s, stored after ${toStore} ms, seen after ${toSee} ms\n`);
  }
}
