import { z } from "zod";
import { differenceKinds, missCauses, reconciliationKinds } from "../kernel/vocabulary/sync.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";
import { PageCursor, ShopLabel } from "./sync.ts";

export const Sweep = z.strictObject({
  id: IdParam,
  shop: ShopLabel,
  kind: z.enum(reconciliationKinds),
  windowFrom: InstantView,
  windowTo: InstantView,
  startedAt: InstantView,
  endedAt: InstantView.nullable(),
  durationMs: z.int().nullable(),
  state: z.enum(["running", "done", "failed"]),
  /** How many orders the platform says there are, and how many we had. */
  platformCount: z.int().nullable(),
  ourCount: z.int().nullable(),
  differences: z.int(),
  pulled: z.int(),
  failure: z.string().nullable(),
});
export type Sweep = z.infer<typeof Sweep>;

export const listReconciliationsRoute = route({
  method: "GET",
  path: "/reconciliations",
  summary: "Comparisons of the platform's orders with ours in the last 30 days, newest first",
  permission: "shops:read",
  query: z.strictObject({
    shop: listOf(IdParam, 200),
    kind: listOf(z.enum(reconciliationKinds), 3),
    differences: z.literal("only").optional(),
    before: PageCursor.optional(),
  }),
  reply: z.strictObject({
    rows: z.array(Sweep),
    next: PageCursor.nullable(),
    /** Of all sweeps that the filter meets. */
    totals: z.strictObject({ sweeps: z.int(), failed: z.int(), differences: z.int(), pulled: z.int() }),
    /** Orders of the last 7 days that only a sweep found, each once. */
    missed: z.array(z.strictObject({ cause: z.enum(missCauses), orders: z.int() })),
  }),
});

export const Difference = z.strictObject({
  platformOrderId: z.string(),
  kind: z.enum(differenceKinds),
  cause: z.enum(missCauses),
  foundAt: InstantView,
  pulled: z.boolean(),
  package: z.strictObject({ id: IdParam, number: z.string() }).nullable(),
});
export type Difference = z.infer<typeof Difference>;

export const getReconciliationRoute = route({
  method: "GET",
  path: "/reconciliations/:reconciliationId",
  summary: "One comparison with the orders that differed",
  permission: "shops:read",
  params: z.strictObject({ reconciliationId: IdParam }),
  reply: Sweep.extend({ rows: z.array(Difference) }),
  refusals: ["item-not-found"],
});
