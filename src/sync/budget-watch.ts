import { passFence } from "../db/fence.ts";
import { saveRunnerBeat } from "../db/streams.ts";
import type { AlertKind } from "../kernel/vocabulary/sync.ts";
import type { Budget } from "./budget.ts";
import { looksShare } from "./cadence.ts";
import { sayAlerts } from "./failure.ts";
import { mostUrgentShare } from "./limits.ts";
import type { Run } from "./run.ts";

const lookMs = 1_000;
const reportMs = 3_000;
const minuteMs = 60_000;
/** Shares of the main limit: warned above the first, well again below the second. */
const high = { warn: 0.8, well: 0.75 };
// calls that wait longer than this for their turn are a backlog
const backlogMinutes = 1;

/** What the last look saw: alerts open, and when and of what the page was told. */
export type BudgetWatch = { open: Set<AlertKind>; reportedAt: number; last: string };

export function newBudgetWatch(): BudgetWatch {
  return { open: new Set(), reportedAt: Number.NEGATIVE_INFINITY, last: "" };
}

/** Looks at the budget once a second: warns before it runs out, and shows the meter. Returns the pause in ms. */
export async function watchBudget(run: Run, budget: Budget, watch: BudgetWatch): Promise<number> {
  const usage = budget.usage();
  const { used, cap, ceiling, windowMs } = usage;
  const load = used / Math.max(1, ceiling);
  const report = budget.report();
  const waiting = Object.values(report.waiting).reduce((sum, count) => sum + count, 0);
  const perMinute = Math.round((ceiling * minuteMs) / windowMs);
  const minutes = waiting / Math.max(1, perMinute);
  await turn(run, watch, "budget-high", load >= high.warn, load < high.well, { used, cap: ceiling });
  await turn(run, watch, "budget-forecast", minutes > backlogMinutes, minutes < backlogMinutes / 2, {
    waiting,
    perMinute,
    minutes: Math.ceil(minutes),
  });
  // calls were refused while our own count was within the cap: somebody else calls for this shop, or its cap is lower than we think
  await turn(run, watch, "quota-shared", ceiling < cap, ceiling >= cap, { used, cap });
  const now = run.app.clock.monotonicMs();
  // an unchanged meter is not written again and again
  const state = `${used} ${ceiling} ${report.inFlight} ${waiting} ${report.pausedMs > 0}`;
  if (now - watch.reportedAt >= reportMs && (state !== watch.last || now - watch.reportedAt >= minuteMs / 4)) {
    watch.reportedAt = now;
    watch.last = state;
    const ordersPerDay = ordersADay(ceiling, windowMs, run.connector.capabilities.callsPerOrder);
    await run.app.database.inTenant(run.fence.tenant, async (tx) => {
      await passFence(tx, run.fence);
      await saveRunnerBeat(tx, run.fence.tenant, run.fence.shop, { used, cap, windowMs }, { ...report, ordersPerDay }, run.app.clock.now());
    });
  }
  return lookMs;
}

/** How many orders a day the shop's budget carries when they come evenly: what looking leaves while work waits, by the calls that an order costs. */
function ordersADay(ceiling: number, windowMs: number, callsPerOrder: number): number {
  const windowsADay = (24 * 60 * minuteMs) / windowMs;
  return Math.floor((ceiling * (mostUrgentShare - looksShare) * windowsADay) / callsPerOrder);
}

/** Opens an alert when its cause begins and closes it when the cause is clearly over; nothing in between. */
async function turn(
  run: Run,
  watch: BudgetWatch,
  kind: "budget-high" | "budget-forecast" | "quota-shared",
  begins: boolean,
  isOver: boolean,
  detail: Record<string, unknown>,
): Promise<void> {
  const shopId = run.shop.id;
  if (begins && !watch.open.has(kind)) {
    watch.open.add(kind);
    await sayAlerts(run, { open: [{ kind, severity: "warning", shopId, subject: "", detail }] });
  }
  // an alert of an earlier runner is closed too: the first look does not know of it
  if (isOver && (watch.open.delete(kind) || watch.last === "")) await sayAlerts(run, { close: [{ kind, shopId }] });
}
