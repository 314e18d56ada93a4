import type { CallRule } from "../domain/shops/call-policy.ts";
import type { Clock } from "../ports/clock.ts";
import type { Meter } from "./meter.ts";
import { openBucket } from "./token-bucket.ts";
import { openWindow } from "./window-slots.ts";

/**
 * The meters of limits that all shops of one app share, as far as this process runs them. Several processes do not add up their calls:
 * such limits answer with a refusal, not a ban, and every refusal halves what a shop uses.
 */
export type SharedMeters = { of(app: string, rule: CallRule): Meter };

export function openSharedMeters(clock: Clock): SharedMeters {
  const meters = new Map<string, Meter>();
  return {
    of: (app, rule) => {
      const key = `${app} ${JSON.stringify(rule)}`;
      const known = meters.get(key);
      if (known !== undefined) return known;
      // another process may have used it up a moment ago
      const made = rule.kind === "bucket" ? openBucket(rule, clock, false) : openWindow(rule, clock, "all-busy");
      meters.set(key, made);
      return made;
    },
  };
}
