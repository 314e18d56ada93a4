import { z } from "zod";
import type { TruthStore } from "./truth-store.ts";

const PlatformOrder = z.object({
  parentOrderSn: z.string(),
  mallId: z.string(),
  /** 1 pending, 2 to be shipped, 3 cancelled, 4 shipped. */
  status: z.number(),
  updatedAt: z.number(),
  fulfillmentType: z.string(),
  recipient: z.object({ addressLine1: z.string(), firstName: z.string(), lastName: z.string() }),
});
const PlatformParcel = z.object({
  mallId: z.string(),
  trackingNumber: z.string(),
  confirmedAtMs: z.number(),
  lines: z.array(z.object({ parentOrderSn: z.string() })),
});
const PlatformItem = z.object({
  mallId: z.string(),
  productSkuId: z.string(),
  extCode: z.string(),
  stock: z.number(),
  sold: z.number(),
  soldFactor: z.number(),
});
const CarrierParcel = z.object({
  waybillNumber: z.string(),
  cancelledAtMs: z.number().nullable(),
  createdAtMs: z.number(),
  order: z.object({ orderNumber: z.string(), receiver: z.object({ name: z.string() }) }),
  userId: z.string(),
});

export type PlatformOrderFacts = {
  platformOrderId: string;
  platformShopId: string;
  status: number;
  updatedAtMs: number;
  isOurs: boolean;
  /** Where the buyer lives now. */
  addressLine: string;
  buyer: string;
};

/** The other side as it wrote it down itself. */
export type Truth = {
  orders: PlatformOrderFacts[];
  /** Ship-confirms that the platform accepted. */
  confirms: { platformShopId: string; platformOrderIds: string[]; trackingNumber: string; atMs: number }[];
  items: { platformShopId: string; listingKey: string; sellerCode: string; stock: number; sold: number }[];
  /** Bookings that the carrier accepted; cancelled ones are not charged. */
  bookings: { waybill: string; bookingNumber: string; account: string; receiver: string; isCharged: boolean; atMs: number }[];
};

/**
 * Reads the simulators' stored documents. A document is parsed when it was written, not at each look: one that was not written is the same
 * object as at the last reading.
 */
export function openTruth(platform: TruthStore, carrier: TruthStore): () => Truth {
  const orders = openKind(platform, "order", (value) => {
    const order = PlatformOrder.parse(value);
    return {
      platformOrderId: order.parentOrderSn,
      platformShopId: order.mallId,
      status: order.status,
      updatedAtMs: order.updatedAt * 1000,
      isOurs: order.fulfillmentType === "fulfillBySeller",
      addressLine: order.recipient.addressLine1,
      buyer: `${order.recipient.firstName} ${order.recipient.lastName}`,
    };
  });
  const confirms = openKind(platform, "package", (value) => {
    const parcel = PlatformParcel.parse(value);
    return {
      platformShopId: parcel.mallId,
      platformOrderIds: [...new Set(parcel.lines.map((line) => line.parentOrderSn))],
      trackingNumber: parcel.trackingNumber,
      atMs: parcel.confirmedAtMs,
    };
  });
  const items = openKind(platform, "item", (value) => {
    const item = PlatformItem.parse(value);
    return {
      platformShopId: item.mallId,
      listingKey: item.productSkuId,
      sellerCode: item.extCode,
      stock: item.stock,
      sold: item.sold,
    };
  });
  const bookings = openKind(carrier, "yanwen.parcel", (value) => {
    const parcel = CarrierParcel.parse(value);
    return {
      waybill: parcel.waybillNumber,
      bookingNumber: parcel.order.orderNumber,
      account: parcel.userId,
      receiver: parcel.order.receiver.name,
      isCharged: parcel.cancelledAtMs === null,
      atMs: parcel.createdAtMs,
    };
  });
  return () => ({ orders: orders(), confirms: confirms(), items: items(), bookings: bookings() });
}

function openKind<T>(store: TruthStore, kind: string, read: (value: unknown) => T): () => T[] {
  const known = new Map<string, T>();
  return () => {
    for (const { id, value } of store.takeChanged(kind)) {
      if (value === undefined) known.delete(id);
      else known.set(id, read(value));
    }
    return [...known.values()];
  };
}
