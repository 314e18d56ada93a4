import type { PolicyChange } from "./limits.ts";

/** An application of an ERP vendor, as registered with the platform. */
export type App = { appKey: string; appSecret: string };

/**
 * A shop to open. `tokens` are the access tokens per gateway; its items are the demo catalogue with ids of its own, or a local shop's (100). `regions` are where its
 * buyers live, its own first; the United States when left out.
 */
export type ShopPlan = {
  mallId: string;
  mallType: 1 | 100;
  regions?: string[];
  /** Orders waiting in this shop, instead of the number for all. */
  openingOrders?: number;
  appKey: string;
  tokens: Partial<Record<"us" | "eu" | "global" | "pa" | "cn", string>>;
};

export type TemuOptions = {
  /** Added to every port. */
  portOffset?: number;
  /** Where `thumbUrl` points: the control port serves the pictures. */
  imageBase?: string;
  apps?: App[];
  shops?: ShopPlan[];
  /** Orders waiting when the world is opened for the first time. */
  openingOrders?: number;
  /** For so long after an order's creation its amounts are "being computed" (140020008). */
  amountReadyAfterMs?: number;
  /** Call limits that are switched on; `cap120` by default. */
  policies?: PolicyChange[];
  /** Callers' addresses; others are refused with 5000003. Null lets everyone in. */
  allowedAddresses?: string[] | null;
  /** Buyers' rate from the start. */
  buyersPerHour?: number;
  /** Share of the buyers' orders that a cooperating warehouse sends; 2 % by default. */
  cooperativeShare?: number;
  /** How long such a warehouse takes to send; by default it sends only when it is told to. */
  cooperativeShipSeconds?: number;
};

export const sandboxApps: App[] = [
  { appKey: "sandboxappkey00000000000000000001", appSecret: "0123456789abcdef0123456789abcdef01234567" },
  { appKey: "sandboxappkey00000000000000000002", appSecret: "89abcdef0123456789abcdef0123456789abcdef" },
];

const sandboxToken = (last: number): string => `sandboxtoken${String(last).padStart(48, "0")}`;

/** The demo shop: semi-managed, United States, one order token and one product token, as a real shop of that kind holds them. */
export const sandboxShop: ShopPlan = {
  mallId: "600000000000009",
  mallType: 1,
  appKey: "sandboxappkey00000000000000000001",
  tokens: { us: sandboxToken(1), pa: sandboxToken(2), eu: sandboxToken(3), global: sandboxToken(4) },
};

/** A European shop with a mall, items and stock of its own: the sandbox opens it beside the demo shop. */
export const europeanShop: ShopPlan = {
  mallId: "600000000000013",
  mallType: 1,
  appKey: "sandboxappkey00000000000000000001",
  regions: ["76", "69", "210", "98", "186", "141", "162", "191"],
  openingOrders: 8,
  tokens: { eu: sandboxToken(13), pa: sandboxToken(23) },
};

/** The same for the rest of the world, two currencies without decimals among them. */
export const globalShop: ShopPlan = {
  mallId: "600000000000014",
  mallType: 1,
  appKey: "sandboxappkey00000000000000000001",
  regions: ["37", "128", "12", "100", "185"],
  openingOrders: 8,
  tokens: { global: sandboxToken(14), pa: sandboxToken(24) },
};

/** A local shop: one token for everything, on the gateway of the country that it ships in. Some of its goods are the demo shop's too. */
export const localShop: ShopPlan = {
  mallId: "600000000000017",
  mallType: 100,
  appKey: "sandboxappkey00000000000000000001",
  openingOrders: 8,
  tokens: { us: sandboxToken(5) },
};
