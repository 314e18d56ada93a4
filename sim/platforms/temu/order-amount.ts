import { z } from "zod";
import { findOrder, type Operation } from "./call.ts";
import { grant, refuse } from "./codes.ts";
import type { Item, Order } from "./model.ts";
import { readParams, text } from "./params.ts";
import { findRegion, type Region, toLocalMinor } from "./regions.ts";

const Params = z.object({ parentOrderSn: text });

type Money = (amount: number) => { amount: number; currency: string };
const sum = (amounts: number[]): number => amounts.reduce((total, amount) => total + amount, 0);
/** The seller's share of the retail price, in percent. */
const basePercent = 62;
const percentOf = (amount: number, percent: number): number => Math.floor((amount * percent) / 100);
const taxOn = (amount: number, basisPoints: number): number => Math.round((amount * basisPoints) / 10_000);
const rateText = (basisPoints: number): string => (basisPoints / 10_000).toFixed(4);

type LineAmounts = ReturnType<typeof amountsOfLine>;

function amountsOfLine(order: Order, line: Order["lines"][number], sold: { item: Item; region: Region; isFirst: boolean }) {
  const quantity = line.originalQuantity;
  const unitRetail = toLocalMinor(sold.region, sold.item.priceMinor);
  const unitTax = taxOn(unitRetail, order.taxRate);
  const unitBase = percentOf(unitRetail, basePercent);
  const retail = unitRetail * quantity;
  // the whole parcel's freight is booked on the first line
  const shipping = sold.isFirst ? order.shippingMinor : 0;
  return {
    orderSn: line.orderSn,
    quantity,
    unitBase,
    base: unitBase * quantity,
    unitRetail,
    unitTax,
    retail,
    productTax: unitTax * quantity,
    sellerDiscount: percentOf(retail, order.sellerDiscountPercent),
    platformDiscount: percentOf(retail, order.platformDiscountPercent),
    shipping,
    shippingTax: taxOn(shipping, order.taxRate),
  };
}

function lineView(order: Order, line: LineAmounts, money: Money): Record<string, unknown> {
  return {
    orderSn: line.orderSn,
    quantity: line.quantity,
    basePrice: money(line.base),
    unitBasePrice: money(line.unitBase),
    unitRetailPrice: money(line.unitRetail),
    unitRetailPriceVatIncl: money(line.unitRetail + line.unitTax),
    unitRetailPriceVatExcl: money(line.unitRetail),
    retailPriceTotalTaxIncl: money(line.retail + line.productTax),
    discountFromSeller: money(line.sellerDiscount),
    discountFromTEMU: money(line.platformDiscount),
    shipAmountTotal: money(line.shipping),
    shipAmountTotalTaxIncl: money(line.shipping + line.shippingTax),
    shipTaxAmount: money(line.shippingTax),
    productTaxAmount: money(line.productTax),
    productTaxRate: rateText(order.taxRate),
    shipTaxRate: rateText(order.taxRate),
  };
}

function parentView(order: Order, lines: LineAmounts[], money: Money): Record<string, unknown> {
  const base = sum(lines.map((line) => line.base));
  const shipping = sum(lines.map((line) => line.shipping));
  const shippingTax = sum(lines.map((line) => line.shippingTax));
  const productTax = sum(lines.map((line) => line.productTax));
  const sellerDiscount = sum(lines.map((line) => line.sellerDiscount));
  const platformDiscount = sum(lines.map((line) => line.platformDiscount));
  const retail = sum(lines.map((line) => line.retail));
  const tax = productTax + shippingTax;
  const sign = order.signOnDeliveryMinor ?? 0;
  const discount = sellerDiscount + platformDiscount;
  const paid = retail + shipping + tax + sign - discount;
  // a cancelled order is paid back whole
  const refunds = order.status === 3 ? paid : 0;
  return {
    parentOrderSn: order.parentOrderSn,
    basePriceTotal: money(base),
    shippingAmountTotal: money(shipping),
    shipAmountTotalTaxIncl: money(shipping + shippingTax),
    shipTaxAmount: money(shippingTax),
    productTaxAmount: money(productTax),
    taxTotal: money(tax),
    taxTotalAfterDiscount: money(tax),
    temuTaxTotal: money(tax),
    discountFromSeller: money(sellerDiscount),
    discountFromTEMU: money(platformDiscount),
    totalDiscount: money(discount),
    refundsTotal: money(refunds),
    estimatedRevenue: money(base + shipping - sellerDiscount + sign),
    estimatedRevenueDeduction: money(sellerDiscount),
    retailPriceTotal: money(retail),
    retailPriceTotalTaxIncl: money(retail + productTax),
    retailPriceTotalTaxExcl: money(retail),
    customerPaid: money(paid - refunds),
    signOnDelivery: order.signOnDeliveryMinor === null ? null : money(order.signOnDeliveryMinor),
  };
}

/** `bg.order.amount.query`. The documents' identities hold to the cent; shares and rates are ours. */
export const getOrderAmount: Operation = (call) => {
  const read = readParams(Params, call.params);
  if (!read.ok) return read;
  if (read.value.parentOrderSn === "") return refuse(140020005, "parentOrderSn");
  const order = findOrder(call, read.value.parentOrderSn);
  if (order === undefined) return refuse(140020002);
  if (order.status === 1 || call.nowMs < order.committedAtMs + call.settings.amountReadyAfterMs) return refuse(140020008);
  const region = findRegion(order.regionId);
  if (region === undefined) return refuse(2000000);
  const money: Money = (amount) => ({ amount, currency: region.currency });
  const lines = order.lines.map((line, index) =>
    amountsOfLine(order, line, { item: call.state.getItem(line.productSkuId), region, isFirst: index === 0 }),
  );
  return grant({
    parentOrderMap: parentView(order, lines, money),
    orderList: lines.map((line) => lineView(order, line, money)),
    warning: [],
  });
};
