import { inFence } from "../db/fence.ts";
import { addIntents } from "../db/intents.ts";
import { listUnlookedListings } from "../db/stock-pushes.ts";
import { asId, type IntentId } from "../kernel/id.ts";
import { addMs } from "../kernel/instant.ts";
import type { Run } from "./run.ts";

const pauseMs = 10 * 60_000;
const staleMs = 6 * 3_600_000;
const atOnce = 50;

/**
 * The comparison behind stock pushes: figures that nobody has looked at for hours are read and, where they are not ours, put right or
 * shown. A few at a time, those that were seen longest ago first. Returns the pause until the next ones in ms.
 */
export async function lookAtStock(run: Run): Promise<number> {
  const { app, fence } = run;
  const at = app.clock.now();
  await inFence(app.database, fence, async (tx) => {
    const listings = await listUnlookedListings(tx, fence.tenant, fence.shop, addMs(at, -staleMs), atOnce);
    await addIntents(
      tx,
      fence.tenant,
      at,
      listings.map((listing) => ({
        id: asId<IntentId>(app.entropy.uuid()),
        shopId: fence.shop,
        kind: "stock_push",
        subjectId: listing,
        key: "",
        data: { look: true },
        dueAt: at,
      })),
    );
  });
  return pauseMs;
}
