import type { App } from "../app/app.ts";
import { openAuthorisations } from "../app/open-authorisations.ts";
import { openProxy } from "../app/open-proxy.ts";
import type { Directory } from "../db/database.ts";
import type { DueKind } from "../db/due.ts";
import { type Fence, FencedOff, passFence, raiseFence } from "../db/fence.ts";
import { doubtSentIntents } from "../db/intents.ts";
import { beatLease, type Lease, releaseLease } from "../db/leases.ts";
import { getShop, type ShopRow } from "../db/shops.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { type Opening, openBudget } from "./budget.ts";
import { newBudgetWatch, watchBudget } from "./budget-watch.ts";
import { openDueBoard, postDue } from "./due.ts";
import { flushAnswers, flushCalls } from "./flush-calls.ts";
import { readFollowUps } from "./follow-ups.ts";
import { openGate } from "./gate.ts";
import { bookLabels } from "./label-bookings.ts";
import { readListings } from "./listing-stream.ts";
import { newOrderStream, pollOrders } from "./order-stream.ts";
import { newBell, type Run } from "./run.ts";
import type { SharedParts } from "./shared-parts.ts";
import { confirmShipments } from "./ship-confirms.ts";
import { readShopFacts } from "./shop-facts.ts";
import { pushStock } from "./stock-pushes.ts";
import { cancelWaybills } from "./waybill-cancels.ts";

export type RunnerSettings = {
  /** Names this machine's own outbound address: shops behind one share its bans. */
  address: string;
  /** A lease whose beat stands still for this long may be taken over. */
  leaseMs: number;
  beatMs: number;
};

const refreshMs = 15_000;
const firstEpoch = 1n;
const flushMs = 1_000;
const crashPauseMs = { first: 1_000, last: 30_000 };

/**
 * Runs one shop until `stop` aborts or the lease is lost: streams, intents, heart-beat, call record, each a loop of its own, all through one
 * gate. Ends with the lease given back if it is still ours.
 */
export async function runShop(
  app: App,
  directory: Directory,
  shared: SharedParts,
  lease: Lease,
  settings: RunnerSettings,
  stop: AbortSignal,
): Promise<void> {
  const fence: Fence = { tenant: lease.tenantId, shop: lease.shopId, epoch: lease.epoch };
  const shop = await takeOver(app, fence);
  if (shop === undefined) return;
  const ended = new AbortController();
  const over = AbortSignal.any([stop, ended.signal]);
  const authorisations = await openAuthorisations(app, fence.tenant, shop);
  const address = () => `${shop.platform} ${addressOf(run.proxy, settings.address)}`;
  const leaseUpdates = openLine();
  const budget = openBudget(shop.callPolicy, app.clock, {
    opening: openingOf(lease),
    pledge: (numbers) => leaseUpdates.next(() => beatLease(directory, lease, numbers)),
    shared: (rule) => shared.meters.of(`${shop.platform} ${authorisations[0]?.appKey ?? shop.id}`, rule),
    share: () => shared.addresses.share(address()),
  });
  let beatAt = app.clock.monotonicMs();
  // stops well before another worker may take over: a pause of this process must not send late
  const maySend = () => app.clock.monotonicMs() - beatAt < settings.leaseMs * 0.75;
  const run: Run = {
    app,
    fence,
    connector: assertPresent(app.platforms.get(shop.platform), `connector ${shop.platform}`),
    gate: openGate({
      http: { send: (request) => shared.ways.by(run.proxy).send(request) },
      budget,
      clock: app.clock,
      addresses: shared.addresses,
      address,
      turnstile: shared.turnstile,
      tenant: fence.tenant,
      maySend,
      signal: over,
    }),
    stop: over,
    calls: [],
    answers: [],
    shared,
    address,
    bell: newBell(app, over),
    due: openDueBoard(app, over),
    shop,
    authorisations,
    proxy: await openProxy(app, fence.tenant, shop),
  };
  const stream = newOrderStream({ app });
  const watch = newBudgetWatch();
  const end = () => ended.abort();
  const loops: Promise<void>[] = [
    loop(run, "orders", "alone", end, () => pollOrders(run, stream, budget)),
    loop(run, "due", "bell", end, () => postDue(run)),
    loop(run, "follow-ups", "follow_up", end, () => readFollowUps(run, budget)),
    loop(run, "ship-confirms", "ship_confirm", end, () => confirmShipments(run, budget)),
    loop(run, "labels", "book_label", end, () => bookLabels(run)),
    loop(run, "cancels", "cancel_waybill", end, () => cancelWaybills(run)),
    loop(run, "stock", "stock_push", end, () => pushStock(run, stream, budget)),
    loop(run, "listings", "alone", end, () => readListings(run, budget)),
    loop(run, "facts", "alone", end, () => readShopFacts(run, budget)),
    loop(run, "calls", "alone", end, () => flushCalls(run).then(() => flushMs)),
    loop(run, "answers", "alone", end, () => flushAnswers(run).then(() => flushMs * 2)),
    loop(run, "budget", "alone", end, () => watchBudget(run, budget, watch)),
    loop(run, "refresh", "alone", end, () => refresh(run).then(() => refreshMs)),
    loop(run, "beat", "alone", end, async () => {
      // asked before the beat leaves: from then on another worker may count the lease's life
      const asked = app.clock.monotonicMs();
      if (!(await leaseUpdates.next(() => beatLease(directory, lease, budget.trimPledges())))) throw new FencedOff();
      beatAt = asked;
      return settings.beatMs;
    }),
  ];
  over.addEventListener("abort", () => budget.close(), { once: true });
  await Promise.all(loops);
  const slots = { left: budget.snapshot(), pledged: budget.trimPledges() };
  budget.close();
  await flushCalls(run).catch((error: unknown) => app.log.error({ shop: fence.shop, error: nameOf(error) }, "call record not saved"));
  await flushAnswers(run).catch((error: unknown) => app.log.error({ shop: fence.shop, error: nameOf(error) }, "answers not kept"));
  await leaseUpdates.next(() => releaseLease(directory, lease, slots));
}

/** How the slots stand: as a clean hand-over left them, else used as far as the dead owner had pledged, else unknown. */
function openingOf(lease: Lease): Opening {
  const { slots } = lease;
  if (slots === null) return lease.epoch === firstEpoch ? "all-free" : "all-busy";
  const { left, pledged } = slots;
  return left === undefined ? pledged.map((number) => ({ pledged: number })) : left.map((one) => ({ left: one }));
}

/** Where the shop's calls seem to come from: the proxy's host, or this machine. */
function addressOf(proxy: string | null, own: string): string {
  return proxy === null ? own : new URL(proxy).host;
}

/** Does one thing after the other: of two updates of a lease the later decided is the later stored. */
function openLine(): { next<T>(act: () => Promise<T>): Promise<T> } {
  let last: Promise<unknown> = Promise.resolve();
  return {
    next: (act) => {
      const mine = last.then(act, act);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

/** Raises the fence and puts the last owner's open calls in doubt. Undefined when a newer owner was there first. */
async function takeOver(app: App, fence: Fence): Promise<ShopRow | undefined> {
  const raised = await app.database.inTenant(fence.tenant, (tx) => raiseFence(tx, fence));
  if (!raised) return undefined;
  return await app.database.inTenant(fence.tenant, async (tx) => {
    await passFence(tx, fence);
    const doubted = await doubtSentIntents(tx, fence.tenant, fence.shop, app.clock.now());
    if (doubted > 0) app.log.warn({ shop: fence.shop, doubted }, "writes of unknown fate after a takeover: reading before repeating");
    return await getShop(tx, fence.tenant, fence.shop);
  });
}

/** What ends a loop's pause early: nothing, the bell, or that work of its kind is due. */
type Waker = "alone" | "bell" | DueKind;

async function rest(run: Run, wakes: Waker, ms: number): Promise<void> {
  // a bell must not hurry a poll: that would spend the budget on nothing
  if (wakes === "alone") await run.app.clock.sleep(ms, run.stop);
  else await (wakes === "bell" ? run.bell.wait(ms) : run.due.wait(wakes, ms));
}

/** Repeats one stream or kind of intent until the end. What only a bug or the database can throw is logged here and tried again, ever more slowly. */
async function loop(run: Run, name: string, wakes: Waker, end: () => void, turn: () => Promise<number>): Promise<void> {
  let pause = crashPauseMs.first;
  while (!run.stop.aborted) {
    try {
      const ms = await turn();
      await rest(run, wakes, ms);
      pause = crashPauseMs.first;
    } catch (error) {
      if (error instanceof FencedOff) {
        run.app.log.warn({ shop: run.fence.shop, loop: name }, "another worker owns this shop");
        end();
        return;
      }
      run.app.log.error({ shop: run.fence.shop, loop: name, error: nameOf(error) }, "runner loop failed");
      await run.app.clock.sleep(pause, run.stop);
      pause = Math.min(pause * 2, crashPauseMs.last);
    }
  }
}

/** An error's own words could hold values of a statement: only its name, code and place go into the log. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? String(error.code) : "";
  const place = error.stack?.split("\n").find((line) => line.includes("/src/")) ?? "";
  return `${error.name} ${code} ${place.trim()}`;
}

async function refresh(run: Run): Promise<void> {
  const { app, fence } = run;
  const shop = await app.database.inTenant(fence.tenant, (tx) => getShop(tx, fence.tenant, fence.shop));
  run.shop = shop;
  run.proxy = await openProxy(app, fence.tenant, shop);
  run.authorisations = await openAuthorisations(app, fence.tenant, shop);
}
