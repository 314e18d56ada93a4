/**
 * One limit that a platform keeps. `window`: at most `calls` in any `windowMs`. `bucket`: `burst` at once, `perSecond` again each second.
 * `per`: whom it counts, one shop (the default) or all shops of one app key. `operations`: the platform's names that it covers; absent: all.
 */
export type CallRule = WindowRule | BucketRule;
export type WindowRule = { kind: "window"; calls: number; windowMs: number; per?: "shop" | "app"; operations?: readonly string[] };
export type BucketRule = { kind: "bucket"; perSecond: number; burst: number; per?: "shop" | "app"; operations?: readonly string[] };

/** What a platform tolerates, as data of each shop. `banMs`: how long it shuts an address out that goes beyond. */
export type CallPolicy = { rules: readonly CallRule[]; banMs: number };

const cap120: WindowRule = { kind: "window", calls: 120, windowMs: 60_000 };
const qps20: BucketRule = { kind: "bucket", perSecond: 20, burst: 20, per: "app" };
const banMs = 15 * 60_000;

/**
 * Policies by name, for whoever connects a shop. The cap of 120 in any minute per shop is trade knowledge, the 20 a second per app key
 * are Temu's public documents (error 4000004); both may hold at once: docs/platforms/temu.md.
 */
export const callPolicies = {
  cap120: { rules: [cap120], banMs },
  qps20: { rules: [qps20], banMs },
  "cap120+qps20": { rules: [cap120, qps20], banMs },
} as const satisfies Record<string, CallPolicy>;

/** The limit that people think of as "the budget": the longest window over all operations of the shop. A bucket counts as what a minute gives. */
export function mainWindow(policy: CallPolicy): { calls: number; windowMs: number } {
  const windows = policy.rules
    .filter((rule) => rule.operations === undefined)
    .map((rule) =>
      rule.kind === "window"
        ? { calls: rule.calls, windowMs: rule.windowMs }
        : { calls: rule.burst + rule.perSecond * 60, windowMs: 60_000 },
    );
  return windows.toSorted((one, other) => other.windowMs - one.windowMs)[0] ?? { calls: 60, windowMs: 60_000 };
}
