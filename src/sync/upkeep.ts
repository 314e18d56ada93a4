import type { App } from "../app/app.ts";
import { purgeBlobs } from "../app/purge-blobs.ts";
import type { Directory } from "../db/database.ts";
import { listTenants, turnPartitions } from "../db/upkeep.ts";
import { nameOf } from "./loop.ts";

const hourMs = 3_600_000;
const retryMs = 60_000;
const callDays = 30;

/** Keeps the records within bounds, once an hour, until `stop` aborts. Every worker does it; doing it twice changes nothing. */
export async function runUpkeep(app: App, directory: Directory, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    let pauseMs = hourMs;
    try {
      await turnPartitions(directory, app.clock.now(), callDays);
      for (const tenant of await listTenants(directory)) {
        if (stop.aborted) return;
        const purged = await purgeBlobs(app, tenant);
        if (purged > 0) app.log.info({ tenant, purged }, "kept long enough: removed");
      }
    } catch (error) {
      app.log.error({ error: nameOf(error) }, "upkeep failed");
      pauseMs = retryMs;
    }
    await app.clock.sleep(pauseMs, stop);
  }
}
