import { z } from "zod";
import type { SimStore } from "../kernel/store.ts";

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
  confirms: { platformShopId: string; platformOrderIds: string[]; trackingNumber: string }[];
  items: { platformShopId: string; listingKey: string; sellerCode: string; stock: number; sold: number }[];
  /** Bookings that the carrier accepted; cancelled ones are not charged. */
  bookings: { waybill: string; bookingNumber: string; account: string; receiver: string; isCharged: boolean }[];
};

/** Reads the simulators' stored documents. */
export function readTruth(platform: SimStore, carrier: SimStore): Truth {
  const list = <T extends z.ZodType>(store: SimStore, kind: string, schema: T): z.output<T>[] =>
    store.all(kind).map((document) => schema.parse(document.value));
  return {
    orders: list(platform, "order", PlatformOrder).map((order) => ({
      platformOrderId: order.parentOrderSn,
      platformShopId: order.mallId,
      status: order.status,
      updatedAtMs: order.updatedAt * 1000,
      isOurs: order.fulfillmentType === "fulfillBySeller",
      addressLine: order.recipient.addressLine1,
      buyer: `${order.recipient.firstName} ${order.recipient.lastName}`,
    })),
    confirms: list(platform, "package", PlatformParcel).map((parcel) => ({
      platformShopId: parcel.mallId,
      platformOrderIds: [...new Set(parcel.lines.map((line) => line.parentOrderSn))],
      trackingNumber: parcel.trackingNumber,
    })),
    items: list(platform, "item", PlatformItem).map((item) => ({
      platformShopId: item.mallId,
      listingKey: item.productSkuId,
      sellerCode: item.extCode,
      stock: item.stock,
      sold: item.sold,
    })),
    bookings: list(carrier, "yanwen.parcel", CarrierParcel).map((parcel) => ({
      waybill: parcel.waybillNumber,
      bookingNumber: parcel.order.orderNumber,
      account: parcel.userId,
      receiver: parcel.order.receiver.name,
      isCharged: parcel.cancelledAtMs === null,
    })),
  };
}
