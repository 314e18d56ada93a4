import { type AlertNews, noteAlerts } from "../app/note-alerts.ts";
import { inFence } from "../db/fence.ts";
import { announceChanges } from "../db/records.ts";
import { setShopState } from "../db/shops.ts";
import { assertNever } from "../kernel/assert-never.ts";
import type { Sanction } from "../kernel/vocabulary/platform.ts";
import type { AlertKind, FailureKind, Severity, ShopState } from "../kernel/vocabulary/sync.ts";
import type { PlatformFailure } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import type { Run } from "./run.ts";

type Alert = { kind: AlertKind; severity: Severity; detail: Record<string, unknown> };
type ShopTrouble = { state: ShopState; detail: string | null; retryMs: number; alert: Alert | undefined };

const minuteMs = 60_000;
const sanctionStates: Record<Sanction, ShopState> = { "app-suspended": "suspended", "shop-frozen": "frozen" };

/** Alerts that end as soon as the shop answers again. */
export const stateAlerts = [
  "authorisation-dead",
  "authorisation-withdrawn",
  "scope-missing",
  "app-suspended",
  "shop-frozen",
  "address-shut",
] as const satisfies readonly AlertKind[];

/** What a failed call means for the shop as a whole, and how long to leave the platform alone. Undefined: only this call is concerned. */
export function troubleOf(failure: PlatformFailure, before: ShopState, address: string): ShopTrouble | undefined {
  switch (failure.kind) {
    case "auth-expired": {
      const { code, message } = failure;
      const worked = before !== "starting" && before !== "needs_reauth";
      const isWithdrawn = failure.gone === true && worked;
      const kind = isWithdrawn ? "authorisation-withdrawn" : "authorisation-dead";
      const alert = { kind, severity: "critical", detail: { code, message } } as const;
      return { state: isWithdrawn ? "withdrawn" : "needs_reauth", detail: `${code} ${message}`, retryMs: minuteMs, alert };
    }
    case "scope-missing": {
      const { operation, code, message } = failure;
      const alert = { kind: "scope-missing", severity: "warning", detail: { operation, code, message } } as const;
      return { state: "scope_missing", detail: `${operation}: ${code} ${message}`, retryMs: minuteMs, alert };
    }
    case "sanctioned": {
      const { sanction, code, message } = failure;
      const alert = { kind: sanction, severity: "critical", detail: { code, message } } as const;
      return { state: sanctionStates[sanction], detail: `${code} ${message}`, retryMs: minuteMs, alert };
    }
    case "rate-limited": {
      if (!failure.banned) return undefined;
      const retryMs = Math.max(1000, failure.waitMs);
      const alert = { kind: "address-shut", severity: "critical", detail: { address, minutes: Math.ceil(retryMs / minuteMs) } } as const;
      return { state: "banned", detail: null, retryMs, alert };
    }
    case "unavailable":
      return { state: "unreachable", detail: failure.detail, retryMs: 5_000, alert: undefined };
    case "rejected":
    case "unreadable":
      return undefined;
    default:
      return assertNever(failure);
  }
}

/** The answer holds more than can be read at once, or something that cannot be read: a shorter time is to be asked for. */
export function isTooMuchAtOnce(failure: PlatformFailure): boolean {
  return failure.kind === "unreadable" || (failure.kind === "rejected" && failure.code === "window-too-wide");
}

/** Whether a write that failed so may have been done all the same. */
export function mayHaveHappened(failure: PlatformFailure): boolean {
  return failure.kind === "unreadable" || (failure.kind === "unavailable" && failure.effect === "unknown");
}

/** In one line, for the pages and the log. Failures carry no buyer data by contract. */
export function describeFailure(failure: PlatformFailure): string {
  switch (failure.kind) {
    case "rate-limited":
      return failureLine(failure.banned ? "shut-out" : "rate-limited", "");
    case "unavailable":
    case "unreadable":
      return failureLine(failure.kind, failure.detail);
    case "auth-expired":
    case "rejected":
      return failureLine(failure.kind, `${failure.code} ${failure.message}`);
    case "scope-missing":
      return failureLine(failure.kind, `${failure.operation} ${failure.code} ${failure.message}`);
    case "sanctioned":
      return failureLine(failure.sanction, `${failure.code} ${failure.message}`);
    default:
      return assertNever(failure);
  }
}

/** As failures are stored: a word that pages can translate, then words that are nobody's to translate. */
export function failureLine(kind: FailureKind, words: string): string {
  return words === "" ? kind : `${kind}: ${words}`;
}

/** Leaves the platform alone for as long as it asks, whatever the call was for. */
export async function heedRefusal(run: Run, budget: Budget, failure: PlatformFailure): Promise<void> {
  if (failure.kind !== "rate-limited") return;
  const { clock } = run.app;
  const waitMs = Math.max(1_000, failure.waitMs);
  budget.refused();
  budget.pauseUntil(clock.monotonicMs() + waitMs);
  if (failure.banned) await run.shared.shutAddress(run.address(), waitMs);
}

/** Makes the shop show its trouble, slows the budget where the platform asked for it, and says when to try again. */
export async function reactToFailure(run: Run, budget: Budget, failure: PlatformFailure): Promise<number> {
  await heedRefusal(run, budget, failure);
  const trouble = troubleOf(failure, run.shop.state, run.address());
  if (trouble === undefined) return 3_000;
  const open = trouble.alert === undefined ? [] : [{ ...trouble.alert, shopId: run.shop.id, subject: "" }];
  await showShopState(run, trouble.state, trouble.detail, { open });
  return trouble.retryMs;
}

/** Opens and closes alerts of the shop, if the runner still owns it. */
export async function sayAlerts(run: Run, news: AlertNews): Promise<void> {
  await inFence(run.app.database, run.fence, async (tx) => {
    await noteAlerts(tx, run.app, run.fence.tenant, news);
  });
}

/** Sets the shop's state if it differs, with the alerts that go with it, and tells open browsers. */
export async function showShopState(run: Run, state: ShopState, detail: string | null, news: AlertNews = {}): Promise<void> {
  if (run.shop.state === state && detail === null && news.open === undefined) return;
  run.shop = { ...run.shop, state };
  await inFence(run.app.database, run.fence, async (tx) => {
    const changed = await setShopState(tx, run.fence.tenant, run.shop.id, state, detail);
    if (changed) await announceChanges(tx, run.fence.tenant, run.app.clock.now(), [{ topic: "shops-changed", ids: [run.shop.id] }]);
    await noteAlerts(tx, run.app, run.fence.tenant, news);
  });
}

/** The shop answers: its troubles are over. */
export async function showShopWell(run: Run): Promise<void> {
  if (run.shop.state === "active") return;
  await showShopState(run, "active", null, { open: [], close: stateAlerts.map((kind) => ({ kind, shopId: run.shop.id })) });
}
