import { getSync } from "../../app/get-sync.ts";
import type { Install } from "../../app/install.ts";
import { type CallQuery, listCallMinutes, listCalls } from "../../app/list-calls.ts";
import { getSyncRequest, listSyncRequests } from "../../app/list-sync-requests.ts";
import { listQuarantine, listRefusedWrites } from "../../app/list-trouble.ts";
import { requestSync, type SyncWish } from "../../app/request-sync.ts";
import { type CallListQuery, getSyncRoute, listCallMinutesRoute, listCallsRoute } from "../../contract/sync.ts";
import { getSyncRequestRoute, listSyncRequestsRoute, requestSyncRoute, type SyncWish as WireWish } from "../../contract/sync-requests.ts";
import { listQuarantineRoute, listRefusedWritesRoute } from "../../contract/sync-trouble.ts";
import { asId, type ShopId } from "../../kernel/id.ts";
import { parseInstant, toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { callClasses } from "../../kernel/vocabulary/sync.ts";
import { type Binding, bind } from "../bind.ts";
import { toCallEntry, toPulledNumbers, toQuarantinedItem, toRefusedWrite, toShopSync, toSyncRequest } from "./sync-wire.ts";
import { readCursor, toShopIds, writeCursor } from "./wire.ts";

/** 同步监控: what the runners do, what they spent, what failed, and what a person may ask of them. */
export function syncRoutes(install: Pick<Install, "app" | "directory">, publicUrl: string): Binding[] {
  const { app } = install;
  return [
    bind(getSyncRoute, async ({ scope }) => {
      const { at, shops } = await getSync(install, scope);
      return ok({ at: toIso(at), shops: shops.map((shop) => toShopSync(shop, publicUrl)) });
    }),
    bind(listCallMinutesRoute, async ({ scope }, { query }) => {
      const found = await listCallMinutes(app, scope, asId<ShopId>(query.shop));
      if (!found.ok) return found;
      const minutes = found.value.rows.flatMap((row) => {
        const callClass = callClasses.find((one) => one === row.class);
        return callClass === undefined ? [] : [{ at: toIso(row.minute), class: callClass, calls: Number(row.calls) }];
      });
      return ok({ from: toIso(found.value.from), minutes });
    }),
    bind(listCallsRoute, async ({ scope }, { query }) => {
      const page = await listCalls(app, scope, toCallQuery(query));
      return ok({ rows: page.rows.map(toCallEntry), from: toIso(page.from), to: toIso(page.to), next: writeCursor(page.next) });
    }),
    bind(requestSyncRoute, ({ scope }, { body }) => requestSync(app, scope, toWish(body))),
    bind(listSyncRequestsRoute, async ({ scope }, { query }) =>
      ok({ requests: (await listSyncRequests(app, scope, toShopIds(query.shop))).map(toSyncRequest) }),
    ),
    bind(getSyncRequestRoute, async ({ scope }, { params }) => {
      const found = await getSyncRequest(app, scope, params.requestId);
      return found.ok ? ok({ ...toSyncRequest(found.value), numbers: toPulledNumbers(found.value) }) : found;
    }),
    bind(listQuarantineRoute, async ({ scope }, { query }) => {
      const { rows, capped } = await listQuarantine(app, scope, toShopIds(query.shop));
      return ok({ rows: rows.map(toQuarantinedItem), capped });
    }),
    bind(listRefusedWritesRoute, async ({ scope }, { query }) => {
      const { rows, capped } = await listRefusedWrites(app, scope, toShopIds(query.shop));
      return ok({ rows: rows.map(toRefusedWrite), capped });
    }),
  ];
}

function toCallQuery(query: CallListQuery): CallQuery {
  return {
    shops: toShopIds(query.shop),
    from: query.from === undefined ? undefined : parseInstant(query.from),
    to: query.to === undefined ? undefined : parseInstant(query.to),
    operation: query.operation,
    classes: query.class,
    outcome: query.outcome,
    causeKind: query.cause,
    causeId: query.cause_id,
    before: readCursor(query.before),
  };
}

function toWish(wish: WireWish): SyncWish {
  return wish.kind === "retry_item" ? wish : { ...wish, shopId: asId<ShopId>(wish.shopId) };
}
