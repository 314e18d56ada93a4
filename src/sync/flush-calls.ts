import { insertCalls } from "../db/records.ts";
import type { Run } from "./run.ts";

/** Saves the calls made since the last flush. They leave memory only once they are stored: after a failed or doubtful commit they come again. */
export async function flushCalls(run: Pick<Run, "app" | "fence" | "calls">): Promise<void> {
  const calls = run.calls.slice();
  if (calls.length === 0) return;
  await run.app.database.inTenant(run.fence.tenant, (tx) => insertCalls(tx, run.fence.tenant, calls));
  run.calls.splice(0, calls.length);
}
