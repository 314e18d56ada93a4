import { z } from "zod";
import { pulledStates, reconciliationKinds, requestKinds } from "../kernel/vocabulary/sync.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";
import { ShopLabel } from "./sync.ts";

/** What a person may ask of a shop's runner. More numbers than it takes are refused in words, not as a malformed request. */
export const SyncWish = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("pull"), shopId: IdParam }),
  z.strictObject({ kind: z.literal("pull_orders"), shopId: IdParam, numbers: z.array(z.string().max(100)).min(1).max(5_000) }),
  z.strictObject({ kind: z.literal("retry_item"), quarantineId: IdParam }),
  z.strictObject({ kind: z.literal("reconcile"), shopId: IdParam, sweep: z.enum(reconciliationKinds) }),
]);
export type SyncWish = z.infer<typeof SyncWish>;

export const SyncRequest = z.strictObject({
  id: IdParam,
  shop: ShopLabel,
  kind: z.enum(requestKinds),
  /** How many order numbers it names. */
  asked: z.int(),
  requestedBy: z.string(),
  createdAt: InstantView,
  endedAt: InstantView.nullable(),
  state: z.enum(["waiting", "done", "failed"]),
  result: z
    .strictObject({
      got: z.int(),
      kept: z.int(),
      failure: z.string().nullable(),
      counts: z.array(z.strictObject({ state: z.enum(pulledStates), count: z.int() })),
    })
    .nullable(),
});
export type SyncRequest = z.infer<typeof SyncRequest>;

export const requestSyncRoute = route({
  method: "POST",
  path: "/sync/requests",
  summary: "Asks a shop's runner to read now, to read given orders, to try an item again, or to compare now",
  permission: "sync:run",
  body: SyncWish,
  reply: z.strictObject({ id: IdParam, shopId: IdParam }),
  refusals: ["shop-not-found", "item-not-found", "too-many-numbers", "number-malformed", "too-many-waiting"],
});

export const listSyncRequestsRoute = route({
  method: "GET",
  path: "/sync/requests",
  summary: "What people asked of the runners lately, newest first",
  permission: "shops:read",
  query: z.strictObject({ shop: listOf(IdParam, 200) }),
  reply: z.strictObject({ requests: z.array(SyncRequest) }),
});

export const getSyncRequestRoute = route({
  method: "GET",
  path: "/sync/requests/:requestId",
  summary: "One of them, with what became of each order number",
  permission: "shops:read",
  params: z.strictObject({ requestId: IdParam }),
  reply: SyncRequest.extend({
    /** In the order in which they were pasted; null while nothing is known. */
    numbers: z.array(z.strictObject({ number: z.string(), state: z.enum(pulledStates).nullable() })),
  }),
  refusals: ["item-not-found"],
});
