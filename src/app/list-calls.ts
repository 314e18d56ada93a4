import { type CallCursor, type CallRecordRow, listCalls as listRows } from "../db/read-calls.ts";
import { countCallsByMinute, listShopRunners, type MinuteRow } from "../db/read-sync.ts";
import type { ShopId } from "../kernel/id.ts";
import { addMs, type Instant, instantFromMs } from "../kernel/instant.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { CallClass } from "../kernel/vocabulary/sync.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { CallRecordRow };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const minuteMs = 60_000;
const pageSize = 100;

/** What a person asks of the call record. */
export type CallQuery = {
  shops?: readonly ShopId[] | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
  operation?: string | undefined;
  classes?: readonly CallClass[] | undefined;
  outcome?: "good" | "failed" | undefined;
  causeKind?: string | undefined;
  causeId?: string | undefined;
  before?: CallCursor | undefined;
};

export type CallPage = { rows: CallRecordRow[]; from: Instant; to: Instant; next: CallCursor | null };

/** Calls to platforms and carriers, newest first: the last hour unless asked otherwise, never more than a day. */
export async function listCalls(app: App, scope: Scope, query: CallQuery): Promise<CallPage> {
  const to = query.to ?? addMs(app.clock.now(), minuteMs);
  const wanted = query.from ?? addMs(to, -hourMs);
  const from = wanted < to - dayMs ? addMs(to, -dayMs) : wanted;
  const { before, shops, ...rest } = query;
  const rows = await app.database.inTenant(scope.tenant, (tx) =>
    listRows(tx, scope.tenant, { ...rest, shops: within(scope.shops, shops), from, to }, before, pageSize + 1),
  );
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return { rows: shown, from, to, next: rows.length > pageSize && last !== undefined ? { at: last.at, id: last.id } : null };
}

/** A shop's calls to its platform in the last hour, by minute and class; the minute that runs is the last. */
export async function listCallMinutes(
  app: App,
  scope: Scope,
  shop: ShopId,
): Promise<Result<{ from: Instant; rows: MinuteRow[] }, Refusal>> {
  const now = app.clock.now();
  const from = instantFromMs(Math.floor(now / minuteMs) * minuteMs - 59 * minuteMs);
  return await app.database.inTenant(scope.tenant, async (tx) => {
    const [found] = await listShopRunners(tx, scope.tenant, within(scope.shops, [shop]));
    if (found === undefined) return fail<Refusal>({ code: "shop-not-found" });
    const rows = await countCallsByMinute(tx, scope.tenant, shop, found.platform, from, addMs(now, minuteMs));
    return ok({ from, rows });
  });
}
