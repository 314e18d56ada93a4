import { type AlertRow, countUnseenAlerts, listOpenAlerts, listPastAlerts, markAlertsSeen } from "../db/read-alerts.ts";
import { announceChanges } from "../db/records.ts";
import { addMs } from "../kernel/instant.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { actorName, type Scope, within } from "./scope.ts";

export type { AlertRow };

const maxOpen = 200;
const maxPast = 30;
const lookBackMs = 7 * 24 * 3_600_000;

/** What is wrong now, what was in the last 7 days, and how much of it nobody has looked at. */
export async function listAlerts(app: App, scope: Scope): Promise<{ open: AlertRow[]; past: AlertRow[]; unseen: number }> {
  const shops = within(scope.shops);
  const since = addMs(app.clock.now(), -lookBackMs);
  return await app.database.inTenant(scope.tenant, async (tx) => ({
    open: await listOpenAlerts(tx, scope.tenant, shops, maxOpen),
    past: await listPastAlerts(tx, scope.tenant, shops, since, maxPast),
    unseen: await countUnseenAlerts(tx, scope.tenant, shops),
  }));
}

/** Somebody has looked: for everybody of the tenant the bell counts them no more. Answers how many were new to all. */
export async function seeAlerts(app: App, scope: Scope, wanted: readonly string[] | "open"): Promise<Result<{ seen: number }, Refusal>> {
  if (!scope.permissions.has("sync:run")) return fail({ code: "forbidden" });
  const at = app.clock.now();
  const by = actorName(scope.actor);
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const ids = await markAlertsSeen(tx, scope.tenant, within(scope.shops), wanted, { at, by });
    await announceChanges(tx, scope.tenant, at, [{ topic: "alerts-changed", ids }]);
    return ok({ seen: ids.length });
  });
}
