import { listHooks } from "../db/hooks.ts";
import { listShopRunners, listStreamStates, type ShopRunnerRow, type StreamStateRow } from "../db/read-sync.ts";
import { addMs, type Instant } from "../kernel/instant.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import type { Install } from "./install.ts";
import { type Scope, within } from "./scope.ts";

export type { StreamStateRow };

export type ShopSync = {
  row: ShopRunnerRow;
  streams: StreamStateRow[];
  /** Whether the runner has reported lately: figures of one that is gone are not live. */
  isLive: boolean;
  /** Where its platform sends announcements, as a path on this server; null when there is no such place yet. */
  hookPath: string | null;
  /** Until when the runner lets the platform rest; null when it doesn't. */
  pausedUntil: Instant | null;
};

// a runner reports every few seconds, a still one every fifteen; a takeover takes a lease of fifteen
const liveMs = 20_000;

/** How the sync of each shop stands, as its runner last reported. */
export async function getSync(
  { app, directory }: Pick<Install, "app" | "directory">,
  scope: Scope,
): Promise<{ at: Instant; shops: ShopSync[] }> {
  const at = app.clock.now();
  const reach = within(scope.shops);
  const hooks = await listHooks(directory, scope.tenant);
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const rows = await listShopRunners(tx, scope.tenant, reach);
    const streams = Map.groupBy(await listStreamStates(tx, scope.tenant, reach), (stream) => stream.shop_id);
    return {
      at,
      shops: rows.map((row) => ({
        row,
        streams: streams.get(row.id) ?? [],
        isLive: row.beat_at !== null && at - row.beat_at < liveMs,
        hookPath: pathOf(row, hooks),
        pausedUntil: pausedUntil(row, at),
      })),
    };
  });
}

function pathOf({ platform }: ShopRunnerRow, hooks: ReadonlyMap<Platform, string>): string | null {
  const key = hooks.get(platform);
  return key === undefined ? null : `/hooks/${platform}/${key}`;
}

function pausedUntil(row: ShopRunnerRow, now: Instant): Instant | null {
  if (row.beat_at === null || row.budget === null || row.budget.pausedMs <= 0) return null;
  const until = addMs(row.beat_at, row.budget.pausedMs);
  return until > now ? until : null;
}
