import type { z } from "zod";
import type { ShopSync as ShopSyncView, StreamStateRow } from "../../app/get-sync.ts";
import type { CallRecordRow } from "../../app/list-calls.ts";
import type { SyncRequestRow } from "../../app/list-sync-requests.ts";
import type { QuarantineRow, RefusedWriteRow } from "../../app/list-trouble.ts";
import type { CallBudget, CallEntry, ShopStream, ShopSync } from "../../contract/sync.ts";
import type { SyncRequest } from "../../contract/sync-requests.ts";
import { bookingReasons, type QuarantinedItem, type RefusedWrite, writeReasons } from "../../contract/sync-trouble.ts";
import { mainWindow } from "../../domain/shops/call-policy.ts";
import { type Instant, parseInstant, toIso } from "../../kernel/instant.ts";
import { callClasses, pulledStates, skipReasons, streams } from "../../kernel/vocabulary/sync.ts";
import { isoOrNull, shopLabel } from "./wire.ts";

/** A shop's sync on the wire. */
export function toShopSync(view: ShopSyncView, publicUrl: string): z.input<typeof ShopSync> {
  const { row, hookPath } = view;
  return {
    id: row.id,
    name: row.name,
    platform: row.platform,
    site: row.site,
    state: row.state,
    stateDetail: row.state_detail,
    restrictions: row.restrictions.map(({ act, code, message, since }) => ({ act, code, message, since: isoText(since) })),
    isLive: view.isLive,
    beatAt: isoOrNull(row.beat_at),
    budget: toBudget(view),
    streams: streams.map((name) =>
      toStream(
        name,
        view.streams.find((one) => one.stream === name),
      ),
    ),
    announcements: {
      address: hookPath === null ? null : new URL(hookPath, publicUrl).href,
      lastAt: isoOrNull(row.announced_at),
    },
    quarantined: Number(row.quarantined),
    waitingRequests: Number(row.waiting),
  };
}

function toBudget({ row, pausedUntil }: ShopSyncView): z.input<typeof CallBudget> {
  // before the runner's first report: what the platform tolerates
  const main = mainWindow(row.call_policy);
  const { budget } = row;
  return {
    used: row.budget_used ?? 0,
    cap: row.budget_cap ?? main.calls,
    windowMs: row.budget_window_ms ?? main.windowMs,
    live:
      budget === null
        ? null
        : {
            ceiling: budget.ceiling,
            inFlight: budget.inFlight,
            waiting: callClasses.flatMap((one) =>
              (budget.waiting[one] ?? 0) > 0 ? [{ class: one, calls: budget.waiting[one] ?? 0 }] : [],
            ),
            pausedUntil: isoOrNull(pausedUntil),
            spent: budget.spent.map((one) => ({ operation: one.operation, class: one.class, calls: one.calls })),
            ordersPerDay: budget.ordersPerDay,
          },
  };
}

function toStream(name: ShopStream["name"], row: StreamStateRow | undefined): z.input<typeof ShopStream> {
  if (row === undefined) return { name, lastSuccessAt: null, delayMs: null, nextRunAt: null, lastRun: null, lastFailure: null };
  const { last_run: run } = row;
  return {
    name,
    lastSuccessAt: isoOrNull(row.last_success_at),
    delayMs: row.delay_ms,
    nextRunAt: isoOrNull(row.next_run_at),
    lastRun:
      run === null
        ? null
        : {
            at: isoText(run.at),
            cause: run.cause,
            calls: run.calls,
            got: run.got,
            kept: run.kept,
            skipped: skipReasons.flatMap((reason) => ((run.skipped[reason] ?? 0) > 0 ? [{ reason, count: run.skipped[reason] ?? 0 }] : [])),
          },
    lastFailure: toFailure(row),
  };
}

function toFailure(row: StreamStateRow): z.input<typeof ShopStream>["lastFailure"] {
  if (row.last_failure === null || row.last_failure_at === null) return null;
  const isOver = row.last_success_at !== null && row.last_success_at > row.last_failure_at;
  return { words: row.last_failure, at: toIso(row.last_failure_at), isOver };
}

/** A moment that a JSON column keeps as text. */
function isoText(text: string): string {
  const at: Instant | undefined = parseInstant(text);
  return at === undefined ? text : toIso(at);
}

export function toCallEntry(row: CallRecordRow): z.input<typeof CallEntry> {
  return {
    id: row.id,
    at: toIso(row.at),
    shop: shopLabel(row),
    party: row.party,
    operation: row.operation,
    class: row.class,
    outcome: row.outcome,
    code: row.code,
    isGood: row.outcome.startsWith("http-2") && row.code === null,
    durationMs: row.duration_ms,
    cause: row.cause_kind === null ? null : { kind: row.cause_kind, id: row.cause_id },
  };
}

export function toSyncRequest(row: SyncRequestRow): z.input<typeof SyncRequest> {
  const { result } = row;
  const states = Object.values(result?.numbers ?? {});
  return {
    id: row.id,
    shop: shopLabel(row),
    kind: row.kind,
    asked: askedNumbers(row).length,
    requestedBy: row.requested_by,
    createdAt: toIso(row.created_at),
    endedAt: isoOrNull(row.ended_at),
    state: row.state,
    result:
      result === null
        ? null
        : {
            got: result.got,
            kept: result.kept,
            failure: result.failure ?? null,
            counts: pulledStates.flatMap((state) => {
              const count = states.filter((one) => one === state).length;
              return count > 0 ? [{ state, count }] : [];
            }),
          },
  };
}

/** What became of each order number, in the order in which they were asked for. */
export function toPulledNumbers(row: SyncRequestRow) {
  const known = new Map(Object.entries(row.result?.numbers ?? {}));
  return askedNumbers(row).map((number) => ({ number, state: known.get(number) ?? null }));
}

function askedNumbers(row: SyncRequestRow): string[] {
  const { numbers } = row.data;
  return Array.isArray(numbers) ? numbers.map(String) : [];
}

export function toQuarantinedItem(row: QuarantineRow): z.input<typeof QuarantinedItem> {
  return {
    id: row.id,
    shop: shopLabel(row),
    platformOrderId: row.platform_order_id,
    detail: row.detail,
    seenCount: row.seen_count,
    firstSeenAt: toIso(row.first_seen_at),
    lastSeenAt: toIso(row.last_seen_at),
    isRetrying: row.retrying,
  };
}

export function toRefusedWrite(row: RefusedWriteRow): z.input<typeof RefusedWrite> {
  const { package_id: id, package_number: number } = row;
  return {
    id: row.id,
    shop: shopLabel(row),
    kind: row.kind,
    package: id === null || number === null ? null : { id, number, platformOrderId: row.platform_order_id ?? "" },
    sellerCode: row.seller_code,
    reason: row.kind === "book_label" ? null : (writeReasons.find((one) => one === row.reason) ?? null),
    bookingReason: row.kind === "book_label" ? (bookingReasons.find((one) => one === row.reason) ?? null) : null,
    code: row.last_code,
    message: row.last_message,
    attempts: row.attempts,
    wantedAt: toIso(row.wanted_at),
    refusedAt: toIso(row.refused_at),
  };
}
