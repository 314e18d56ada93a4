import { z } from "zod";
import { currencyDigits, type Money } from "../../kernel/money.ts";
import { fail, ok } from "../../kernel/result.ts";
import type { CarrierFailure, CarrierLink, CarrierResult, DeclaredItem, Parcel, Waybill } from "../../ports/carrier.ts";
import type { Recipient } from "../../ports/platform.ts";
import { callYanwen } from "./call.ts";
import { toRefusal } from "./errors.ts";

const currencies: ReadonlySet<string> = new Set(["USD", "EUR", "GBP", "CNY", "AUD", "CAD"]);
const cancelledStatus = 5;

const Booked = z.looseObject({ waybillNumber: z.string().min(1), referenceNumber: z.string().nullish() });

/** `express.order.create`. The waybill is what goes back to the platform; a last-mile number may follow later and is not waited for. */
export async function book(link: CarrierLink, parcel: Parcel): CarrierResult<Waybill> {
  const currency = parcel.items[0]?.unitValue.currency ?? "";
  if (!currencies.has(currency) || parcel.items.some((item) => item.unitValue.currency !== currency)) {
    return fail({
      kind: "rejected",
      reason: "declaration-incomplete",
      code: "currency",
      message: `燕文只接受 USD、EUR、GBP、CNY、AUD、CAD 中的一种申报币种，这里是 ${currency === "" ? "无" : currency}`,
    });
  }
  const reply = await callYanwen(link, { method: "express.order.create", writes: true, body: toOrder(parcel, currency), data: Booked });
  if (!reply.ok) return fail(withoutBuyer(reply.error, parcel.recipient));
  const { waybillNumber } = reply.value;
  return ok({ waybill: waybillNumber, trackingNumber: waybillNumber, bookingNumber: parcel.bookingNumber, cancelled: false });
}

// shorter values stand in ordinary words and numbers, too
const shortestQuoted = 4;

/** A refusal may quote the address that it refuses; its words are shown to every role and kept. */
function withoutBuyer(failure: CarrierFailure, recipient: Recipient): CarrierFailure {
  if (failure.kind !== "rejected") return failure;
  const { name, phone, email, addressLines, postcode, taxNumber } = recipient;
  const message = [addressLines.join(", "), ...addressLines, name, phone, email, postcode, taxNumber]
    .filter((value) => value !== null && value.length >= shortestQuoted)
    .reduce<string>((words, value) => (value === null ? words : words.replaceAll(value, "***")), failure.message);
  // what the buyer's words seemed to say does not count either: there are Battery Streets
  return message === failure.message ? failure : toRefusal(failure.code, message);
}

function toOrder(parcel: Parcel, currency: string): object {
  const { recipient, sender } = parcel;
  return {
    channelId: parcel.channelCode,
    orderSource: "Crossdock",
    orderNumber: parcel.bookingNumber,
    remark: parcel.remark,
    receiverInfo: {
      name: recipient.name,
      country: recipient.country ?? "",
      address: recipient.addressLines.join(", "),
      ...(recipient.phone !== null && { phone: recipient.phone }),
      ...(recipient.email !== null && { email: recipient.email }),
      ...(recipient.region !== null && { state: recipient.region }),
      ...(recipient.city !== null && { city: recipient.city }),
      ...(recipient.postcode !== null && { zipCode: recipient.postcode }),
      ...(recipient.taxNumber !== null && { taxNumber: recipient.taxNumber }),
    },
    parcelInfo: {
      hasBattery: parcel.hasBattery ? 1 : 0,
      currency,
      totalPrice: toMajor(totalOf(parcel.items, currency)),
      totalQuantity: parcel.items.reduce((sum, item) => sum + item.quantity, 0),
      totalWeight: parcel.weightG,
      productList: parcel.items.map(toProduct),
    },
    ...(sender !== null && {
      senderInfo: {
        name: sender.name,
        phone: sender.phone,
        address: sender.addressLine,
        city: sender.city,
        state: sender.region,
        zipCode: sender.postcode,
        country: sender.country,
      },
    }),
  };
}

function toProduct(item: DeclaredItem): object {
  return {
    goodsNameCh: item.nameZh,
    goodsNameEn: item.nameEn,
    price: toMajor(item.unitValue),
    quantity: item.quantity,
    weight: item.weightG,
    ...(item.hsCode !== null && { hscode: item.hsCode }),
    sku: item.sku,
  };
}

function totalOf(items: readonly DeclaredItem[], currency: string): Money {
  return { amount: items.reduce((sum, item) => sum + item.unitValue.amount * BigInt(item.quantity), 0n), currency };
}

/** The decimal number that Yanwen's wire wants, read from decimal text so that no sum of fractions drifts. */
function toMajor(value: Money): number {
  const digits = currencyDigits(value.currency);
  const text = value.amount.toString().padStart(digits + 1, "0");
  return Number(digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`);
}

const Records = z
  .array(z.looseObject({ waybillNumber: z.string().min(1), orderNumber: z.string(), status: z.coerce.number().nullish() }))
  .nullish();

/** `express.order.getlist` by our own number: whether a booking of doubtful fate exists. */
export async function find(link: CarrierLink, bookingNumber: string): CarrierResult<Waybill | undefined> {
  const reply = await callYanwen(link, {
    method: "express.order.getlist",
    writes: false,
    body: { listNumber: [bookingNumber] },
    data: Records,
  });
  if (!reply.ok) return reply.error.kind === "rejected" && reply.error.reason === "not-found" ? ok(undefined) : reply;
  const records = (reply.value ?? []).filter((one) => one.orderNumber === bookingNumber);
  // a cancelled booking may stand beside a living one under the same number
  const record = records.find((one) => one.status !== cancelledStatus) ?? records[0];
  if (record === undefined) return ok(undefined);
  const { waybillNumber, status } = record;
  return ok({ waybill: waybillNumber, trackingNumber: waybillNumber, bookingNumber, cancelled: status === cancelledStatus });
}
