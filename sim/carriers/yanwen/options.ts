import { type Account, sandboxAccounts } from "./account.ts";

export type YanwenOptions = {
  accounts: readonly Account[];
  port: number;
  /** HTTP status of a refused signature, clock or account. 401 was met by one client; the envelope is the same. */
  authFailureStatus: 200 | 401;
  /** What a second booking of an order number gets: the carrier's fault, or the first waybill as if it were new. */
  duplicateOrder: "fault" | "first-waybill";
  /** Whether an order number is free again after its parcel was cancelled. */
  reuseCancelledOrderNumbers: boolean;
  /** Declaration lines accepted; the older document says five. */
  maxProducts: number;
  /** How long after booking the last-mile number appears, for products that have one. */
  referenceNumberDelayMs: number;
  /** How long the "reply-delayed" fault holds the answer back. */
  replyDelayMs: number;
  /** 1 is real time: about six days from hand-over to delivery. 0.01 makes it an hour and a half. */
  journeyScale: number;
  /** Share of parcels whose journey goes wrong (second attempt, returned, lost), decided at booking. */
  troubleShare: number;
};

/** Fills in what a caller leaves open. */
export function toYanwenOptions(given: Partial<YanwenOptions>): YanwenOptions {
  return {
    accounts: sandboxAccounts,
    port: 9131,
    authFailureStatus: 200,
    duplicateOrder: "fault",
    reuseCancelledOrderNumbers: false,
    maxProducts: 5,
    referenceNumberDelayMs: 5 * 60_000,
    replyDelayMs: 20_000,
    journeyScale: 1,
    troubleShare: 0,
    ...given,
  };
}
