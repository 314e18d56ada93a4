import type { OrderAmounts, PlatformListing, PlatformOrder, Recipient } from "../domain/orders/platform-order.ts";
import type { Instant } from "../kernel/instant.ts";
import type { Result } from "../kernel/result.ts";
import type { Platform, PlatformRefusal, Sanction } from "../kernel/vocabulary/platform.ts";
import type { Clock } from "./clock.ts";
import type { Http } from "./http.ts";

export type { OrderAmounts, PlatformListing, PlatformOrder, PlatformOrderLine, Recipient } from "../domain/orders/platform-order.ts";

/** Every way a platform can fail us; the runner decides what to do about each. Mapped onto three platforms in docs/decisions/0002-ports.md. */
export type PlatformFailure =
  /** `waitMs`: from the answer on; a length, because a clock may be set meanwhile. `banned`: the address is shut out, not only this call. */
  | { kind: "rate-limited"; waitMs: number; banned: boolean }
  /** No usable answer. `effect`: "none" when the call certainly did nothing, else it may or may not have happened. */
  | { kind: "unavailable"; effect: "none" | "unknown"; detail: string }
  /** `gone`: the platform does not know the authorisation at all; where it worked before, somebody cancelled it. */
  | { kind: "auth-expired"; code: string; message: string; gone?: true }
  /** The app is suspended or the shop frozen: every call would fail. */
  | { kind: "sanctioned"; sanction: Sanction; code: string; message: string }
  | { kind: "scope-missing"; operation: string; code: string; message: string }
  /** Understood and refused. */
  | { kind: "rejected"; reason: PlatformRefusal; code: string; message: string }
  /** Their reply broke our schema. */
  | { kind: "unreadable"; detail: string };

export type PlatformResult<T> = Promise<Result<T, PlatformFailure>>;

/** One authorisation of a shop, decrypted for the length of a call. A shop may have several (Temu: region × order/product). */
export type Authorisation = {
  /** The connector's own name of the gateway: Temu "us", "eu", "global", "pa"; TikTok Shop "api"; Amazon "na", "eu", "fe". */
  gateway: string;
  purpose: "orders" | "products";
  /** Where the gateway listens; the real host by default, a simulator by configuration. No trailing slash. */
  endpoint: string;
  appKey: string;
  appSecret: string;
  accessToken: string;
};

/**
 * What an operation is given: one shop's authorisations and its only way out. `http` is the shop's gate: a request passes
 * when the call budget has granted it a slot, so an operation makes exactly one request per `send` and never retries.
 */
export type ShopLink = {
  shop: { platformShopId: string /** The platform's id of the region or site, where calls need it. */; regionId: string };
  authorisations: readonly Authorisation[];
  http: Http;
  clock: Clock;
};

/** One page of a list. `bad` are items that broke the schema: they go to quarantine and never stop their neighbours. */
export type Page<T> = {
  items: readonly T[];
  bad: readonly BadItem[];
  /** Opaque; null on the last page. */
  next: string | null;
};
export type BadItem = { platformId: string | null; raw: string; detail: string };

/** How far an order stream has read, in the platform's own time. */
export type OrderWindow = { updatedFrom: Instant; updatedTo: Instant };

/** A parcel to be confirmed. All lines of the order on Temu; a part is allowed where `capabilities.partialShipment` says so. */
export type ShipmentConfirmation = {
  platformOrderId: string;
  trackingNumber: string;
  /** The platform's own id of the carrier, from `carriers`. */
  platformCarrierId: string;
  platformWarehouseId: string | null;
  shippedAt: Instant;
  lines: readonly { platformLineId: string; quantity: number; wire: Readonly<Record<string, string>> }[];
};

/** What the platform shows as shipped. */
export type PlatformShipment = {
  platformLineId: string | null;
  trackingNumber: string;
  platformCarrierId: string;
  carrierName: string | null;
  quantity: number | null;
};

export type CancelRequest = { platformOrderId: string; requestedAt: Instant | null };

export type StockTarget = { listingKey: string; quantity: number; wire: Readonly<Record<string, string>> };
export type StockReading = {
  listingKey: string;
  available: number;
  /** Held by the platform for checkouts under way. */
  locked: number;
  /** What a write must name besides (Temu: the platform's warehouse of this SKU). */
  wire: Readonly<Record<string, string>>;
};

/**
 * What came of a stock write that the platform took. `shows`: "targets" where its figures are the wanted ones now; "unknown" where it could
 * not be held to the figures that were read, so that a sale or a hand in between is still in it and only a reading tells. Listings that it
 * refused by themselves are named; the others of the call are written.
 */
export type StockWritten = { shows: "targets" | "unknown"; refused: readonly { listingKey: string; failure: PlatformFailure }[] };

export type ShopFacts = {
  platformShopId: string;
  kind: "local" | "semi-managed" | "fully-managed" | "seller";
  expiresAt: Instant | null;
  /** Operations that this authorisation may call, in the platform's words; null where the platform doesn't say. */
  scopes: readonly string[] | null;
};

/** An announcement as it came: header names in lower case, the body's exact bytes. */
export type HookMessage = { headers: Readonly<Record<string, string>>; body: Buffer };
export type HookFault = "unsigned" | "unreadable";
/** A hint that something changed; never a source of data. `key` is the same for every repetition of one event. */
export type HookEvent = {
  platformShopId: string;
  event: string;
  platformOrderId: string | null;
  /** When it happened, by the platform's clock. */
  platformAt: Instant | null;
  sentAt: Instant | null;
  key: string;
};

/** What differs between platforms, as data: nothing outside a connector asks for a platform by name. */
export type PlatformCapabilities = {
  partialShipment: boolean;
  /** Address and amounts come by calls of their own. */
  recipientApart: boolean;
  amountsApart: boolean;
  /** The stock write refuses when the platform's figure changed meanwhile; shops of another kind say so in the write's answer (`shows`). */
  guardedStockWrite: boolean;
  maxOrderPageSize: number;
  /** Largest number of listings in one stock write. */
  maxStockBatch: number;
  /** Calls that an order costs from news to read-back, stock writes included; for the forecast of what a shop carries. */
  callsPerOrder: number;
  /** Days that the first read looks back. */
  historyDays: number;
};

/** A platform is one object of functions. An absent function is an absent capability. */
export type PlatformConnector = {
  platform: Platform;
  capabilities: PlatformCapabilities;
  /** Real hosts by gateway name; configuration may replace each. */
  endpoints: Readonly<Record<string, string>>;
  orders: {
    /** Orders changed in the window, any order of items; pages may repeat items and never skip one that did not change while paging. */
    list(link: ShopLink, window: OrderWindow, cursor: string | null): PlatformResult<Page<PlatformOrder>>;
    /** How many orders changed in the window. One call. */
    count(link: ShopLink, window: OrderWindow): PlatformResult<number>;
    get(link: ShopLink, platformOrderId: string): PlatformResult<PlatformOrder>;
    /** Null while the platform hides the address. */
    recipient(link: ShopLink, platformOrderId: string): PlatformResult<Recipient | null>;
    amounts(link: ShopLink, platformOrderId: string): PlatformResult<OrderAmounts>;
  };
  /** Orders whose buyers ask for a cancellation that is still undecided, newest first. Absent where order lists show it reliably. */
  cancelRequests?: { list(link: ShopLink, cursor: string | null): PlatformResult<Page<CancelRequest>> };
  shipments: {
    confirm(link: ShopLink, shipment: ShipmentConfirmation): PlatformResult<{ warnings: readonly string[] }>;
    /** Empty while nothing is shipped. */
    read(link: ShopLink, platformOrderId: string, platformLineIds: readonly string[]): PlatformResult<readonly PlatformShipment[]>;
    carriers(link: ShopLink): PlatformResult<readonly { id: string; name: string }[]>;
    warehouses(link: ShopLink): PlatformResult<readonly { id: string; name: string; isDefault: boolean }[]>;
  };
  listings: { list(link: ShopLink, cursor: string | null): PlatformResult<Page<PlatformListing>> };
  stock: {
    read(
      link: ShopLink,
      listings: readonly { listingKey: string; wire: Readonly<Record<string, string>> }[],
    ): PlatformResult<readonly StockReading[]>;
    /**
     * Brings the platform from the figures that were seen to the wanted ones, and never above those by what was sold meanwhile. One call;
     * its listings share what the platform demands (Temu: one SKC, or one item of goods).
     */
    write(link: ShopLink, targets: readonly StockTarget[], seen: readonly StockReading[]): PlatformResult<StockWritten>;
    /** Which listings may share one read or write. */
    groupKey(wire: Readonly<Record<string, string>>): string;
  };
  shop: { facts(link: ShopLink, authorisation: Authorisation): PlatformResult<ShopFacts> };
  /** What the platform announces by itself. Absent where it doesn't. */
  hooks?: {
    /** Which app a message says that it is for. Nothing of it is believed yet. */
    app(message: HookMessage): string | undefined;
    read(message: HookMessage, appSecret: string): Result<HookEvent, HookFault>;
    /** Asks to be told of this shop; may be repeated. */
    subscribe(link: ShopLink): PlatformResult<void>;
  };
};
