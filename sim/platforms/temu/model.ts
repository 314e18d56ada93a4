import { z } from "zod";
import { eventCodes } from "./event-codes.ts";
import { webhookFormNames } from "./webhook-message.ts";

/** The facts that the simulator keeps, as stored. Ids are text, money is minor units, times are seconds unless the name ends in Ms. */

export const RecipientSchema = z.object({
  firstName: z.string(),
  lastName: z.string(),
  mobile: z.string(),
  virtualMobile: z.string(),
  mail: z.string(),
  country: z.string(),
  state: z.string(),
  city: z.string(),
  district: z.string(),
  addressLine1: z.string(),
  addressLine2: z.string(),
  addressLine3: z.string(),
  postCode: z.string(),
});
export type Recipient = z.infer<typeof RecipientSchema>;

export const WarehouseSchema = z.object({
  warehouseId: z.string(),
  warehouseName: z.string(),
  warehouseBrand: z.string(),
  regionId: z.string(),
  isDefault: z.boolean(),
});
export type Warehouse = z.infer<typeof WarehouseSchema>;

export const MallSchema = z.object({
  mallId: z.string(),
  mallType: z.union([z.literal(1), z.literal(100)]),
  semiUniqueId: z.string(),
  regionId: z.string(),
  siteId: z.string(),
  /** Where its buyers live: the regions of one gateway, its own first. */
  regions: z.array(z.string()).default(["211"]),
  warehouses: z.array(WarehouseSchema),
});
export type Mall = z.infer<typeof MallSchema>;

export const ItemSchema = z.object({
  mallId: z.string(),
  goodsId: z.string(),
  skuId: z.string(),
  productId: z.string(),
  productSkcId: z.string(),
  productSkuId: z.string(),
  extCode: z.string(),
  goodsName: z.string(),
  specName: z.string(),
  spec: z.string(),
  priceMinor: z.number().int(),
  soldFactor: z.number().int(),
  warehouseId: z.string(),
  createdAtMs: z.number(),
  /** Product units on sale. An order takes quantity × soldFactor of them. */
  stock: z.number().int(),
  /** Product units that buyers took, less those of orders cancelled before shipment. */
  sold: z.number().int(),
  /** Attempts to buy that failed for want of stock. */
  refused: z.number().int(),
  /** What the platform says of the listing, by its own number; the thousands are the status (listing-state.ts). */
  subStatus: z.number().int().default(2001),
  /** When that was last changed; 0 for never. */
  stateChangedAtMs: z.number().default(0),
  /** Units promised for a later day (`stockType` 1). Orders do not take from them. */
  preSaleStock: z.number().int().default(0),
  /** The seller's code of the whole goods; blank for none. */
  outGoodsSn: z.string().default(""),
  /** Whose picture is shown, when it is not the seller code's. */
  pictureCode: z.string().default(""),
});
export type Item = z.infer<typeof ItemSchema>;

const LineSchema = z.object({
  orderSn: z.string(),
  productSkuId: z.string(),
  originalQuantity: z.number().int(),
  cancelledQuantity: z.number().int(),
  labels: z.array(z.string()),
  abnormal: z.array(z.string()),
});
export type Line = z.infer<typeof LineSchema>;

/** 1 pending, 2 to be shipped, 3 cancelled, 4 shipped. */
export const OrderSchema = z.object({
  parentOrderSn: z.string(),
  mallId: z.string(),
  regionId: z.string(),
  siteId: z.string(),
  status: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
  createdAt: z.number().int(),
  pendingUntil: z.number().int(),
  confirmedAt: z.number().int().nullable(),
  shipWithinSeconds: z.number().int(),
  deliverWithinSeconds: z.number().int(),
  shippedAt: z.number().int().nullable(),
  updatedAt: z.number().int(),
  /** When the platform took the order in, by its own clock: what "seconds until visible" is measured from. */
  committedAtMs: z.number(),
  cancelRequestedAt: z.number().int().nullable(),
  /** Until when the seller may answer the request; then it is granted. */
  cancelAnswerBy: z.number().int().nullable().default(null),
  wasCancelledWhilePending: z.boolean(),
  labels: z.array(z.string()),
  warnings: z.array(z.string()),
  fulfillmentType: z.enum(["fulfillBySeller", "fulfillByCooperativeWarehouse"]),
  recipient: RecipientSchema,
  lines: z.array(LineSchema),
  shippingMinor: z.number().int(),
  sellerDiscountPercent: z.number().int(),
  platformDiscountPercent: z.number().int(),
  /** In basis points. */
  taxRate: z.number().int(),
  signOnDeliveryMinor: z.number().int().nullable(),
});
export type Order = z.infer<typeof OrderSchema>;

/** A buyer's request to cancel what has not left. 1 waiting, 5 granted, 6 taken back, 7 refused: the platform's after-sales numbers. */
export const CancellationSchema = z.object({
  parentAfterSalesSn: z.string(),
  mallId: z.string(),
  parentOrderSn: z.string(),
  status: z.union([z.literal(1), z.literal(5), z.literal(6), z.literal(7)]),
  requestedAtMs: z.number(),
  updatedAtMs: z.number(),
  lines: z.array(z.object({ afterSalesSn: z.string(), orderSn: z.string(), productSkuId: z.string(), quantity: z.number().int() })),
});
export type Cancellation = z.infer<typeof CancellationSchema>;

export const ParcelSchema = z.object({
  packageSn: z.string(),
  mallId: z.string(),
  carrierId: z.string(),
  trackingNumber: z.string(),
  warehouseId: z.string().nullable(),
  /** Who sends, and whose label: 1 the seller with its own, 3 a cooperating warehouse with its own. */
  deliveryType: z.number().int().default(1),
  confirmedAtMs: z.number(),
  lines: z.array(z.object({ parentOrderSn: z.string(), orderSn: z.string(), quantity: z.number().int() })),
  subParcels: z.array(z.object({ packageSn: z.string(), carrierId: z.string(), trackingNumber: z.string() })),
});
export type Parcel = z.infer<typeof ParcelSchema>;

export const gatewayNames = ["us", "eu", "global", "pa", "cn"] as const;
export type GatewayName = (typeof gatewayNames)[number];

export const TokenSchema = z.object({
  token: z.string(),
  appKey: z.string(),
  mallId: z.string(),
  gateway: z.enum(gatewayNames),
  regionId: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.number().int(),
  isReplaced: z.boolean(),
  /** Events that the seller lets the app hear. */
  events: z.array(z.string()).default([...eventCodes]),
});
export type Token = z.infer<typeof TokenSchema>;

export const CodeSchema = z.object({
  code: z.string(),
  appKey: z.string(),
  mallId: z.string(),
  gateway: z.enum(gatewayNames),
  expiresAt: z.number().int(),
  isUsed: z.boolean(),
});
export type AuthorisationCode = z.infer<typeof CodeSchema>;

/** Ship-confirm refusals per mall; what was accepted is the number of parcels. */
export const TallySchema = z.object({ duplicate: z.number().int(), rejected: z.number().int() });
export type Tally = z.infer<typeof TallySchema>;

/**
 * Where an app is called back, as entered in the developer's console. `everyShop`: its shops' events come without `bg.tmc.message.update`.
 * `stamp`: whether a repetition carries the time of the first sending, byte for byte the same, or its own.
 */
export const SubscriptionSchema = z.object({
  appKey: z.string(),
  url: z.string(),
  form: z.enum(webhookFormNames),
  stamp: z.enum(["first", "attempt"]),
  events: z.array(z.string()),
  everyShop: z.boolean(),
});
export type Subscription = z.infer<typeof SubscriptionSchema>;

/** The events of one shop that an app asked for. */
export const PermitSchema = z.object({ appKey: z.string(), mallId: z.string(), events: z.array(z.string()) });
export type Permit = z.infer<typeof PermitSchema>;

/** A message that has not been answered yet. */
export const DeliverySchema = z.object({
  id: z.string(),
  appKey: z.string(),
  mallId: z.string(),
  code: z.string(),
  parentOrderSn: z.string(),
  plaintext: z.string(),
  /** When it was first sent; 0 before. */
  stampMs: z.number(),
  attempts: z.number().int(),
  dueAtMs: z.number(),
});
export type Delivery = z.infer<typeof DeliverySchema>;

export const MetaSchema = z.object({ openedAtMs: z.number(), sequence: z.number().int() });
