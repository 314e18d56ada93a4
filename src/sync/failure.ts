import { passFence } from "../db/fence.ts";
import { announceChanges } from "../db/records.ts";
import { setShopState } from "../db/shops.ts";
import { assertNever } from "../kernel/assert-never.ts";
import type { ShopState } from "../kernel/vocabulary/sync.ts";
import type { PlatformFailure } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import type { Run } from "./run.ts";

type ShopTrouble = { state: ShopState; detail: string | null; retryMs: number };

const minuteMs = 60_000;

/** What a failed call means for the shop as a whole, and how long to leave the platform alone. Undefined: only this call is concerned. */
export function troubleOf(failure: PlatformFailure, now: number): ShopTrouble | undefined {
  switch (failure.kind) {
    case "auth-expired":
      return { state: "needs_reauth", detail: `${failure.code} ${failure.message}`, retryMs: minuteMs };
    case "scope-missing":
      return { state: "scope_missing", detail: `${failure.operation}: ${failure.code} ${failure.message}`, retryMs: minuteMs };
    case "rate-limited":
      return failure.banned ? { state: "banned", detail: null, retryMs: Math.max(1000, failure.retryAt - now) } : undefined;
    case "unavailable":
      return { state: "unreachable", detail: failure.detail, retryMs: 5_000 };
    case "rejected":
    case "unreadable":
      return undefined;
    default:
      return assertNever(failure);
  }
}

/** In one line, for a stream's page and the log. Failures carry no buyer data by contract. */
export function describeFailure(failure: PlatformFailure): string {
  switch (failure.kind) {
    case "rate-limited":
      return failure.banned ? "the platform has shut this address out" : "the platform's rate limit was hit";
    case "unavailable":
      return `no usable answer: ${failure.detail}`;
    case "auth-expired":
      return `authorisation dead: ${failure.code} ${failure.message}`;
    case "scope-missing":
      return `scope missing for ${failure.operation}: ${failure.code} ${failure.message}`;
    case "rejected":
      return `refused: ${failure.code} ${failure.message}`;
    case "unreadable":
      return `unreadable answer: ${failure.detail}`;
    default:
      return assertNever(failure);
  }
}

/** Makes the shop show its trouble, slows the budget where the platform asked for it, and says when to try again. */
export async function reactToFailure(run: Run, budget: Budget, failure: PlatformFailure): Promise<number> {
  const { app } = run;
  if (failure.kind === "rate-limited") {
    const waitMs = Math.max(1_000, failure.retryAt - app.clock.now());
    budget.pauseUntil(app.clock.monotonicMs() + waitMs);
  }
  const trouble = troubleOf(failure, app.clock.now());
  if (trouble !== undefined) await showShopState(run, trouble.state, trouble.detail);
  return trouble?.retryMs ?? 3_000;
}

/** Sets the shop's state if it differs and tells open browsers. */
export async function showShopState(run: Run, state: ShopState, detail: string | null): Promise<void> {
  if (run.shop.state === state && detail === null) return;
  run.shop = { ...run.shop, state };
  await run.app.database.inTenant(run.fence.tenant, async (tx) => {
    await passFence(tx, run.fence);
    const changed = await setShopState(tx, run.fence.tenant, run.shop.id, state, detail);
    if (changed) await announceChanges(tx, run.fence.tenant, run.app.clock.now(), [{ topic: "shops-changed", ids: [run.shop.id] }]);
  });
}
