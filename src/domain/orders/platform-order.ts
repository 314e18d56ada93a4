import type { Instant } from "../../kernel/instant.ts";
import type { Money } from "../../kernel/money.ts";
import type { PackageOverlay } from "../../kernel/vocabulary/package.ts";
import type { OrderStatus } from "../../kernel/vocabulary/platform.ts";

export type PlatformOrderLine = {
  platformLineId: string;
  /** Equal to `PlatformListing.listingKey` of the listing that was bought. */
  listingKey: string;
  /** The seller's own SKU code as the platform holds it; empty when none. */
  sellerCode: string;
  title: string;
  spec: string;
  pictureUrl: string | null;
  orderedQuantity: number;
  cancelledQuantity: number;
  /** Pieces in one sold unit (Temu `soldFactor`); 1 where the platform has no such thing. */
  unitsPerPiece: number;
  /** What the connector needs to name this line in a write (Temu goodsId, skuId). Opaque to all others. */
  wire: Readonly<Record<string, string>>;
};

export type PlatformOrder = {
  platformOrderId: string;
  status: OrderStatus;
  /** When the platform last changed it; null where the reply doesn't say (Temu detail). */
  updatedAt: Instant | null;
  /** SHA-256 hex over the normalised content: equal version with another hash is still news. */
  contentHash: string;
  /** "platform" = the platform or a cooperative warehouse ships it: counted, never worked. */
  fulfilledBy: "seller" | "platform";
  orderedAt: Instant;
  paidAt: Instant | null;
  /** When the platform's grace period ends, where known. */
  holdUntil: Instant | null;
  shipBy: Instant | null;
  deliverBy: Instant | null;
  overlays: readonly PackageOverlay[];
  /** The platform's labels and warnings that are set, in its own words. */
  marks: readonly string[];
  lines: readonly PlatformOrderLine[];
};

/** Empty fields are null, never "". */
export type Recipient = {
  name: string;
  phone: string | null;
  email: string | null;
  addressLines: readonly string[];
  district: string | null;
  city: string | null;
  region: string | null;
  postcode: string | null;
  /** ISO 3166-1 alpha-2 where the platform's text can be resolved. */
  country: string | null;
  taxNumber: string | null;
};

export type OrderAmounts = {
  customerPaid: Money | null;
  goods: Money | null;
  shipping: Money | null;
  tax: Money | null;
  sellerDiscount: Money | null;
  platformDiscount: Money | null;
  estimatedRevenue: Money | null;
  platformDeduction: Money | null;
};

export type PlatformListing = {
  listingKey: string;
  sellerCode: string;
  title: string;
  spec: string;
  pictureUrl: string | null;
  state: "live" | "delisted" | "punished" | "draft";
  /** Null where stock is read apart (`stock.read`). */
  stock: number | null;
  wire: Readonly<Record<string, string>>;
};
