import { z } from "zod";
import { ingestOrders } from "../app/ingest-orders.ts";
import { inFence } from "../db/fence.ts";
import { findQuarantinedItem } from "../db/quarantine.ts";
import { announceChanges } from "../db/records.ts";
import { listWaitingRequests, type ShopRequest, saveRequest } from "../db/sync-requests.ts";
import type { RequestResultColumn } from "../db/sync-schema.ts";
import { type PulledState, reconciliationKinds } from "../kernel/vocabulary/sync.ts";
import type { Budget } from "./budget.ts";
import { untilDue } from "./due.ts";
import { describeFailure, failureLine, heedRefusal } from "./failure.ts";
import { awaitPoll, type OrderStream } from "./order-stream.ts";
import { ingestShop, linkFor, type Run } from "./run.ts";
import { reconcile } from "./sweeps.ts";

const batch = 20;
const progressEvery = 25;

const PullOrders = z.object({ numbers: z.array(z.string()).max(500) });
const RetryItem = z.object({ quarantineId: z.string() });
const Reconcile = z.object({ kind: z.enum(reconciliationKinds) });

type Ended = { state: "done" | "failed"; result: RequestResultColumn };

/** Does what people ask of this shop, one wish after the other. Returns the pause in ms. */
export async function serveRequests(run: Run, stream: OrderStream, budget: Budget): Promise<number> {
  const { app, fence } = run;
  const requests = await app.database.inTenant(fence.tenant, (tx) => listWaitingRequests(tx, fence.tenant, fence.shop, batch));
  for (const request of requests) {
    if (run.stop.aborted) return 0;
    const ended = await serve(run, stream, budget, request);
    if (run.stop.aborted) return 0;
    await save(run, request, ended.state, ended.result);
  }
  return requests.length === batch ? 0 : untilDue;
}

async function serve(run: Run, stream: OrderStream, budget: Budget, request: ShopRequest): Promise<Ended> {
  switch (request.kind) {
    case "pull":
      return await pull(run, stream);
    case "pull_orders":
      return await pullOrders(run, budget, request, PullOrders.parse(request.data).numbers);
    case "retry_item":
      return await retryItem(run, stream, budget, request, RetryItem.parse(request.data).quarantineId);
    case "reconcile": {
      const failure = await reconcile(run, stream, Reconcile.parse(request.data).kind);
      if (failure !== undefined) await heedRefusal(run, budget, failure);
      const failed = failure === undefined ? {} : { failure: describeFailure(failure) };
      return { state: failure === undefined ? "done" : "failed", result: { got: 0, kept: 0, ...failed } };
    }
  }
}

async function pull(run: Run, stream: OrderStream): Promise<Ended> {
  run.lookNow("request");
  const isRead = await awaitPoll(run, stream);
  const result = { got: stream.lastGot, kept: stream.lastKept };
  return isRead ? { state: "done", result } : { state: "failed", result: { got: 0, kept: 0, failure: failureLine("no-good-poll", "") } };
}

/** Reads orders by number, each by itself; what became of each is shown as it goes. */
async function pullOrders(run: Run, budget: Budget, request: ShopRequest, wanted: readonly string[]): Promise<Ended> {
  const numbers: Record<string, PulledState> = {};
  const result = { got: 0, kept: 0, numbers };
  for (const [index, number] of wanted.entries()) {
    if (run.stop.aborted) break;
    const state = await pullOrder(run, budget, number);
    numbers[number] = state;
    if (state === "stored" || state === "unchanged") result.got += 1;
    if (state === "stored") result.kept += 1;
    if ((index + 1) % progressEvery === 0) await save(run, request, "waiting", result);
  }
  return { state: Object.values(numbers).includes("failed") ? "failed" : "done", result };
}

async function pullOrder(run: Run, budget: Budget, number: string): Promise<PulledState> {
  const open = linkFor(run, "P1", { kind: "stream", id: run.shop.id });
  const reply = await run.connector.orders.get(open.link, number);
  if (!reply.ok) {
    await heedRefusal(run, budget, reply.error);
    return reply.error.kind === "rejected" && reply.error.reason === "order-not-found" ? "not-found" : "failed";
  }
  const { created, changed } = await ingestOrders(run.app, ingestShop(run), { orders: [reply.value], source: "request" });
  if (created.length + changed.length === 0) return "unchanged";
  open.keepAnswer("order", number);
  run.bell.ring();
  return "stored";
}

/** Reads a broken item again: by its number where it has one, else with the stream's next look. */
async function retryItem(run: Run, stream: OrderStream, budget: Budget, request: ShopRequest, quarantineId: string): Promise<Ended> {
  const { app, fence } = run;
  const item = await app.database.inTenant(fence.tenant, (tx) => findQuarantinedItem(tx, fence, quarantineId));
  if (item === undefined) return { state: "done", result: { got: 0, kept: 0 } };
  // what it remembers of broken items would keep it from looking
  stream.broken.clear();
  if (item.platformOrderId === null) return await pull(run, stream);
  return await pullOrders(run, budget, request, [item.platformOrderId]);
}

async function save(run: Run, request: ShopRequest, state: "waiting" | "done" | "failed", result: RequestResultColumn): Promise<void> {
  const { app, fence } = run;
  await inFence(app.database, fence, async (tx) => {
    const at = app.clock.now();
    await saveRequest(tx, fence.tenant, request.id, state, result, at);
    await announceChanges(tx, fence.tenant, at, [{ topic: "shops-changed", ids: [fence.shop] }]);
  });
}
