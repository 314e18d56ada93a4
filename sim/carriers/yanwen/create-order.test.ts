import { afterEach, beforeEach, expect, test } from "vitest";
import { book, type OrderChange, sampleOrder, secondAccount, startCarrier, type TestCarrier } from "./wire-client.ts";

let carrier: TestCarrier;
beforeEach(async () => {
  carrier = await startCarrier();
});
afterEach(() => carrier.close());

function stats(): unknown {
  return carrier.simulator.stats();
}

test("an accepted order is answered with its four numbers, the last mile's still open", async () => {
  const envelope = await carrier.call("express.order.create", sampleOrder("T-0001"));
  expect(envelope).toEqual({
    success: true,
    code: "0",
    message: "success",
    data: {
      waybillNumber: expect.stringMatching(/^U[A-Z]\d{9}YP$/),
      orderNumber: "T-0001",
      referenceNumber: null,
      yanwenOrderNumber: expect.stringMatching(/^YW\d{10}$/),
    },
  });
});

const product = { goodsNameCh: "壳", goodsNameEn: "case", price: 1, quantity: 1, weight: 10 };
const refusals: [string, OrderChange, string, RegExp][] = [
  ["no channel", { top: { channelId: "" } }, "20001", /产品编号不能为空/],
  ["no source", { top: { orderSource: undefined } }, "20001", /订单来源不能为空/],
  ["blank order number", { top: { orderNumber: "  " } }, "20001", /客户订单号不能为空/],
  ["no receiver", { top: { receiverInfo: undefined } }, "20001", /收件人信息不能为空/],
  ["no parcel", { top: { parcelInfo: null } }, "20001", /包裹信息不能为空/],
  ["no name", { receiver: { name: "" } }, "20001", /收件人姓名不能为空/],
  ["no country", { receiver: { country: undefined } }, "20001", /收件人国家不能为空/],
  ["no address", { receiver: { address: null } }, "20001", /收件人地址不能为空/],
  ["address as an object", { receiver: { address: {} } }, "20001", /收件人地址格式不正确/],
  ["long tax number", { receiver: { taxNumber: "1".repeat(51) } }, "20001", /税号长度不能超过50/],
  ["no battery flag", { parcel: { hasBattery: undefined } }, "20001", /是否带电不能为空/],
  ["odd battery flag", { parcel: { hasBattery: 2 } }, "20001", /是否带电只能为0或1/],
  ["no currency", { parcel: { currency: undefined } }, "20001", /币种不能为空/],
  ["currency not in the list", { parcel: { currency: "JPY" } }, "20001", /币种不正确，仅支持USD,EUR,GBP,CNY,AUD,CAD/],
  ["no quantity", { parcel: { totalQuantity: undefined } }, "20001", /总数量不能为空/],
  ["no weight", { parcel: { totalWeight: undefined } }, "20001", /总重量不能为空/],
  ["zero weight", { parcel: { totalWeight: 0 } }, "20001", /总重量必须大于0/],
  ["weight in kg", { parcel: { totalWeight: 0.12 } }, "20001", /总重量格式不正确/],
  ["long IOSS", { parcel: { ioss: "I".repeat(51) } }, "20001", /IOSS税号长度不能超过50/],
  ["no products", { products: [] }, "20001", /商品信息不能为空/],
  ["six products", { products: Array.from({ length: 6 }, () => product) }, "20001", /商品信息不能超过5条/],
  ["no Chinese name", { product: { goodsNameCh: "" } }, "20001", /第1个商品中文品名不能为空/],
  ["no English name", { products: [product, { ...product, goodsNameEn: null }] }, "20001", /第2个商品英文品名不能为空/],
  ["no price", { product: { price: undefined } }, "20001", /第1个商品申报单价不能为空/],
  ["no product quantity", { product: { quantity: undefined } }, "20001", /第1个商品数量不能为空/],
  ["no product weight", { product: { weight: "heavy" } }, "20001", /第1个商品重量格式不正确/],
  ["bad date", { top: { dateOfReceipt: "05/01/2026" } }, "20001", /交货日期格式不正确/],
  ["long EORI", { top: { importCustomsInfo: { eori: "E".repeat(65) } } }, "20001", /EORI长度不能超过64/],
  ["unknown warehouse", { top: { companyCode: "9999" } }, "20001", /交货仓不存在：9999/],
  ["unknown country", { receiver: { country: "XX" } }, "20001", /收件人国家不存在：XX/],
  ["unknown channel", { top: { channelId: "999" } }, "20002", /未开通：999/],
  ["channel of another account", { top: { channelId: "702" } }, "20002", /未开通：702/],
  ["country not served", { receiver: { country: "BR" } }, "20003", /不支持寄往：巴西\(BR\)/],
  ["no phone where the channel wants one", { receiver: { phone: "" } }, "20001", /要求收件人电话不能为空/],
  ["no state where the channel wants one", { receiver: { state: undefined } }, "20001", /要求收件人州\/省不能为空/],
  ["no postcode where the channel wants one", { receiver: { zipCode: " " } }, "20001", /要求收件人邮编不能为空/],
  ["battery on a plain channel", { parcel: { hasBattery: 1 } }, "20005", /不支持带电物品/],
  ["too heavy", { parcel: { totalWeight: 20_001 } }, "20004", /超过产品.*限重20000g/],
];

test.each(refusals)("refused: %s", async (_name, change, code, message) => {
  const envelope = await carrier.call("express.order.create", sampleOrder("T-1", change));
  expect(envelope).toEqual({ success: false, code, message: expect.stringMatching(message), data: null });
  expect(stats()).toMatchObject({ accounts: { "900001": { booked: 0 } } });
});

test("what is at the edge is taken", async () => {
  await book(carrier, "battery", { top: { channelId: "484" }, parcel: { hasBattery: 1 } });
  await book(carrier, "heavy", { parcel: { totalWeight: 20_000 } });
  await book(carrier, "five", { products: Array.from({ length: 5 }, () => product) });
  await book(carrier, "country by id", { receiver: { country: "2" } });
  await book(carrier, "numbers as text", { top: { channelId: 481 }, parcel: { totalWeight: "120", hasBattery: "0" } });
  await book(carrier, "economy", { top: { channelId: "201" }, receiver: { phone: "", state: "", city: "", zipCode: "", country: "BR" } });
  await carrier.close();
  carrier = await startCarrier({ maxProducts: 6 });
  await book(carrier, "six", { products: Array.from({ length: 6 }, () => product) });
});

test("a second booking of an order number is refused by name and charged once", async () => {
  const first = await book(carrier, "T-2");
  const again = await carrier.call("express.order.create", sampleOrder("T-2"));
  expect(again).toMatchObject({ success: false, code: "20006", message: expect.stringContaining("T-2"), data: null });
  await book(carrier, "T-2", {}, { account: secondAccount });
  expect(stats()).toMatchObject({
    accounts: {
      "900001": { booked: 1, duplicatesRefused: 1, chargedBookings: { "T-2": 1 } },
      "900002": { booked: 1, duplicatesRefused: 0, chargedBookings: { "T-2": 1 } },
    },
  });
  await carrier.call("express.order.cancel", { waybillNumber: first.waybillNumber, note: "" });
  expect((await carrier.call("express.order.create", sampleOrder("T-2"))).code, "cancelled numbers stay used").toBe("20006");
});

test("at the same moment, too, one order number is booked once", async () => {
  const replies = await Promise.all(Array.from({ length: 8 }, () => carrier.call("express.order.create", sampleOrder("T-3"))));
  expect(replies.filter((reply) => reply.success)).toHaveLength(1);
  expect(stats()).toMatchObject({ accounts: { "900001": { booked: 1, duplicatesRefused: 7 } } });
});

test("by option the first waybill comes back, and a cancelled order number is free again", async () => {
  await carrier.close();
  carrier = await startCarrier({ duplicateOrder: "first-waybill", reuseCancelledOrderNumbers: true });
  const first = await book(carrier, "T-4");
  expect(await book(carrier, "T-4")).toEqual(first);
  await carrier.call("express.order.cancel", { waybillNumber: first.waybillNumber, note: "" });
  const second = await book(carrier, "T-4");
  expect(second.waybillNumber).not.toBe(first.waybillNumber);
  expect(await carrier.call("express.order.getlist", { listNumber: ["T-4"] })).toMatchObject({
    data: [
      { waybillNumber: first.waybillNumber, status: 5 },
      { waybillNumber: second.waybillNumber, status: 0 },
    ],
  });
  expect(stats()).toMatchObject({ accounts: { "900001": { booked: 2, cancelled: 1, chargedBookings: { "T-4": 1 } } } });
});
