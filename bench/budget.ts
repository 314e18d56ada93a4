import { loadavg } from "node:os";
import type { Install } from "../src/app/install.ts";
import { claimLease, type Lease, listLeases } from "../src/db/leases.ts";
import { callPolicies } from "../src/domain/shops/call-policy.ts";
import { assertPresent } from "../src/kernel/assert-never.ts";
import { systemClock } from "../src/main/clock.ts";
import { type Budget, openBudget } from "../src/sync/budget.ts";
import { keepLease, type LeaseKeeper } from "../src/sync/lease-keeper.ts";
import { type DatabaseMeter, openDatabaseMeter } from "./database-meter.ts";
import { percentile, round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import { openBenchInstall } from "./install.ts";
import type { BenchResult } from "./result.ts";
import { foundSeller } from "./shops.ts";

const goalMs = 1;
const leaseMs = 15_000;
const beatMs = 3_750;
const callMs = 60;
const sliceMs = 5_000;

/**
 * What a granted call costs in processor time of this process and in time that the database is at work: so many shops with budgets and leases
 * of their own, each wanting a call a second, beats and pledges included; nothing is sent. The cost of the benchmark's own timers is
 * measured first and taken off. Amortised over five seconds at a time: the median slice counts. Flags: --shops N (default 1000),
 * --seconds S (default 90).
 */
export async function benchBudget(args: readonly string[]): Promise<BenchResult> {
  const shops = readNumber(args, "shops", 1_000);
  const seconds = readNumber(args, "seconds", 90);
  const bench = await openBenchInstall(1);
  const meter = await openDatabaseMeter(bench.database);
  try {
    await foundSeller(bench.install, shops);
    const bare = await drive(shops, 20, meter, async () => {});
    const runners = await openRunners(bench.install, shops);
    const stop = new AbortController();
    let lost = 0;
    const beats = runners.map((runner, index) =>
      beat(runner, (index * beatMs) / shops, stop.signal, () => {
        lost += 1;
      }),
    );
    const slices = await drive(shops, seconds, meter, (index) => callOnce(assertPresent(runners[index], "a runner").budget));
    stop.abort();
    await Promise.all(beats);
    for (const { budget } of runners) budget.close();
    const own = percentile(
      bare.map((slice) => slice.cpuMs),
      0.5,
    );
    const cpu = slices.map((slice) => Math.max(0, slice.cpuMs - own));
    const costs = slices.map((slice, index) => (cpu[index] ?? 0) + slice.databaseMs);
    const p50 = percentile(costs, 0.5);
    return {
      name: "budget",
      ratio: round(p50 / goalMs, 3),
      goal: 1,
      ours: {
        p50Ms: round(p50, 3),
        worstSliceMs: round(Math.max(...costs), 3),
        cpuP50Ms: round(percentile(cpu, 0.5), 3),
        databaseCpuP50Ms: median(slices.map((slice) => slice.databaseCpuMs)),
        databaseP50Ms: round(
          percentile(
            slices.map((slice) => slice.databaseMs),
            0.5,
          ),
          3,
        ),
        callsPerSecond: Math.round(slices.reduce((sum, slice) => sum + slice.calls, 0) / ((slices.length * sliceMs) / 1_000)),
        beatsLost: lost,
        shops,
      },
      reference: { goalMs, bareTimersCpuMs: round(own, 3), loadAverage: round(loadavg()[0] ?? 0, 2) },
      runs: slices.length,
      ok: p50 <= goalMs && lost === 0,
    };
  } finally {
    await meter.close();
    await bench.close();
  }
}

const median = (figures: readonly number[]): number => round(percentile(figures, 0.5), 3);

type Runner = { budget: Budget; keeper: LeaseKeeper };

/** Claims every shop's lease and opens its budget, as a runner does. */
async function openRunners({ directory }: Install, shops: number): Promise<Runner[]> {
  const leases: Lease[] = [];
  for (const row of await listLeases(directory, shops)) leases.push(assertPresent(await claimLease(directory, row, "bench"), "the lease"));
  return leases.map((lease) => {
    const keeper = keepLease(directory, lease, systemClock, leaseMs);
    const budget = openBudget(callPolicies.cap120, systemClock, {
      opening: keeper.opening,
      pledge: keeper.pledge,
      shared: () => {
        throw new Error("no limit is shared");
      },
      share: () => 1,
    });
    return { keeper, budget };
  });
}

async function beat({ keeper, budget }: Runner, firstMs: number, stop: AbortSignal, onLost: () => void): Promise<void> {
  await systemClock.sleep(firstMs, stop);
  while (!stop.aborted) {
    // as in a runner's loop: a database that does not keep up costs a beat, not the run
    await keeper.beat(budget).catch(() => onLost());
    await systemClock.sleep(beatMs, stop);
  }
}

async function callOnce(budget: Budget): Promise<void> {
  const slot = assertPresent(await budget.acquire("P1", "bg.order.list.v2.get"), "a slot");
  await new Promise((resolve) => setTimeout(resolve, callMs));
  budget.complete(slot);
}

type Slice = { calls: number; cpuMs: number; databaseMs: number; databaseCpuMs: number };

/** Lets every shop act once a second, spread over the second, and returns the costs of an act by slices of time. */
async function drive(shops: number, seconds: number, meter: DatabaseMeter, act: (index: number) => Promise<void>): Promise<Slice[]> {
  let calls = 0;
  let isOver = false;
  const shop = async (index: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, (index * 1_000) / shops));
    while (!isOver) {
      const next = performance.now() + 1_000;
      await act(index);
      calls += 1;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
    }
  };
  const acting = Array.from({ length: shops }, (_, index) => shop(index));
  const slices: Slice[] = [];
  for (let end = performance.now() + seconds * 1_000; performance.now() < end; ) {
    const [before, cpu, work] = [calls, process.cpuUsage(), await meter.read()];
    await new Promise((resolve) => setTimeout(resolve, sliceMs));
    const { user, system } = process.cpuUsage(cpu);
    const made = calls - before;
    const then = await meter.read();
    const [databaseMs, databaseCpuMs] = [then.activeMs - work.activeMs, then.cpuMs - work.cpuMs];
    if (made === 0) continue;
    slices.push({ calls: made, cpuMs: (user + system) / 1_000 / made, databaseMs: databaseMs / made, databaseCpuMs: databaseCpuMs / made });
  }
  isOver = true;
  await Promise.all(acting);
  return slices;
}
