import type { App } from "../app/app.ts";
import { openAuthorisations } from "../app/open-authorisations.ts";
import { openProxy } from "../app/open-proxy.ts";
import { serveShortPackages } from "../app/serve-short-packages.ts";
import type { Directory } from "../db/database.ts";
import type { DueKind } from "../db/due.ts";
import { type Fence, inFence, raiseFence } from "../db/fence.ts";
import { doubtSentIntents } from "../db/intents.ts";
import type { Lease } from "../db/leases.ts";
import { getShop, type ShopRow } from "../db/shops.ts";
import { assertPresent } from "../kernel/assert-never.ts";
import { type Announcements, heedAnnouncements } from "./announcements.ts";
import { type Budget, openBudget } from "./budget.ts";
import { newBudgetWatch, watchBudget } from "./budget-watch.ts";
import { newCancelStream, pollCancelRequests } from "./cancel-stream.ts";
import { openDueBoard } from "./due.ts";
import { flushAnswers, flushCalls } from "./flush-calls.ts";
import { readFollowUps } from "./follow-ups.ts";
import { openGate } from "./gate.ts";
import { untilTurn } from "./gather.ts";
import { bookLabels } from "./label-bookings.ts";
import { keepLease, type LeaseKeeper } from "./lease-keeper.ts";
import { readListings } from "./listing-stream.ts";
import { loop, nameOf, type Rest } from "./loop.ts";
import { newOrderStream, type OrderStream, pollOrders } from "./order-stream.ts";
import { postDue } from "./post-due.ts";
import { serveRequests } from "./requests.ts";
import { type Bell, newBell, type Run, waitForAny } from "./run.ts";
import type { SharedParts } from "./shared-parts.ts";
import { confirmShipments } from "./ship-confirms.ts";
import { readShopFacts } from "./shop-facts.ts";
import { newSignsOfLife, showLife } from "./signs-of-life.ts";
import { lookAtStock } from "./stock-looks.ts";
import { pushStock } from "./stock-pushes.ts";
import { newSweeps, sweepOrders } from "./sweeps.ts";
import { cancelWaybills } from "./waybill-cancels.ts";

export type RunnerSettings = {
  /** Names this machine's own outbound address: shops behind one share its bans. */
  address: string;
  /** A lease whose beat stands still for this long may be taken over. */
  leaseMs: number;
  beatMs: number;
};

const refreshMs = 15_000;
const flushMs = 4_000;
const shortMs = 30_000;

/** What a runner is given by the worker that claimed the shop. `hints` rings when somebody may want something of it. */
export type Assignment = { app: App; directory: Directory; shared: SharedParts; lease: Lease; settings: RunnerSettings; hints: Bell };

/**
 * Runs one shop until `stop` aborts or the lease is lost: streams, sweeps, intents, wishes, heart-beat, records, each a loop of its own, all
 * through one gate. Ends with the lease given back if it is still ours.
 */
export async function runShop(assignment: Assignment, stop: AbortSignal): Promise<void> {
  const { app, directory, lease, settings } = assignment;
  const fence: Fence = { tenant: lease.tenantId, shop: lease.shopId, epoch: lease.epoch };
  const shop = await takeOver(app, fence);
  if (shop === undefined) return;
  const ended = new AbortController();
  const over = AbortSignal.any([stop, ended.signal]);
  const keeper = keepLease(directory, assignment.shared.beat, lease, app.clock, settings.leaseMs);
  const stream = newOrderStream({ app });
  const look = newBell(app, over);
  const { run, budget } = await openRun(assignment, fence, shop, keeper, over, (cause) => {
    stream.cause = cause;
    look.ring();
  });
  over.addEventListener("abort", () => budget.close(), { once: true });
  await Promise.all(
    startLoops(run, budget, stream, { look, hints: assignment.hints, keeper, beatMs: settings.beatMs }, () => ended.abort()),
  );
  await flushCalls(run).catch((error: unknown) => app.log.error({ shop: fence.shop, error: nameOf(error) }, "call record not saved"));
  await flushAnswers(run).catch((error: unknown) => app.log.error({ shop: fence.shop, error: nameOf(error) }, "answers not kept"));
  await keeper.release(budget);
}

/** Raises the fence and puts the last owner's open calls in doubt. Undefined when a newer owner was there first. */
async function takeOver(app: App, fence: Fence): Promise<ShopRow | undefined> {
  const raised = await app.database.inTenant(fence.tenant, (tx) => raiseFence(tx, fence));
  if (!raised) return undefined;
  return await inFence(app.database, fence, async (tx) => {
    const doubted = await doubtSentIntents(tx, fence.tenant, fence.shop, app.clock.now());
    if (doubted > 0) app.log.warn({ shop: fence.shop, doubted }, "writes of unknown fate after a takeover: reading before repeating");
    return await getShop(tx, fence.tenant, fence.shop);
  });
}

/** The run of a shop, and its budget, opened as the last owner left it. */
async function openRun(
  { app, shared, settings }: Assignment,
  fence: Fence,
  shop: ShopRow,
  keeper: LeaseKeeper,
  over: AbortSignal,
  lookNow: Run["lookNow"],
): Promise<{ run: Run; budget: Budget }> {
  const authorisations = await openAuthorisations(app, fence.tenant, shop);
  const proxy = await openProxy(app, fence.tenant, shop);
  const address = () => `${shop.platform} ${addressOf(run.proxy, settings.address)}`;
  const budget = openBudget(shop.callPolicy, app.clock, {
    opening: keeper.opening,
    pledge: keeper.pledge,
    shared: (rule) => shared.meters.of(`${shop.platform} ${authorisations[0]?.appKey ?? shop.id}`, rule),
    share: () => shared.addresses.share(address()),
  });
  const gate = openGate({
    http: { send: (request) => shared.ways.by(run.proxy).send(request) },
    budget,
    clock: app.clock,
    addresses: shared.addresses,
    address,
    turnstile: shared.turnstile,
    tenant: fence.tenant,
    maySend: keeper.isFresh,
    signal: over,
  });
  const connector = assertPresent(app.platforms.get(shop.platform), `connector ${shop.platform}`);
  const bell = newBell(app, over);
  const run: Run = {
    app,
    fence,
    connector,
    gate,
    stop: over,
    calls: [],
    answers: [],
    shared,
    address,
    bell,
    due: openDueBoard(app, over),
    lookNow,
    shop,
    authorisations,
    proxy,
  };
  return { run, budget };
}

type Bells = { look: Bell; hints: Bell; keeper: LeaseKeeper; beatMs: number };

function startLoops(
  run: Run,
  budget: Budget,
  stream: OrderStream,
  { look, hints, keeper, beatMs }: Bells,
  end: () => void,
): Promise<void>[] {
  const cancelStream = newCancelStream(run);
  const announcements: Announcements = { seenTo: undefined };
  const watch = newBudgetWatch();
  const signs = newSignsOfLife();
  const sweeps = newSweeps();
  const plain: Rest = (ms) => run.app.clock.sleep(ms, run.stop);
  const due =
    (kind: DueKind): Rest =>
    (ms) =>
      run.due.wait(kind, ms);
  const start = (name: string, rest: Rest, turn: () => Promise<number>) => loop(run, name, rest, end, turn);
  return [
    start("orders", look.wait, () => pollOrders(run, stream, budget)),
    start("requests", due("request"), () => serveRequests(run, stream, budget)),
    start("announcements", hints.wait, () => heedAnnouncements(run, announcements)),
    start("cancel requests", plain, () => pollCancelRequests(run, cancelStream, budget)),
    start("sweeps", plain, () => sweepOrders(run, stream, budget, sweeps)),
    start(
      "due",
      (ms) => waitForAny(run.app, run.stop, [run.bell, hints], ms),
      () => postDue(run),
    ),
    start("follow-ups", due("follow_up"), () => readFollowUps(run, budget)),
    start("ship-confirms", due("ship_confirm"), () => confirmShipments(run, budget)),
    start("labels", due("book_label"), () => bookLabels(run)),
    start("cancels", due("cancel_waybill"), () => cancelWaybills(run)),
    start("stock", due("stock_push"), () => pushStock(run, stream, budget)),
    start("short packages", plain, () => serveShortPackages(run.app, run.fence).then(() => shortMs)),
    start("stock looks", plain, () => lookAtStock(run)),
    start("listings", plain, () => readListings(run, budget)),
    start("facts", plain, () => readShopFacts(run, budget)),
    start("calls", plain, () => flushCalls(run).then(() => flushMs)),
    start("answers", plain, () => flushAnswers(run).then(() => flushMs)),
    start("budget", plain, () => watchBudget(run, budget, watch)),
    start("signs of life", plain, () => showLife(run, budget, stream, signs)),
    start("refresh", plain, () => refresh(run).then(() => refreshMs)),
    start("beat", plain, () => keeper.beat(budget).then(() => untilTurn(run.app.clock, beatMs))),
  ];
}

/** Where the shop's calls seem to come from: the proxy's host, or this machine. */
function addressOf(proxy: string | null, own: string): string {
  return proxy === null ? own : new URL(proxy).host;
}

async function refresh(run: Run): Promise<void> {
  const { app, fence } = run;
  const shop = await app.database.inTenant(fence.tenant, (tx) => getShop(tx, fence.tenant, fence.shop));
  run.shop = shop;
  run.proxy = await openProxy(app, fence.tenant, shop);
  run.authorisations = await openAuthorisations(app, fence.tenant, shop);
}
