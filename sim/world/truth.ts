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
  items: {
    platformShopId: string;
    listingKey: string;
    sellerCode: string;
    stock: number;
    sold: number;
    /** The most that was ever on sale and sold together since buyers came. */
    promised: number;
  }[];
  /** Bookings that the carrier accepted; cancelled ones are not charged. */
  bookings: { waybill: string; bookingNumber: string; account: string; receiver: string; isCharged: boolean; atMs: number }[];
};

/** Reads the simulators' stored documents. */
export function readTruth(platform: SimStore, carrier: SimStore, promises: ReadonlyMap<string, number> = new Map()): Truth {
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
      atMs: parcel.confirmedAtMs,
    })),
    items: list(platform, "item", PlatformItem).map((item) => ({
      platformShopId: item.mallId,
      listingKey: item.productSkuId,
      sellerCode: item.extCode,
      stock: item.stock,
      sold: item.sold,
      promised: promises.get(item.productSkuId) ?? 0,
    })),
    bookings: list(carrier, "yanwen.parcel", CarrierParcel).map((parcel) => ({
      waybill: parcel.waybillNumber,
      bookingNumber: parcel.order.orderNumber,
      account: parcel.userId,
      receiver: parcel.order.receiver.name,
      isCharged: parcel.cancelledAtMs === null,
      atMs: parcel.createdAtMs,
    })),
  };
}

const OnSale = z.object({ stock: z.number(), sold: z.number() });
const Elsewhere = z.object({
  fulfillmentType: z.literal("fulfillByCooperativeWarehouse"),
  parentOrderSn: z.string(),
  lines: z.array(z.object({ productSkuId: z.string(), originalQuantity: z.number() })),
});

/** Watches what the platform has on sale: at every change, because a wrong figure may stand for a second only. */
export function watchPromises(): {
  note(kind: string, id: string, value: unknown): void;
  begin(): void;
  most: ReadonlyMap<string, number>;
} {
  const most = new Map<string, number>();
  let hasBegun = false;
  // what a cooperating warehouse sends out of its own goods; counted once an order, and for good
  const elsewhere = new Map<string, number>();
  const counted = new Set<string>();
  const noteOrder = (value: unknown): void => {
    const order = Elsewhere.safeParse(value).data;
    if (order === undefined || counted.has(order.parentOrderSn)) return;
    counted.add(order.parentOrderSn);
    for (const line of order.lines) elsewhere.set(line.productSkuId, (elsewhere.get(line.productSkuId) ?? 0) + line.originalQuantity);
  };
  return {
    note: (kind, id, value) => {
      if (kind === "order") noteOrder(value);
      if (!hasBegun || kind !== "item") return;
      const { stock, sold } = OnSale.parse(value);
      most.set(id, Math.max(most.get(id) ?? 0, stock + sold - (elsewhere.get(id) ?? 0)));
    },
    begin: () => {
      hasBegun = true;
    },
    most,
  };
}
