import { inFence } from "../db/fence.ts";
import { saveQuietStream, saveRunnerBeat } from "../db/streams.ts";
import type { Budget } from "./budget.ts";
import { looksShare } from "./cadence.ts";
import { mostUrgentShare } from "./limits.ts";
import type { OrderStream } from "./order-stream.ts";
import type { Run } from "./run.ts";

const saveMs = 3_000;
/** An unchanged meter is written this often all the same: it is the beat that says the runner lives. */
const stillMs = 15_000;
const dayMs = 24 * 60 * 60_000;

/** When the meter was last shown, in monotonic ms, and how it stood. */
export type SignsOfLife = { shownAt: number; meter: string };

export function newSignsOfLife(): SignsOfLife {
  return { shownAt: Number.NEGATIVE_INFINITY, meter: "" };
}

/** Shows the pages that the runner lives: its meter, and the last look that brought nothing new, in one transaction. Returns the pause in ms. */
export async function showLife(run: Run, budget: Budget, stream: OrderStream, signs: SignsOfLife): Promise<number> {
  const { app, fence } = run;
  const { used, cap, ceiling, windowMs } = budget.usage();
  const report = budget.report();
  const meter = `${used} ${ceiling} ${report.inFlight} ${Object.values(report.waiting).join()} ${report.pausedMs > 0}`;
  const now = app.clock.monotonicMs();
  const isMeterDue = meter !== signs.meter || now - signs.shownAt >= stillMs;
  const quiet = stream.quiet;
  if (!isMeterDue && quiet === undefined) return saveMs;
  stream.quiet = undefined;
  const ordersPerDay = ordersADay(ceiling, windowMs, run.connector.capabilities.callsPerOrder);
  await inFence(app.database, fence, async (tx) => {
    if (isMeterDue)
      await saveRunnerBeat(tx, fence.tenant, fence.shop, { used, cap, windowMs }, { ...report, ceiling, ordersPerDay }, app.clock.now());
    if (quiet !== undefined) await saveQuietStream(tx, fence.tenant, fence.shop, "orders", quiet.at, quiet.done);
  });
  if (isMeterDue) {
    signs.shownAt = now;
    signs.meter = meter;
  }
  return saveMs;
}

/** How many orders a day the shop's budget carries when they come evenly: what looking leaves while work waits, by the calls that an order costs. */
function ordersADay(ceiling: number, windowMs: number, callsPerOrder: number): number {
  return Math.floor((ceiling * (mostUrgentShare - looksShare) * (dayMs / windowMs)) / callsPerOrder);
}
