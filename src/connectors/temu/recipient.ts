import { z } from "zod";
import { type Money, money } from "../../kernel/money.ts";
import { ok } from "../../kernel/result.ts";
import type { OrderAmounts, PlatformResult, Recipient, ShopLink } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import { countryOf } from "./regions.ts";
import { WireBlank } from "./wire.ts";

const Address = z.looseObject({
  receiptName: WireBlank,
  receiptAdditionalName: WireBlank,
  mobile: WireBlank,
  backupMobile: WireBlank,
  mail: WireBlank,
  regionName1: WireBlank,
  regionName2: WireBlank,
  regionName3: WireBlank,
  regionName4: WireBlank,
  addressLine1: WireBlank,
  addressLine2: WireBlank,
  addressLine3: WireBlank,
  addressLineAll: WireBlank,
  postCode: WireBlank,
  taxCode: WireBlank,
});
type Address = z.output<typeof Address>;

/**
 * The recipient in clear: `bg.order.decryptshippinginfo.get`. A token that may not decrypt gets what `bg.order.shippinginfo.v2.get` shows,
 * whose phone is a platform number with an extension: enough to deliver. Null while the platform shows no address at all.
 */
export async function readRecipient(link: ShopLink, platformOrderId: string): PlatformResult<Recipient | null> {
  const clear = await readAddress(link, "bg.order.decryptshippinginfo.get", platformOrderId);
  const reply =
    !clear.ok && clear.error.kind === "scope-missing" ? await readAddress(link, "bg.order.shippinginfo.v2.get", platformOrderId) : clear;
  if (!reply.ok) return reply;
  return ok(reply.value === null ? null : toRecipient(reply.value, link.shop.regionId));
}

function readAddress(link: ShopLink, type: string, parentOrderSn: string): PlatformResult<Address | null> {
  return callTemu(link, {
    type,
    purpose: "orders",
    writes: false,
    params: { parentOrderSn },
    reply: Address.nullish().transform((value) => value ?? null),
  });
}

function toRecipient(address: Address, regionId: string): Recipient | null {
  const lines = [address.addressLine1, address.addressLine2, address.addressLine3].filter((line) => line !== null);
  const addressLines = lines.length > 0 ? lines : address.addressLineAll === null ? [] : [address.addressLineAll];
  // before payment is final every field is empty
  if (address.receiptName === null && addressLines.length === 0) return null;
  return {
    name: [address.receiptName, address.receiptAdditionalName].filter((part) => part !== null).join(" "),
    phone: address.mobile ?? address.backupMobile,
    email: address.mail,
    addressLines,
    district: address.regionName4,
    city: address.regionName3,
    region: address.regionName2,
    postcode: address.postCode,
    country: countryOf(address.regionName1, regionId),
    taxNumber: address.taxCode,
  };
}

const WireMoney = z
  .looseObject({ amount: z.union([z.number().int(), z.string().regex(/^-?\d+$/)]), currency: z.string().regex(/^[A-Z]{3}$/) })
  .nullish()
  .transform((value): Money | null => (value === undefined || value === null ? null : money(BigInt(value.amount), value.currency)));

const Amounts = z.looseObject({
  parentOrderMap: z.looseObject({
    customerPaid: WireMoney,
    basePriceTotal: WireMoney,
    shippingAmountTotal: WireMoney,
    taxTotal: WireMoney,
    discountFromSeller: WireMoney,
    discountFromTEMU: WireMoney,
    estimatedRevenue: WireMoney,
    estimatedRevenueDeduction: WireMoney,
  }),
});

/** `bg.order.amount.query`: sensitive, answered with a missing scope (3000032) for most tokens; 140020008 while being computed. */
export async function readAmounts(link: ShopLink, platformOrderId: string): PlatformResult<OrderAmounts> {
  const reply = await callTemu(link, {
    type: "bg.order.amount.query",
    purpose: "orders",
    writes: false,
    params: { parentOrderSn: platformOrderId },
    reply: Amounts,
  });
  if (!reply.ok) return reply;
  const map = reply.value.parentOrderMap;
  return ok({
    customerPaid: map.customerPaid,
    goods: map.basePriceTotal,
    shipping: map.shippingAmountTotal,
    tax: map.taxTotal,
    sellerDiscount: map.discountFromSeller,
    platformDiscount: map.discountFromTEMU,
    estimatedRevenue: map.estimatedRevenue,
    platformDeduction: map.estimatedRevenueDeduction,
  });
}
