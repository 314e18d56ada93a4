import { z } from "zod";

const Party = z.object({
  name: z.string(),
  company: z.string(),
  country: z.string(),
  state: z.string(),
  city: z.string(),
  zipCode: z.string(),
  houseNumber: z.string(),
  address: z.string(),
  phone: z.string(),
  email: z.string(),
});

const Product = z.object({
  nameCh: z.string(),
  nameEn: z.string(),
  price: z.number(),
  quantity: z.number(),
  weightG: z.number(),
  hscode: z.string(),
  sku: z.string(),
});

/** An order as the carrier understood it. Absent text is "". `sent` keeps the blocks as they came, for the order record. */
export const Order = z.object({
  channelId: z.string(),
  orderSource: z.string(),
  orderNumber: z.string(),
  dateOfReceipt: z.string(),
  companyCode: z.string(),
  remark: z.string(),
  receiver: Party,
  sender: Party,
  hasBattery: z.boolean(),
  currency: z.string(),
  totalPrice: z.number().nullable(),
  totalQuantity: z.number(),
  totalWeightG: z.number(),
  products: z.array(Product),
  sent: z.object({ receiverInfo: z.unknown(), senderInfo: z.unknown(), parcelInfo: z.unknown() }),
});

/** How a parcel's way ends. */
export const Journey = z.enum(["delivered", "second-attempt", "returned", "lost"]);

export const Parcel = z.object({
  waybillNumber: z.string(),
  yanwenOrderNumber: z.string(),
  userId: z.string(),
  countryCode: z.string(),
  /** Reserved at booking, told later; null for products without a second carrier. */
  lastMileNumber: z.string().nullable(),
  createdAtMs: z.number(),
  receivedAtMs: z.number().nullable(),
  cancelledAtMs: z.number().nullable(),
  cancelNote: z.string(),
  labelsServed: z.number(),
  journey: Journey,
  /** 0.8 to 1.2: how this parcel's way stretches against the usual. */
  pace: z.number(),
  order: Order,
});

export type Party = z.infer<typeof Party>;
export type Product = z.infer<typeof Product>;
export type Order = z.infer<typeof Order>;
export type Journey = z.infer<typeof Journey>;
export type Parcel = z.infer<typeof Parcel>;
