import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { list, place, placeOne, startTemu, type TestTemu } from "./wire-client.ts";

const detail = "bg.order.detail.v2.get";
const shippingInfo = "bg.order.shippinginfo.v2.get";
const decrypted = "bg.order.decryptshippinginfo.get";
const amount = "bg.order.amount.query";

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu();
});
afterEach(() => temu.close());

describe("the detail", () => {
  test("is the list's entry without its update time, with region names, packages and evidence", async () => {
    const parentOrderSn = placeOne(temu);
    const [entry] = (await list(temu)).pageItems;
    const { updateTime: _, ...map } = entry?.parentOrderMap ?? {};
    const found = await temu.call(detail, { parentOrderSn });
    expect(found.result).toEqual({
      parentOrderMap: { ...map, regionName1: "United States", regionName2: expect.any(String), regionName3: expect.any(String) },
      orderList: entry?.orderList.map((line) => ({ ...line, packageSnInfo: [], hasUploadedEvidence: false })),
    });
  });

  test.each([detail, shippingInfo, decrypted, amount])(
    "%s: 140020002 for a number that is not the shop's, 140020005 for none",
    async (type) => {
      expect(await temu.code(type, { parentOrderSn: "PO-211-00000000000000000" })).toBe(140020002);
      expect(await temu.code(type)).toBe(140020005);
    },
  );

  test("a fulfilment filter that does not fit: 140020002", async () => {
    const parentOrderSn = placeOne(temu);
    expect(await temu.code(detail, { parentOrderSn, fulfillmentTypeList: ["fulfillByCooperativeWarehouse"] })).toBe(140020002);
  });

  test("another shop's order is nobody's", async () => {
    const plan = (mallId: string, us: string) => ({
      mallId,
      mallType: 1 as const,
      appKey: "sandboxappkey00000000000000000001",
      tokens: { us },
    });
    const two = await startTemu({ shops: [plan("1", "first"), plan("2", "second")] });
    const parentOrderSn = placeOne(two, { shop: "2" });
    expect(await two.code(detail, { parentOrderSn }, { fields: { access_token: "first" } })).toBe(140020002);
    expect(await two.code(detail, { parentOrderSn }, { fields: { access_token: "second" } })).toBe(1000000);
    await two.close();
  });
});

describe("the address", () => {
  const addressOf = async (type: string, parentOrderSn: string) =>
    z.record(z.string(), z.unknown()).parse((await temu.call(type, { parentOrderSn })).result);

  test("has a virtual number with an extension first, the buyer's own when decrypted", async () => {
    const sn = placeOne(temu, {
      recipient: { firstName: "Tilda", lastName: "Mockford", addressLine1: "12 Sample Street", addressLine2: "Apt 4" },
    });
    const shown = await addressOf(shippingInfo, sn);
    expect(shown).toMatchObject({
      receiptName: "Tilda Mockford",
      regionName1: "United States",
      addressLine1: "12 Sample Street",
      addressLine2: "Apt 4",
      addressLine3: "",
      addressLineAll: "12 Sample Street Apt 4",
      postCode: expect.stringMatching(/^\d{5}$/u),
      mail: expect.stringContaining("@"),
      addressExtra: { firstName: "Tilda", lastName: "Mockford" },
      warning: { isRestriction: false, reason: null },
    });
    expect(shown.mobile).toMatch(/ext\. \d{4}$/u);
    const { warning: _, mobile, ...rest } = shown;
    const clear = await addressOf(decrypted, sn);
    expect(clear).toEqual({ ...rest, mobile: expect.stringMatching(/^\+1 \d{3}-555-01\d\d$/u) });
    expect(clear.mobile).not.toBe(mobile);
  });

  test("is hidden while the order is pending", async () => {
    const sn = placeOne(temu, { status: 1, pendingSeconds: 60 });
    const { warning: _, ...fields } = await addressOf(shippingInfo, sn);
    expect(Object.keys(fields)).toContain("receiptName");
    expect(new Set(Object.values(fields))).toEqual(new Set([null]));
    expect(new Set(Object.values(await addressOf(decrypted, sn)))).toEqual(new Set([null]));
    temu.clock.advance(60_000);
    expect((await addressOf(decrypted, sn)).receiptName).not.toBeNull();
  });

  test("what the buyer left out is blank", async () => {
    const sn = placeOne(temu, { recipient: { postCode: "", mobile: "" } });
    expect(await addressOf(shippingInfo, sn)).toMatchObject({ postCode: "", mobile: "" });
  });

  test("a changed address is the new one and warns", async () => {
    const sn = placeOne(temu);
    temu.control("POST", `orders/${sn}/address`, { addressLine1: "9 Moved Away Lane" });
    expect((await addressOf(decrypted, sn)).addressLine1).toBe("9 Moved Away Lane");
    expect((await list(temu)).pageItems[0]?.parentOrderMap.fulfillmentWarning).toEqual(["CONFIRMED_CHANGED_ADDRESS"]);
  });
});

const Money = z.object({ amount: z.int(), currency: z.literal("USD") });
const moneyOrNothing = Money.nullable().transform((money) => money?.amount ?? 0);
const Amounts = z.object({
  parentOrderMap: z.object({
    basePriceTotal: moneyOrNothing,
    shippingAmountTotal: moneyOrNothing,
    shipAmountTotalTaxIncl: moneyOrNothing,
    shipTaxAmount: moneyOrNothing,
    productTaxAmount: moneyOrNothing,
    taxTotal: moneyOrNothing,
    discountFromSeller: moneyOrNothing,
    discountFromTEMU: moneyOrNothing,
    totalDiscount: moneyOrNothing,
    refundsTotal: moneyOrNothing,
    estimatedRevenue: moneyOrNothing,
    estimatedRevenueDeduction: moneyOrNothing,
    retailPriceTotal: moneyOrNothing,
    customerPaid: moneyOrNothing,
    signOnDelivery: moneyOrNothing,
  }),
  orderList: z.array(
    z.object({
      orderSn: z.string(),
      quantity: z.int(),
      basePrice: moneyOrNothing,
      unitBasePrice: moneyOrNothing,
      discountFromSeller: moneyOrNothing,
      discountFromTEMU: moneyOrNothing,
      shipAmountTotal: moneyOrNothing,
      productTaxAmount: moneyOrNothing,
    }),
  ),
  warning: z.array(z.unknown()),
});

function checkIdentities({ parentOrderMap: sum, orderList }: z.output<typeof Amounts>): void {
  const total = (of: (line: (typeof orderList)[number]) => number) => orderList.reduce((before, line) => before + of(line), 0);
  expect(sum.estimatedRevenue).toBe(sum.basePriceTotal + sum.shippingAmountTotal - sum.estimatedRevenueDeduction + sum.signOnDelivery);
  expect(sum.customerPaid).toBe(
    sum.retailPriceTotal + sum.shippingAmountTotal + sum.taxTotal - sum.refundsTotal + sum.signOnDelivery - sum.totalDiscount,
  );
  expect(sum.totalDiscount).toBe(sum.discountFromSeller + sum.discountFromTEMU);
  expect(sum.taxTotal).toBe(sum.productTaxAmount + sum.shipTaxAmount);
  expect(sum.shipAmountTotalTaxIncl).toBe(sum.shippingAmountTotal + sum.shipTaxAmount);
  expect(sum.basePriceTotal).toBe(total((line) => line.basePrice));
  expect(sum.shippingAmountTotal).toBe(total((line) => line.shipAmountTotal));
  expect(sum.productTaxAmount).toBe(total((line) => line.productTaxAmount));
  expect(sum.discountFromSeller).toBe(total((line) => line.discountFromSeller));
  expect(sum.discountFromTEMU).toBe(total((line) => line.discountFromTEMU));
  for (const line of orderList) expect(line.basePrice).toBe(line.unitBasePrice * line.quantity);
}

describe("the amounts", () => {
  test("keep the documents' identities to the cent, over two hundred orders", async () => {
    const sns = [...place(temu, { count: 190 }), ...place(temu, { count: 10, signOnDeliveryMinor: 350 })];
    for (const sn of sns.slice(0, 20)) temu.control("POST", `orders/${sn}/cancel`);
    const seen = { discount: 0, freight: 0, tax: 0 };
    for (const parentOrderSn of sns) {
      const amounts = Amounts.parse((await temu.call(amount, { parentOrderSn })).result);
      checkIdentities(amounts);
      seen.discount += amounts.parentOrderMap.totalDiscount;
      seen.freight += amounts.parentOrderMap.shippingAmountTotal;
      seen.tax += amounts.parentOrderMap.taxTotal;
    }
    for (const figure of Object.values(seen)) expect(figure).toBeGreaterThan(0);
    const refunded = Amounts.parse((await temu.call(amount, { parentOrderSn: sns[0] })).result);
    expect(refunded.parentOrderMap.customerPaid).toBe(0);
  });

  test("are being computed for a while, and while the order is pending: 140020008", async () => {
    const slow = await startTemu({ amountReadyAfterMs: 3000 });
    const parentOrderSn = placeOne(slow);
    const pending = placeOne(slow, { status: 1, pendingSeconds: 600 });
    expect(await slow.code(amount, { parentOrderSn })).toBe(140020008);
    slow.clock.advance(3000);
    expect(await slow.code(amount, { parentOrderSn })).toBe(1000000);
    expect(await slow.code(amount, { parentOrderSn: pending })).toBe(140020008);
    await slow.close();
  });

  test("are sensitive: without the white-listed scope 3000032", async () => {
    const parentOrderSn = placeOne(temu);
    temu.control("POST", "tokens", { action: "scopes", remove: [amount] });
    expect(await temu.code(amount, { parentOrderSn })).toBe(3000032);
  });
});

test("orders of one buyer that may share a parcel are listed together", async () => {
  const recipient = { firstName: "Joris", lastName: "Testwick", addressLine1: "1 Demo Hill Road", postCode: "43004" };
  const together = place(temu, { count: 2, recipient });
  placeOne(temu);
  const reply = await temu.call("bg.order.combinedshipment.list.get");
  expect(reply.result).toMatchObject({
    combinedShippingGroups: [
      { combinedShippingGroup: together.map((parentOrderSn) => ({ parentOrderSn, parentOrderStatus: 2, mallId: 600000000000009 })) },
    ],
  });
});
