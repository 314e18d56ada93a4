import type { PlatformRefusal, Sanction } from "../../kernel/vocabulary/platform.ts";
import type { PlatformFailure } from "../../ports/platform.ts";

/** Codes whose meaning reaches beyond the one call. Sources and marks: docs/platforms/temu.md#errors. */
const deadAuthorisation: ReadonlySet<number> = new Set([
  3000030, 3000033, 3000034, 5000000, 7000003, 7000006, 7000007, 7000016, 7000018, 7000020,
]);
/** Decisions of the platform or the seller against the whole app or shop. */
const sanctions: Readonly<Record<number, Sanction>> = {
  3000022: "app-suspended",
  3000028: "app-suspended",
};
/** App or token are not known there: never were, or somebody cancelled them. */
const gone: ReadonlySet<number> = new Set([3000026, 3000031]);
const missingScope: ReadonlySet<number> = new Set([3000032, 7000022]);
const rateLimited: ReadonlySet<number> = new Set([4000004, 110020007]);
/** The platform says that something broke on its side: the effect of a write is open. */
const brokenThere: ReadonlySet<number> = new Set([
  2000000, 4000000, 6000001, 7000000, 200000, 110020001, 120011001, 120014006, 130010000, 150010002,
]);

/** What a refusal means to us; what is not listed is `other`, with the platform's words. */
const reasons: Readonly<Record<number, PlatformRefusal>> = {
  3000000: "bad-request",
  3000002: "bad-request",
  3000003: "bad-request",
  3000004: "bad-request",
  3000013: "bad-request",
  3000014: "bad-request",
  3000040: "bad-signature",
  3000001: "bad-signature",
  7000015: "bad-signature",
  3000010: "clock-skew",
  3000011: "clock-skew",
  3000012: "clock-skew",
  140020001: "fully-managed-shop",
  140020002: "order-not-found",
  140020005: "bad-request",
  140020008: "not-ready",
  140020009: "not-ready",
  140020012: "bad-request",
  140020013: "bad-request",
  140020014: "bad-request",
  120011002: "bad-request",
  120011020: "bad-request",
  120011022: "bad-request",
  120011006: "warehouse-unknown",
  120011011: "not-shippable",
  120011030: "not-shippable",
  120011059: "self-ship-restricted",
  120011065: "warehouse-unknown",
  120011072: "wrong-region",
  120011082: "warehouse-unknown",
  120011085: "warehouse-unknown",
  120011086: "warehouse-unknown",
  120011092: "self-ship-restricted",
  120012020: "not-shippable",
  120012063: "warehouse-unknown",
  120012064: "warehouse-unknown",
  120015528: "not-shippable",
  120015537: "not-shippable",
  120017007: "cancel-pending",
  120018021: "not-shippable",
  120015527: "warehouse-unknown",
  120012003: "quantity-mismatch",
  120012004: "already-shipped",
  120012007: "order-not-found",
  120012016: "order-not-found",
  120012012: "not-shippable",
  120012023: "address-change-pending",
  120012030: "cancel-pending",
  120012031: "risk-alert-pending",
  120012061: "risk-alert-pending",
  120012034: "self-ship-restricted",
  180020003: "bad-request",
  180020004: "bad-request",
  180020030: "self-ship-restricted",
  120013002: "quantity-mismatch",
  120014001: "number-blank",
  120014002: "number-malformed",
  120014003: "number-used",
  120014004: "number-used",
  120014005: "number-malformed",
  120014008: "number-malformed",
  120014019: "number-malformed",
  120014020: "number-malformed",
  120014022: "number-malformed",
  120014023: "number-malformed",
  120015559: "number-malformed",
  120015002: "carrier-unknown",
  120015037: "carrier-unknown",
  150010001: "bad-request",
  150010003: "bad-request",
  150010005: "stock-changed-meanwhile",
  150010188: "listing-unknown",
  150010189: "listing-unknown",
};

const throttlePauseMs = 5_000;
const banPauseMs = 15 * 60_000;

/** What a business or gateway code means. `operation` names the call for a missing scope. */
export function toFailure(code: number, message: string, operation: string, writes: boolean): PlatformFailure {
  const text = String(code);
  if (rateLimited.has(code)) return { kind: "rate-limited", waitMs: throttlePauseMs, banned: false };
  if (gone.has(code)) return { kind: "auth-expired", code: text, message, gone: true };
  if (deadAuthorisation.has(code)) return { kind: "auth-expired", code: text, message };
  const sanction = sanctions[code];
  if (sanction !== undefined) return { kind: "sanctioned", sanction, code: text, message };
  if (missingScope.has(code)) return { kind: "scope-missing", operation, code: text, message };
  if (brokenThere.has(code)) return { kind: "unavailable", effect: writes ? "unknown" : "none", detail: `${text} ${message}` };
  return { kind: "rejected", reason: reasons[code] ?? "other", code: text, message };
}

const pausesMs = { least: 1_000, most: 15 * 60_000 };

/** What a `Retry-After` in seconds asks for, within reason. */
function pauseOf(retryAfter: string | undefined): number {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? "") ? Number(retryAfter) : undefined;
  return seconds === undefined ? throttlePauseMs : Math.min(pausesMs.most, Math.max(pausesMs.least, seconds * 1_000));
}

/** An answer that is no answer of the API: shut out, throttled by a gate in front, or broken. */
export function toHttpFailure(status: number, writes: boolean, retryAfter?: string): PlatformFailure {
  if (status === 403) return { kind: "rate-limited", waitMs: banPauseMs, banned: true };
  if (status === 429) return { kind: "rate-limited", waitMs: pauseOf(retryAfter), banned: false };
  return { kind: "unavailable", effect: writes ? "unknown" : "none", detail: `HTTP ${status}` };
}
