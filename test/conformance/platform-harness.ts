import type { PlatformConnector, ShopLink } from "../../src/ports/platform.ts";

/** What can go wrong on the way, whatever the platform calls it. */
export type WireTrouble = "reply-lost" | "unavailable" | "html" | "half-body" | "throttle-answer" | "shut-out";

/** A platform made ready for the suite: its simulator over HTTP, and the hands that a seller and the platform's staff would have. */
export type PlatformHarness = {
  connector: PlatformConnector;
  link: ShopLink;
  /** Requests that have reached the platform so far. */
  requests(): number;
  /** A carrier of the platform's list, and numbers that it would and would not issue. Every call gives another good one. */
  carrierId: string;
  goodNumber(): string;
  malformedNumber: string;
  placeOrder(wish: { units: number; held?: boolean; cooperative?: boolean; poisoned?: boolean }): Promise<string>;
  requestCancel(platformOrderId: string): Promise<void>;
  cancel(platformOrderId: string): Promise<void>;
  /** Switches a trouble on for the next request of an operation of that kind. */
  trouble(kind: WireTrouble, operation: "read-orders" | "confirm"): Promise<void>;
  /** Ends every trouble, a shut-out included. */
  calm(): Promise<void>;
  forbidAmounts(): Promise<void>;
  expireOrderToken(): Promise<void>;
  setPlatformStock(listingKey: string, quantity: number): Promise<void>;
  close(): Promise<void>;
};

/** Cases that a platform cannot do, with the reason that is printed. */
export type Skips = Partial<Record<"held orders hide the address" | "amounts apart" | "guarded stock", string>>;
