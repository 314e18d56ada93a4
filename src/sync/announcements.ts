import { findNewestHook } from "../db/hooks.ts";
import { type Instant, instantFromMs } from "../kernel/instant.ts";
import type { Run } from "./run.ts";

// the runner's bell rings when one comes; a lost ring costs nothing that the polling does not bring
const lookMs = 15_000;

/** Announcements up to here have been acted on; undefined before the first look. */
export type Announcements = { seenTo: Instant | undefined };

/** Makes the order stream look at once when the platform has announced something. Returns the pause in ms. */
export async function heedAnnouncements(run: Run, announcements: Announcements): Promise<number> {
  const { app, fence } = run;
  const seenTo = announcements.seenTo ?? instantFromMs(0);
  const newest = await app.database.inTenant(fence.tenant, (tx) => findNewestHook(tx, fence.tenant, fence.shop, seenTo));
  // the first look only learns where they stand: the poll has begun anyway
  if (newest !== undefined && announcements.seenTo !== undefined) run.lookNow("hook");
  announcements.seenTo = newest ?? seenTo;
  return lookMs;
}
