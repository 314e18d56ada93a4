import type { AlertKind } from "../kernel/vocabulary/sync.ts";
import type { Budget } from "./budget.ts";
import { sayAlerts } from "./failure.ts";
import type { Run } from "./run.ts";

const lookMs = 1_000;
const minuteMs = 60_000;
/** Shares of the main limit: warned above the first, well again below the second. */
const high = { warn: 0.8, well: 0.75 };
// calls that wait longer than this for their turn are a backlog
const backlogMinutes = 1;

/** Alerts that are open by the last look; before the first one an earlier runner's may be. */
export type BudgetWatch = { open: Set<AlertKind>; hasLooked: boolean };

export function newBudgetWatch(): BudgetWatch {
  return { open: new Set(), hasLooked: false };
}

/** Looks at the budget once a second and warns before it runs out. Returns the pause in ms. */
export async function watchBudget(run: Run, budget: Budget, watch: BudgetWatch): Promise<number> {
  const { used, cap, ceiling, windowMs } = budget.usage();
  const load = used / Math.max(1, ceiling);
  const waiting = Object.values(budget.report().waiting).reduce((sum, count) => sum + count, 0);
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
  watch.hasLooked = true;
  return lookMs;
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
  if (isOver && (watch.open.delete(kind) || !watch.hasLooked)) await sayAlerts(run, { close: [{ kind, shopId }] });
}
