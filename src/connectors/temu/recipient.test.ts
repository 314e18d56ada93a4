import { expect, test } from "vitest";
import { ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { ShopLink } from "../../ports/platform.ts";
import { readAmounts, readRecipient } from "./recipient.ts";

type Answer = { result: unknown } | { errorCode: number };

/** A gateway with an answer for each type; what it has none for would fail the test. */
function linkAnswering(answers: Record<string, Answer>): { link: ShopLink; asked: string[] } {
  const asked: string[] = [];
  const link: ShopLink = {
    shop: { platformShopId: "1", regionId: "211" },
    authorisations: [
      { gateway: "us", purpose: "orders", endpoint: "http://127.0.0.1", appKey: "key", appSecret: "secret", accessToken: "token" },
    ],
    clock: systemClock,
    http: {
      send: async (request) => {
        asked.push(request.operation);
        const answer = answers[request.operation] ?? { errorCode: 3000003 };
        const body = "result" in answer ? { success: true, errorCode: 1000000, ...answer } : { success: false, errorMsg: "no", ...answer };
        return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(body)) });
      },
    },
  };
  return { link, asked };
}

const decrypt = "bg.order.decryptshippinginfo.get";
const masked = "bg.order.shippinginfo.v2.get";
const address = {
  receiptName: "Maren Sampleton",
  receiptAdditionalName: null,
  mobile: "+1 559-555-0101",
  mail: "",
  regionName1: "United States",
  regionName2: "California",
  regionName3: "Fresno",
  regionName4: null,
  addressLine1: "1 Sandbox Lane",
  addressLine2: "  ",
  postCode: "93650",
};

test("the address comes in clear with one request; what is blank is null", async () => {
  const { link, asked } = linkAnswering({ [decrypt]: { result: address } });
  expect(await readRecipient(link, "PO-211-1")).toEqual({
    ok: true,
    value: {
      name: "Maren Sampleton",
      phone: "+1 559-555-0101",
      email: null,
      addressLines: ["1 Sandbox Lane"],
      district: null,
      city: "Fresno",
      region: "California",
      postcode: "93650",
      country: "US",
      taxNumber: null,
    },
  });
  expect(asked).toEqual([decrypt]);
});

test("a token that may not decrypt gets the address that the platform shows", async () => {
  const { link, asked } = linkAnswering({ [decrypt]: { errorCode: 3000032 }, [masked]: { result: address } });
  expect(await readRecipient(link, "PO-211-1")).toMatchObject({ ok: true, value: { name: "Maren Sampleton" } });
  expect(asked).toEqual([decrypt, masked]);
});

test("a refusal of another kind is not gone around", async () => {
  const { link, asked } = linkAnswering({ [decrypt]: { errorCode: 180020008 } });
  expect(await readRecipient(link, "PO-211-1")).toMatchObject({ ok: false, error: { kind: "rejected", code: "180020008" } });
  expect(asked).toEqual([decrypt]);
});

test.each([null, {}, { receiptName: "", addressLine1: "" }])("an address that is hidden (%j) is null", async (result) => {
  const { link } = linkAnswering({ [decrypt]: { result } });
  expect(await readRecipient(link, "PO-211-1")).toEqual({ ok: true, value: null });
});

test.each([
  ["United Kingdom", "210", "GB"],
  ["DE", "76", "DE"],
  ["Deutschland", "76", "DE"],
  ["Nowhere", "9999", null],
])("%s in region %s is %s", async (regionName1, regionId, country) => {
  const { link } = linkAnswering({ [decrypt]: { result: { ...address, regionName1 } } });
  const reply = await readRecipient({ ...link, shop: { ...link.shop, regionId } }, "PO-1");
  expect(reply.ok && reply.value?.country).toBe(country);
});

test("amounts are minor units as the platform counts them; what is not named is null", async () => {
  const parentOrderMap = {
    customerPaid: { amount: 1299, currency: "USD" },
    basePriceTotal: { amount: "1000", currency: "USD" },
    discountFromTEMU: null,
  };
  const { link } = linkAnswering({ "bg.order.amount.query": { result: { parentOrderMap } } });
  expect(await readAmounts(link, "PO-211-1")).toMatchObject({
    ok: true,
    value: { customerPaid: { amount: 1299n, currency: "USD" }, goods: { amount: 1000n }, platformDiscount: null, tax: null },
  });
  const halves = linkAnswering({
    "bg.order.amount.query": { result: { parentOrderMap: { customerPaid: { amount: 12.5, currency: "USD" } } } },
  });
  expect(await readAmounts(halves.link, "PO-211-1")).toMatchObject({ ok: false, error: { kind: "unreadable" } });
});
