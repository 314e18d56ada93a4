import { loadavg } from "node:os";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type DatabaseMeter, openDatabaseMeter } from "./database-meter.ts";
import { round } from "./figures.ts";
import { findText, readNumber } from "./flags.ts";
import { askGauge, type GaugeFigures, gaugeFlags } from "./gauged.ts";
import { type BenchInstall, openBenchInstall } from "./install.ts";
import type { Program } from "./program.ts";
import type { BenchResult } from "./result.ts";
import { foundSeller, type Seller } from "./shops.ts";
import { placeOrders, readCallStats } from "./simulator-control.ts";
import { countDifferences } from "./verify.ts";

const goals = { rssMb: 600, lateP99Ms: 50 };
const startPatienceMs = 300_000;
// long enough for a shop to fall asleep, and less than an integer column of milliseconds holds
const asleepMs = 20 * 24 * 3_600_000;
const settleMs = 90_000;
const lookMs = 5_000;
const mega = 1024 * 1024;

/**
 * One worker with many shops: `--active N` of them get orders and are polled each second, the others have had none for weeks. Memory and
 * lateness of the worker's event loop over `--minutes` (default 3), what a platform call costs in processor and database time, and what
 * the shops without orders cost. Flags: --shops N (default 500), --active N (default 50), --profile FILE (a .cpuprofile). The
 * reference is this process beside it, which does nothing: how late the machine lets anybody run.
 */
export async function benchWorker(args: readonly string[]): Promise<BenchResult> {
  const shops = readNumber(args, "shops", 500);
  const active = Math.min(shops, readNumber(args, "active", 50));
  const measureMs = readNumber(args, "minutes", 3) * 60_000;
  const bench = await openBenchInstall(shops);
  const meter = await openDatabaseMeter(bench.database);
  try {
    const seller = await foundSeller(bench.install, shops);
    const worker = await bench.startWorker(gaugeFlags);
    await awaitStart(bench, seller);
    const started = await askGauge(worker, { passMs: asleepMs });
    process.stderr.write(
      `all shops run: ${Math.round(started.rssBytes / mega)} MB, ${Math.round(started.cpuMs / shops)} ms of processor a shop\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    for (const shop of seller.shops.slice(0, active)) await placeOrders(bench.control, { shop: shop.mallId, count: 5 });
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const figures = await measure(bench, worker, meter, measureMs, findText(args, "profile"));
    const ratio = round(Math.max(figures.ours.rssMb / goals.rssMb, figures.ours.lateP99Ms / goals.lateP99Ms), 3);
    const { ours, reference } = figures;
    const differences = await countDifferences(bench.database);
    return {
      name: "worker",
      ratio,
      goal: 1,
      ours: { ...ours, shops, active, differences },
      reference,
      runs: 1,
      ok: ratio < 1 && ours.capViolations === 0 && differences === 0,
    };
  } finally {
    await meter.close();
    await bench.close();
  }
}

/** Waits until the worker has read something of every shop. */
async function awaitStart({ install }: BenchInstall, { scope, shops }: Seller): Promise<void> {
  const deadline = performance.now() + startPatienceMs;
  for (;;) {
    const running = await install.app.database.inTenant(scope.tenant, (tx) =>
      tx.selectFrom("shop").select("id").where("tenant_id", "=", scope.tenant).where("state", "=", "active").execute(),
    );
    if (running.length >= shops.length) return;
    if (performance.now() > deadline) throw new Error(`only ${running.length} of ${shops.length} shops run`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function measure(bench: BenchInstall, worker: Program, meter: DatabaseMeter, ms: number, profileTo: string | undefined) {
  const idle = monitorEventLoopDelay({ resolution: 5 });
  idle.enable();
  const first = await askGauge(worker, { begin: true, ...(profileTo !== undefined && { profile: true }) });
  const [calls, work, begun] = [await readCallStats(bench.control), await meter.read(), performance.now()];
  let rssBytes = first.rssBytes;
  let last: GaugeFigures = first;
  while (performance.now() - begun < ms) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    last = await askGauge(worker);
    rssBytes = Math.max(rssBytes, last.rssBytes);
  }
  const [callsThen, workThen, seconds] = [await readCallStats(bench.control), await meter.read(), (performance.now() - begun) / 1_000];
  if (profileTo !== undefined) await askGauge(worker, { profileTo });
  const made = callsThen.calls - calls.calls;
  return {
    ours: {
      rssMb: Math.round(rssBytes / mega),
      heapMb: Math.round(last.heapBytes / mega),
      heapTotalMb: Math.round(last.heapTotalBytes / mega),
      externalMb: Math.round(last.externalBytes / mega),
      lateP50Ms: round(last.lateP50Ms, 1),
      lateP99Ms: round(last.lateP99Ms, 1),
      lateMaxMs: Math.round(last.lateMaxMs),
      callsPerSecond: round(made / seconds, 1),
      cpuShare: round((last.cpuMs - first.cpuMs) / 1_000 / seconds, 3),
      cpuMsPerCall: round((last.cpuMs - first.cpuMs) / made, 2),
      transactionsPerSecond: round((workThen.transactions - work.transactions) / seconds, 1),
      databaseShare: round((workThen.activeMs - work.activeMs) / 1_000 / seconds, 3),
      databaseCpuShare: round((workThen.cpuMs - work.cpuMs) / 1_000 / seconds, 3),
      databaseMsPerCall: round((workThen.activeMs - work.activeMs) / made, 2),
      capViolations: callsThen.violations,
      worstWindow: callsThen.worstWindow,
    },
    reference: {
      goalRssMb: goals.rssMb,
      goalLateP99Ms: goals.lateP99Ms,
      idleLateP99Ms: round(Math.max(0, idle.percentile(99) / 1e6 - 5), 1),
      loadAverage: round(loadavg()[0] ?? 0, 2),
    },
  };
}
