import { wanderMany } from "../test/support/slot-schedules.ts";
import type { BenchResult } from "./result.ts";

const batch = 100_000;

/**
 * Random schedules of owners, crashes and delays over the budget's slots, as in the unit test and as many as wanted (`npm run bench -- slots
 * 1000000`, a million by default), under seeds that the test does not use. Throws when more calls arrive in a window than allowed.
 */
export async function benchSlots(args: readonly string[]): Promise<BenchResult> {
  const wanted = Number(args[0] ?? 1_000_000);
  if (!Number.isInteger(wanted) || wanted < 1) throw new Error("the number of schedules is a whole number");
  const begun = performance.now();
  let arrivals = 0;
  for (let done = 0; done < wanted; done += batch) {
    arrivals += wanderMany({ first: 1_000_000 + done, count: Math.min(batch, wanted - done) }).arrivals;
    process.stderr.write(`${Math.min(done + batch, wanted)} schedules\n`);
  }
  const seconds = Math.round((performance.now() - begun) / 1_000);
  return {
    name: "slots",
    ratio: null,
    goal: null,
    ours: { schedules: wanted, arrivals, violations: 0, seconds },
    reference: {},
    runs: 1,
    ok: true,
  };
}
