import { z } from "zod";
import { platforms } from "../kernel/vocabulary/platform.ts";
import { callClasses, restrictedActs, runCauses, shopStates, skipReasons, streams } from "../kernel/vocabulary/sync.ts";
import { IdParam, InstantView, listOf } from "./codec.ts";
import { route } from "./route.ts";

/** A shop by its name, as rows about it show it. */
export const ShopLabel = z.strictObject({ id: IdParam, name: z.string(), platform: z.enum(platforms) });

/** The last row of a page, given back to read on after it. */
export const PageCursor = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const ShopStream = z.strictObject({
  name: z.enum(streams),
  lastSuccessAt: InstantView.nullable(),
  /** From the platform's own stamp of the newest change to its being stored here, ms. */
  delayMs: z.int().nullable(),
  nextRunAt: InstantView.nullable(),
  lastRun: z
    .strictObject({
      at: InstantView,
      cause: z.enum(runCauses),
      calls: z.int(),
      got: z.int(),
      kept: z.int(),
      skipped: z.array(z.strictObject({ reason: z.enum(skipReasons), count: z.int() })),
    })
    .nullable(),
  /** Our words and the platform's; `isOver` when the stream has succeeded since. */
  lastFailure: z.strictObject({ words: z.string(), at: InstantView, isOver: z.boolean() }).nullable(),
});
export type ShopStream = z.infer<typeof ShopStream>;

export const CallBudget = z.strictObject({
  used: z.int(),
  cap: z.int(),
  windowMs: z.int(),
  /** What the runner tells beside it; null before its first report. */
  live: z
    .strictObject({
      /** Calls in use after the platform's refusals lowered them. */
      ceiling: z.int(),
      inFlight: z.int(),
      waiting: z.array(z.strictObject({ class: z.enum(callClasses), calls: z.int() })),
      pausedUntil: InstantView.nullable(),
      spent: z.array(z.strictObject({ operation: z.string(), class: z.enum(callClasses), calls: z.int() })),
      /** How many orders a day fit through this budget. */
      ordersPerDay: z.int(),
    })
    .nullable(),
});
export type CallBudget = z.infer<typeof CallBudget>;

export const ShopSync = ShopLabel.extend({
  site: z.string(),
  state: z.enum(shopStates),
  /** The platform's own words when the state is not active. */
  stateDetail: z.string().nullable(),
  /** What the platform has forbidden this shop while the rest goes on. */
  restrictions: z.array(z.strictObject({ act: z.enum(restrictedActs), code: z.string(), message: z.string(), since: InstantView })),
  /** Whether the runner has reported within the last seconds. */
  isLive: z.boolean(),
  beatAt: InstantView.nullable(),
  budget: CallBudget,
  streams: z.array(ShopStream),
  /** Where the platform may announce changes of this shop, and when it last did. */
  announcements: z.strictObject({ address: z.string().nullable(), lastAt: InstantView.nullable() }),
  quarantined: z.int(),
  waitingRequests: z.int(),
});
export type ShopSync = z.infer<typeof ShopSync>;

export const getSyncRoute = route({
  method: "GET",
  path: "/sync",
  summary: "Per shop: state, call budget as its runner sees it, and what each stream did last",
  permission: "shops:read",
  reply: z.strictObject({ at: InstantView, shops: z.array(ShopSync) }),
});

export const listCallMinutesRoute = route({
  method: "GET",
  path: "/sync/call-minutes",
  summary: "A shop's calls to its platform in the last hour, by minute and class",
  permission: "shops:read",
  query: z.strictObject({ shop: IdParam }),
  reply: z.strictObject({
    /** The first of sixty minutes. */
    from: InstantView,
    minutes: z.array(z.strictObject({ at: InstantView, class: z.enum(callClasses), calls: z.int() })),
  }),
  refusals: ["shop-not-found"],
});

/** What a call was made for. */
export const callCauses = ["stream", "order", "package", "listing", "intent", "request", "reconciliation", "hook"] as const;

export const CallListQuery = z.strictObject({
  shop: listOf(IdParam, 200),
  /** The last hour when left out; never more than a day before `to`. */
  from: InstantView.optional(),
  to: InstantView.optional(),
  /** Any part of the operation's name. */
  operation: z.string().trim().min(1).max(100).optional(),
  class: listOf(z.enum(callClasses), 5),
  outcome: z.enum(["good", "failed"]).optional(),
  cause: z.enum(callCauses).optional(),
  cause_id: IdParam.optional(),
  before: PageCursor.optional(),
});
export type CallListQuery = z.infer<typeof CallListQuery>;

export const CallEntry = z.strictObject({
  id: IdParam,
  at: InstantView,
  shop: ShopLabel,
  /** The platform or the carrier that was called. */
  party: z.string(),
  operation: z.string(),
  class: z.string(),
  /** `http-200`, or how the connection failed. */
  outcome: z.string(),
  code: z.string().nullable(),
  isGood: z.boolean(),
  durationMs: z.int(),
  cause: z.strictObject({ kind: z.string(), id: z.string().nullable() }).nullable(),
});
export type CallEntry = z.infer<typeof CallEntry>;

export const listCallsRoute = route({
  method: "GET",
  path: "/sync/calls",
  summary: "Calls to platforms and carriers, newest first",
  permission: "shops:read",
  query: CallListQuery,
  reply: z.strictObject({ rows: z.array(CallEntry), from: InstantView, to: InstantView, next: PageCursor.nullable() }),
});
