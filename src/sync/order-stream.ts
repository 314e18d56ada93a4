import { z } from "zod";
import { ingestOrders } from "../app/ingest-orders.ts";
import type { IngestShop } from "../app/ingest-shop.ts";
import { quarantineItems } from "../app/quarantine-items.ts";
import { passFence } from "../db/fence.ts";
import { findStream, saveStream, saveStreamFailure } from "../db/streams.ts";
import { addMs, type Instant, instantFromMs, parseInstant, toIso } from "../kernel/instant.ts";
import type { PlatformOrder } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { describeFailure, reactToFailure, showShopWell } from "./failure.ts";
import { linkFor, type Run } from "./run.ts";

const minuteMs = 60_000;
/** Re-read before the cursor: what became visible late is still found. */
const overlapMs = 5 * minuteMs;
/** Beyond our own clock, in case the platform's runs ahead. */
const aheadMs = 10 * minuteMs;
const maxPages = 500;
const pollMs = 1_000;
/** An unchanged stream still says that it lives, this often. */
const quietSaveMs = 3_000;

const Cursor = z.object({ updatedTo: z.iso.datetime() });

/** The order stream's memory between polls: the cursor, and what the last window held, so that an unchanged page costs no transaction. */
export type OrderStream = {
  cursor: Instant | null | undefined;
  seen: Map<string, string>;
  /** Raw texts of broken items that lie in quarantine already. */
  broken: Set<string>;
  savedAt: number;
  /** Number of polls that began and of polls that ended well: stock pushes wait for a whole one. */
  begun: number;
  finished: number;
};

export function newOrderStream(): OrderStream {
  return { cursor: undefined, seen: new Map(), broken: new Set(), savedAt: Number.NEGATIVE_INFINITY, begun: 0, finished: 0 };
}

/** One poll of the order stream: all pages of the window. Returns the pause until the next one in ms. */
export async function pollOrders(run: Run, stream: OrderStream, budget: Budget): Promise<number> {
  const { app, fence } = run;
  if (stream.cursor === undefined) stream.cursor = await loadCursor(run);
  stream.begun += 1;
  const mine = stream.begun;
  const now = app.clock.now();
  const from =
    stream.cursor === null ? addMs(now, -run.connector.capabilities.historyDays * 24 * 60 * minuteMs) : addMs(stream.cursor, -overlapMs);
  const window = { updatedFrom: from, updatedTo: addMs(instantFromMs(Math.max(now, stream.cursor ?? 0)), aheadMs) };
  const seen = new Map<string, string>();
  let newest = stream.cursor;
  let page: string | null = null;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const reply: Awaited<ReturnType<typeof run.connector.orders.list>> = await run.connector.orders.list(
      linkFor(run, "P1", { kind: "stream", id: run.shop.id }).link,
      window,
      page,
    );
    if (!reply.ok) {
      if (run.stop.aborted) return 0;
      await app.database.inTenant(fence.tenant, async (tx) => {
        await passFence(tx, fence);
        await saveStreamFailure(tx, fence.tenant, fence.shop, "orders", describeFailure(reply.error), app.clock.now());
      });
      return await reactToFailure(run, budget, reply.error);
    }
    for (const order of reply.value.items) {
      seen.set(order.platformOrderId, versionOf(order));
      if (order.updatedAt !== null && (newest === null || order.updatedAt > newest)) newest = order.updatedAt;
    }
    await takePage(run, stream, reply.value.items);
    const broken = reply.value.bad.filter((item) => !stream.broken.has(item.raw));
    await quarantineItems(app, fence, broken);
    for (const item of broken) stream.broken.add(item.raw);
    page = reply.value.next;
    if (page === null) break;
  }
  await finish(run, stream, newest, seen);
  stream.finished = Math.max(stream.finished, mine);
  await showShopWell(run);
  const { used, cap } = budget.usage();
  // leave room for the calls that each order needs: the fuller the budget, the slower the poll, but never slow enough to be felt
  return used > cap * 0.8 ? pollMs * 2.2 : used > cap * 0.6 ? pollMs * 1.5 : pollMs;
}

async function loadCursor(run: Run): Promise<Instant | null> {
  const row = await run.app.database.inTenant(run.fence.tenant, (tx) => findStream(tx, run.fence.tenant, run.fence.shop, "orders"));
  const cursor = row?.cursor === undefined || row.cursor === null ? undefined : Cursor.safeParse(row.cursor);
  return cursor?.success === true ? (parseInstant(cursor.data.updatedTo) ?? null) : null;
}

/** Ingests what differs from the last window. The cursor is not moved here: pages later in the window are still unread. */
async function takePage(run: Run, stream: OrderStream, items: readonly PlatformOrder[]): Promise<void> {
  const news = items.filter((order) => stream.seen.get(order.platformOrderId) !== versionOf(order));
  if (news.length === 0) return;
  const summary = await ingestOrders(run.app, ingestShop(run), { orders: news, source: "stream" });
  if (summary.created + summary.changed > 0) run.bell.ring();
}

/** Content alone is not enough: a new version of the same content may stand for a change beside the order. */
function versionOf(order: PlatformOrder): string {
  return `${order.contentHash} ${order.updatedAt ?? ""}`;
}

async function finish(run: Run, stream: OrderStream, newest: Instant | null, seen: Map<string, string>): Promise<void> {
  const { app, fence } = run;
  const moved = newest !== null && newest !== stream.cursor;
  const now = app.clock.monotonicMs();
  if (moved || now - stream.savedAt >= quietSaveMs) {
    await app.database.inTenant(fence.tenant, async (tx) => {
      await passFence(tx, fence);
      const cursor = newest === null ? {} : { updatedTo: toIso(newest) };
      await saveStream(tx, fence.tenant, fence.shop, "orders", cursor, app.clock.now());
    });
    stream.savedAt = now;
  }
  stream.cursor = newest;
  stream.seen = seen;
}

function ingestShop(run: Run): IngestShop {
  return {
    fence: run.fence,
    platform: run.shop.platform,
    warehouseId: run.shop.defaultWarehouseId,
    review: run.shop.review,
    timeZone: run.shop.tenantTimeZone,
  };
}
