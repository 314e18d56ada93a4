import type { App } from "../app/app.ts";
import type { Directory } from "../db/database.ts";
import { claimLease, type LeaseRow, listLeases } from "../db/leases.ts";
import type { ShopId } from "../kernel/id.ts";
import type { Ways } from "../ports/http.ts";
import { type Bell, newBell } from "./run.ts";
import { type RunnerSettings, runShop } from "./runner.ts";
import { openSharedParts } from "./shared-parts.ts";
import { runUpkeep } from "./upkeep.ts";

// a takeover waits for a lease's life anyway, and who meets a ban learns of it from the platform
const lookMs = 2_000;
const shopsMax = 10_000;
// about as many statements as connections: more only wait for each other
const startsBelow = 12;
const calmMs = 20;
const calmLooks = 10;

/** What a worker has seen of a foreign lease: since when, on its own monotonic clock, epoch and beat have stood still. */
type Watched = { epoch: bigint; beat: bigint; since: number };

/** Tells of shops whose runners may have something to do. Only hints: without them it is found a few seconds later. */
export type Hints = { onHint(listener: (shop: ShopId) => void): void };

/** Claims shops that nobody runs and runs them, until `stop` aborts; then waits for its runners to end. */
export async function runWorker(
  app: App,
  directory: Directory,
  ways: Ways,
  settings: RunnerSettings & { name: string; maxShops: number },
  stop: AbortSignal,
  hints: Hints = { onHint: () => {} },
): Promise<void> {
  const running = new Map<ShopId, Promise<void>>();
  const bells = new Map<ShopId, Bell>();
  hints.onHint((shop) => bells.get(shop)?.ring());
  const watched = new Map<ShopId, Watched>();
  const shared = openSharedParts(app, directory, ways);
  const upkeep = runUpkeep(app, directory, stop);
  while (!stop.aborted) {
    try {
      await shared.learnShutAddresses();
      const rows = await listLeases(directory, shopsMax);
      for (const row of rows.filter((one) => !running.has(one.shopId))) {
        if (running.size >= settings.maxShops || stop.aborted) break;
        await calm(app, stop);
        if (!claimable(app, watched, row, settings.leaseMs)) continue;
        const lease = await claimLease(directory, row, settings.name);
        if (lease === undefined) continue;
        app.log.info({ shop: row.shopId, epoch: lease.epoch.toString() }, "runs this shop");
        const bell = newBell(app, stop);
        bells.set(row.shopId, bell);
        const run = runShop({ app, directory, shared, lease, settings, hints: bell }, stop)
          .catch((error: unknown) =>
            app.log.error({ shop: row.shopId, error: error instanceof Error ? error.message : "unknown" }, "runner ended"),
          )
          .finally(() => {
            running.delete(row.shopId);
            bells.delete(row.shopId);
          });
        running.set(row.shopId, run);
      }
    } catch (error) {
      app.log.error({ error: error instanceof Error ? error.name : "unknown" }, "directory not readable");
    }
    await app.clock.sleep(lookMs, stop);
  }
  await Promise.all([upkeep, ...running.values()]);
}

/** A shop's start asks the database for much at once: the next one waits while there is a queue, for some time. */
async function calm(app: App, stop: AbortSignal): Promise<void> {
  for (let looks = 0; looks < calmLooks && app.database.busy() >= startsBelow && !stop.aborted; looks += 1)
    await app.clock.sleep(calmMs, stop);
}

/** Free, or its owner has not beaten for the length of a lease by our own watch: no clock of another machine is asked. */
function claimable(app: App, watched: Map<ShopId, Watched>, row: LeaseRow, leaseMs: number): boolean {
  if (row.owner === null) return true;
  const seen = watched.get(row.shopId);
  const now = app.clock.monotonicMs();
  if (seen === undefined || seen.epoch !== row.epoch || seen.beat !== row.beat) {
    watched.set(row.shopId, { epoch: row.epoch, beat: row.beat, since: now });
    return false;
  }
  return now - seen.since >= leaseMs;
}
