/** How a shop stands with its platform. The last three are decisions of the platform or the seller that only they can take back. */
export const shopStates = [
  "active",
  "needs_reauth",
  "scope_missing",
  "banned",
  "unreachable",
  "starting",
  "withdrawn",
  "suspended",
  "frozen",
] as const;
export type ShopState = (typeof shopStates)[number];

/** Classes of calls, most urgent first: deadline ship-confirm · new orders and addresses · stock · reconciliation · back-fill. */
export const callClasses = ["P0", "P1", "P2", "P3", "P4"] as const;
export type CallClass = (typeof callClasses)[number];

/** What a runner reads again and again. */
export const streams = ["orders", "cancellations", "listings"] as const;
export type StreamName = (typeof streams)[number];

/** What made a stream read. */
export const runCauses = ["poll", "hook", "request", "start"] as const;
export type RunCause = (typeof runCauses)[number];

/** Why an item that was got was not kept. */
export const skipReasons = ["unchanged", "quarantined"] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Sweeps: 10 minutes over 2 hours; nightly over open orders and 30 days of ids; weekly counts. */
export const reconciliationKinds = ["recent", "nightly", "weekly"] as const;
export type ReconciliationKind = (typeof reconciliationKinds)[number];

/** missing: they have it, we had not. stale: ours was older. extra: we have it, they no longer list it. */
export const differenceKinds = ["missing", "stale", "extra"] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** Why the fast path had not brought what a sweep found. */
export const missCauses = ["late-visible", "paging-shift", "stream-down", "quarantined", "window-closed", "unexplained"] as const;
export type MissCause = (typeof missCauses)[number];

/** What a person may ask of a runner. */
export const requestKinds = ["pull", "pull_orders", "retry_item", "reconcile"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What became of one order number that a person asked for. */
export const pulledStates = ["stored", "unchanged", "not-found", "failed"] as const;
export type PulledState = (typeof pulledStates)[number];

/** Acts that a platform may forbid a shop while the rest goes on. */
export const restrictedActs = ["ship_confirm", "own_label", "stock_push"] as const;
export type RestrictedAct = (typeof restrictedActs)[number];

export const severities = ["info", "warning", "critical"] as const;
export type Severity = (typeof severities)[number];

/** What an alert is about. Its words are the user's language's, its values are in `detail`. */
export const alertKinds = [
  "budget-high",
  "budget-forecast",
  "quota-shared",
  "address-shut",
  "authorisation-dead",
  "authorisation-withdrawn",
  "scope-missing",
  "app-suspended",
  "shop-frozen",
  "act-forbidden",
  "stream-late",
  "answer-empty",
  "item-quarantined",
  "write-refused",
  "order-missed",
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Why a reading did not come about. Stored as "kind" or "kind: words", the words being the platform's or the wire's own. */
export const failureKinds = [
  "shut-out",
  "rate-limited",
  "unavailable",
  "auth-expired",
  "scope-missing",
  "app-suspended",
  "shop-frozen",
  "rejected",
  "unreadable",
  "answer-empty",
  "no-good-poll",
  "interrupted",
] as const;
export type FailureKind = (typeof failureKinds)[number];
