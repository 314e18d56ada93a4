import { inFence } from "../db/fence.ts";
import { announceChanges } from "../db/records.ts";
import { saveAuthorisationFacts, savePlatformCarriers, savePlatformWarehouses } from "../db/shop-facts.ts";
import type { PlatformFailure } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { describeFailure, heedRefusal, reactToFailure, showShopState } from "./failure.ts";
import { linkFor, type Run } from "./run.ts";

const pauseMs = 60 * 60_000;
const retryMs = 5_000;

/** Reads what the platform says of the shop itself: authorisations, carriers, warehouses. Returns the pause until the next reading in ms. */
export async function readShopFacts(run: Run, budget: Budget): Promise<number> {
  const { app, fence, connector } = run;
  const { link } = linkFor(run, "P3", { kind: "stream", id: run.shop.id });
  for (const authorisation of run.authorisations) {
    const facts = await connector.shop.facts(link, authorisation);
    if (!facts.ok) return await failed(run, budget, facts.error);
    if (facts.value.platformShopId !== run.shop.platformShopId) {
      await showShopState(run, "needs_reauth", `this authorisation belongs to shop ${facts.value.platformShopId}`);
      return retryMs;
    }
    await inFence(app.database, fence, async (tx) => {
      await saveAuthorisationFacts(tx, fence.tenant, fence.shop, authorisation.gateway, authorisation.purpose, facts.value);
    });
  }
  const carriers = await connector.shipments.carriers(link);
  if (!carriers.ok) return await failed(run, budget, carriers.error);
  const warehouses = await connector.shipments.warehouses(link);
  if (!warehouses.ok) return await failed(run, budget, warehouses.error);
  await inFence(app.database, fence, async (tx) => {
    const at = app.clock.now();
    await savePlatformCarriers(tx, fence.tenant, fence.shop, at, carriers.value);
    await savePlatformWarehouses(tx, fence.tenant, fence.shop, at, warehouses.value);
    await announceChanges(tx, fence.tenant, at, [{ topic: "shops-changed", ids: [fence.shop] }]);
  });
  await askForHooks(run, budget);
  return pauseMs;
}

/** A shop that may not be told, or whose app has no address entered, is polled as ever. */
async function askForHooks(run: Run, budget: Budget): Promise<void> {
  if (run.connector.hooks === undefined || run.stop.aborted) return;
  const reply = await run.connector.hooks.subscribe(linkFor(run, "P4", { kind: "stream", id: run.shop.id }).link);
  if (reply.ok) return;
  run.app.log.info({ shop: run.fence.shop, failure: describeFailure(reply.error) }, "no announcements for this shop");
  await heedRefusal(run, budget, reply.error);
}

async function failed(run: Run, budget: Budget, failure: PlatformFailure): Promise<number> {
  if (run.stop.aborted) return 0;
  run.app.log.warn({ shop: run.fence.shop, failure: describeFailure(failure) }, "shop facts not read");
  return Math.max(retryMs, await reactToFailure(run, budget, failure));
}
