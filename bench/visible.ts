import { startCrossdock } from "../test/journey/running-crossdock.ts";
import { openDesk } from "./desk.ts";
import { percentile, round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import type { BenchResult } from "./result.ts";
import { placeOrders, readCallStats } from "./simulator-control.ts";
import { benchVisibleToMany } from "./visible-many.ts";

const goalP95Ms = 3_000;
const pollPeriodMs = 1_000;

/**
 * From the platform's commit of an order to its row in an open browser (a MutationObserver writes down when the row appears). With --shops N
 * a seller with many shops; else the demo's one shop with buyers beside. Flags: --orders N (default 60). The reference is the lower
 * bound: half the poll period.
 */
export async function benchVisible(args: readonly string[]): Promise<BenchResult> {
  if (args.includes("--shops")) return await benchVisibleToMany(args);
  const count = readNumber(args, "orders", 60);
  const crossdock = await startCrossdock();
  try {
    const desk = await openDesk(crossdock);
    await desk.waitForRow();
    const committed = await placeOneByOne(crossdock.control, count);
    const seen = await desk.seen();
    await desk.close();
    const delays = [...committed].flatMap(([sn, at]) => (seen.has(sn) ? [(seen.get(sn) ?? at) - at] : []));
    const { violations, worstWindow } = await readCallStats(crossdock.control);
    const p95 = percentile(delays, 0.95);
    const bound = pollPeriodMs / 2;
    return {
      name: "visible",
      ratio: round(percentile(delays, 0.5) / bound, 2),
      goal: null,
      ours: {
        p50Ms: Math.round(percentile(delays, 0.5)),
        p95Ms: Math.round(p95),
        p99Ms: Math.round(percentile(delays, 0.99)),
        goalP95Ms,
        orders: delays.length,
        capViolations: violations,
        worstWindow,
      },
      reference: { lowerBoundMs: bound },
      runs: 1,
      ok: p95 <= goalP95Ms && violations === 0 && delays.length === count,
    };
  } finally {
    await crossdock.stop();
  }
}

async function placeOneByOne(control: string, count: number): Promise<Map<string, number>> {
  const committed = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    // nearest deadline first: the new row stands on the part of the list that is on the screen
    const order = { count: 1, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }], shipWithinSeconds: 3_600 - index * 30 };
    for (const [sn, at] of await placeOrders(control, order)) committed.set(sn, at);
    await new Promise((resolve) => setTimeout(resolve, 700 + ((index * 379) % 1_300)));
    if (index % 10 === 9) process.stderr.write(`${index + 1} of ${count} orders\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 6_000));
  return committed;
}
