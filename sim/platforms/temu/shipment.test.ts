import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { type Fields, list, place, placeOne, snsOf, startMs, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const confirm = "bg.logistics.shipment.v2.confirm";
const shipmentGet = "bg.logistics.shipment.v2.get";
const update = "bg.logistics.shipment.shippingtype.update";
const yanwen = 998264853;
const success = 1000000;
const warehouse = "WH-00000000000000001";

let temu: TestTemu;
let serial = 0;

beforeEach(async () => {
  temu = await startTemu();
  serial = 10_000_000;
});
afterEach(() => temu.close());

/** A number that Yanwen would issue: the digit is worked out here, by the rule of the postal union. */
function newNumber(): string {
  serial += 1;
  const digits = [...String(serial)].map(Number);
  const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((total, weight, index) => total + weight * (digits[index] ?? 0), 0);
  const check = 11 - (sum % 11);
  return `UT${serial}${check === 10 ? 0 : check === 11 ? 5 : check}YP`;
}

type Line = { parentOrderSn: string; orderSn: string; goodsId: number; skuId: number; quantity: number };
const Shown = z.array(z.object({ orderSn: z.string(), goodsId: z.int(), skuId: z.int(), quantity: z.int() }));

/** An order's lines as a client sends them back. */
async function linesOf(parentOrderSn: string): Promise<Line[]> {
  const both = ["fulfillBySeller", "fulfillByCooperativeWarehouse"];
  const { pageItems } = await list(temu, { parentOrderSnList: [parentOrderSn], fulfillmentTypeList: both });
  return Shown.parse(pageItems[0]?.orderList).map((line) => ({ parentOrderSn, ...line }));
}

const parcel = (lines: Fields[], changes: Fields = {}): Fields => ({
  carrierId: yanwen,
  trackingNumber: newNumber(),
  selfShippingWarehouseId: warehouse,
  orderSendInfoList: lines,
  ...changes,
});
const send = (parcels: Fields[], sendType: number | string = 0) => temu.code(confirm, { sendType, sendRequestList: parcels });
const refusals = (): unknown => Reflect.get(Object(Reflect.get(Object(temu.simulator.stats()), "shops")[0]), "shipConfirms");

describe("a confirmation", () => {
  test("ships the order, and what was sent is read back", async () => {
    const sn = placeOne(temu, { lines: [{ extCode: "HG-MUG-0007-BL", quantity: 3 }] });
    const lines = await linesOf(sn);
    const empty = await temu.call(shipmentGet, { parentOrderSn: sn, orderSn: lines[0]?.orderSn });
    expect(empty.result).toEqual({ shipmentInfoDTO: [] });
    temu.clock.advance(60_000);
    const sent = parcel(lines);
    const envelope = await temu.call(confirm, { sendType: 0, sendRequestList: [sent] });
    expect(envelope).toMatchObject({ success: true, result: { warningMessage: null, assistantAgreementText: null } });
    const now = startMs / 1000 + 60;
    const [item] = (await list(temu)).pageItems;
    expect(item?.parentOrderMap).toMatchObject({ parentOrderStatus: 4, parentShippingTime: now, updateTime: now });
    expect(item?.orderList[0]).toMatchObject({ orderStatus: 4, orderShippingTime: now });
    const shown = await temu.call(shipmentGet, { parentOrderSn: sn, orderSn: lines[0]?.orderSn });
    expect(shown.result).toEqual({
      shipmentInfoDTO: [
        {
          carrierId: yanwen,
          carrierName: "Yanwen Logistics",
          trackingNumber: sent.trackingNumber,
          orderSn: lines[0]?.orderSn,
          skuId: lines[0]?.skuId,
          quantity: 3,
          packageSn: expect.stringMatching(/^PK-\d{19}$/u),
          packageDeliveryType: 1,
          trackingWarningLabel: 0,
          cooperativeWarehouseDTO: null,
          subPackageShipmentInfoList: [],
        },
      ],
    });
    expect(refusals()).toEqual({ accepted: 1, duplicate: 0, rejected: 0 });
  });

  test("takes text for numbers, and leaves goodsId and skuId to the client", async () => {
    const [line] = await linesOf(placeOne(temu));
    const bare = { parentOrderSn: line?.parentOrderSn, orderSn: line?.orderSn, quantity: "1" };
    expect(await send([parcel([bare], { carrierId: String(yanwen) })], "0")).toBe(success);
  });

  test("sendType 0: one whole order per parcel, several at once", async () => {
    const sns = place(temu, { count: 2, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
    const [first = [], second = []] = await Promise.all(sns.map(linesOf));
    expect(await send([parcel([...first, ...second])])).toBe(120012007);
    expect(await send([parcel(first), parcel(first)])).toBe(120012003);
    expect(await send([parcel(first), parcel(second)])).toBe(success);
  });

  test("sendType 1: one order in several parcels, which together hold all of it", async () => {
    const two = [
      { extCode: "HG-MUG-0007-BL", quantity: 3 },
      { extCode: "HG-LMP-0021-WH", quantity: 1 },
    ];
    const sn = placeOne(temu, { lines: two });
    const [mugs, lamp] = await linesOf(sn);
    const some = (quantity: number) => ({ ...mugs, quantity });
    const other = await linesOf(placeOne(temu));
    expect(await send([parcel([some(2)]), parcel([some(1)])], 1)).toBe(120012003);
    expect(await send([parcel([some(2)]), parcel([some(2), lamp ?? {}])], 1)).toBe(120013002);
    expect(await send([parcel([some(3), lamp ?? {}]), parcel(other)], 1)).toBe(120012007);
    expect(await send([parcel([some(2)]), parcel([some(1), lamp ?? {}])], 1)).toBe(success);
    const shown = await temu.call(shipmentGet, { parentOrderSn: sn, orderSn: mugs?.orderSn });
    expect(shown.result).toMatchObject({ shipmentInfoDTO: [{ quantity: 2 }, { quantity: 1 }] });
  });

  test("sendType 2: several orders of one address in one parcel", async () => {
    const recipient = { firstName: "Petra", lastName: "Draftson", addressLine1: "3 Trial Avenue", city: "Boise", postCode: "83702" };
    const sns = place(temu, { count: 2, recipient, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
    const [first = [], second = []] = await Promise.all(sns.map(linesOf));
    const elsewhere = await linesOf(placeOne(temu, { recipient: { ...recipient, postCode: "83703" } }));
    expect(await send([parcel([...first, ...elsewhere])], 2)).toBe(120012015);
    expect(await send([parcel([...first, ...second])], 2)).toBe(success);
    expect(snsOf(await list(temu, { parentOrderStatus: 4 })).sort()).toEqual(sns.sort());
  });

  test("carries sub parcels with numbers of their own", async () => {
    const lines = await linesOf(placeOne(temu));
    const sub = (): Fields => ({ carrierId: yanwen, trackingNumber: newNumber(), selfShippingWarehouseId: warehouse });
    expect(await send([parcel(lines, { subSendRequests: Array.from({ length: 11 }, sub) })])).toBe(120011098);
    expect(await send([parcel(lines, { subSendRequests: [sub(), sub()] })])).toBe(success);
    const shown = await temu.call(shipmentGet, { parentOrderSn: lines[0]?.parentOrderSn, orderSn: lines[0]?.orderSn });
    expect(shown.result).toMatchObject({
      shipmentInfoDTO: [{ subPackageShipmentInfoList: [{ carrierId: yanwen }, { carrierId: yanwen }] }],
    });
  });

  test("the superseded form needs no warehouse", async () => {
    const lines = await linesOf(placeOne(temu));
    const { selfShippingWarehouseId: _, ...old } = parcel(lines);
    expect(await temu.code("bg.logistics.shipment.confirm", { sendType: "0", sendRequestList: [old] })).toBe(success);
  });
});

describe("refusals of the parcel", () => {
  test.each([
    ["a blank number", 120014001, { trackingNumber: "" }],
    ["blanks for a number", 120014001, { trackingNumber: "   " }],
    ["no number", 120014001, { trackingNumber: undefined }],
    ["a blank inside", 120014020, { trackingNumber: "UT 10000001YP" }],
    ["a special character", 120014020, { trackingNumber: "UT10000001#YP" }],
    ["Chinese", 120014020, { trackingNumber: "燕文10000001" }],
    ["another carrier's form", 120014022, { trackingNumber: "YT1234567890123456" }],
    ["a wrong check digit", 120014005, { trackingNumber: "UT123456780YP" }],
    ["an unknown carrier", 120015002, { carrierId: 1 }],
    ["no carrier", 120015002, { carrierId: undefined }],
    ["a carrier of another region", 120015002, { carrierId: 699272619, trackingNumber: "00340123456789012345" }],
    ["no warehouse", 120015527, { selfShippingWarehouseId: undefined }],
    ["a blank warehouse", 120015527, { selfShippingWarehouseId: "" }],
    ["an unknown warehouse", 120011085, { selfShippingWarehouseId: "WH-99999999999999999" }],
  ])("%s: %i", async (_, code, changes) => {
    const lines = await linesOf(placeOne(temu));
    expect(await send([parcel(lines, changes)])).toBe(code);
    expect(refusals()).toEqual({ accepted: 0, duplicate: 0, rejected: 1 });
    expect((await list(temu, { parentOrderStatus: 2 })).totalItemNum).toBe(1);
  });

  test("a number twice in one request: 120014003; used before: 120014004", async () => {
    const sns = place(temu, { count: 3, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
    const [first = [], second = [], third = []] = await Promise.all(sns.map(linesOf));
    const trackingNumber = newNumber();
    expect(await send([parcel(first, { trackingNumber }), parcel(second, { trackingNumber })])).toBe(120014003);
    expect(await send([parcel(first, { trackingNumber })])).toBe(success);
    expect(await send([parcel(third, { trackingNumber })])).toBe(120014004);
    expect(refusals()).toEqual({ accepted: 1, duplicate: 1, rejected: 1 });
  });

  test.each([
    ["Yanwen", 998264853, "UG544656195YP"],
    ["Yanwen on a postal number", 998264853, "LR083592414CN"],
    ["CNE", 998264861, "3A5V123456789"],
    ["JCEX", 998264877, "JCT0000000001IN"],
    ["YunExpress", 998264889, "YT1234567890123456"],
    ["4PX", 998264892, "4PX3001234567890CN"],
    ["USPS", 699272604, "9400111206206406260787"],
    ["UPS", 699272608, "1Z5R89390357567127"],
    ["FedEx", 699272611, "986578788855"],
  ])("%s takes a number of its own form", async (_, carrierId, trackingNumber) => {
    expect(await send([parcel(await linesOf(placeOne(temu)), { carrierId, trackingNumber })])).toBe(success);
  });
});

describe("refusals of the order", () => {
  test("shipped already: 120012004, whatever the number", async () => {
    const lines = await linesOf(placeOne(temu));
    const sent = parcel(lines);
    expect(await send([sent])).toBe(success);
    expect(await send([sent])).toBe(120012004);
    expect(await send([parcel(lines)])).toBe(120012004);
    expect(refusals()).toEqual({ accepted: 1, duplicate: 2, rejected: 0 });
  });

  test("another quantity: 120013002; a line left out: 120012003", async () => {
    const two = [
      { extCode: "HG-MUG-0007-BL", quantity: 2 },
      { extCode: "HG-LMP-0021-WH", quantity: 1 },
    ];
    const [mugs, lamp] = await linesOf(placeOne(temu, { lines: two }));
    expect(await send([parcel([mugs ?? {}])])).toBe(120012003);
    for (const quantity of [1, 3, 0, -2]) expect(await send([parcel([{ ...mugs, quantity }, lamp ?? {}])])).toBe(120013002);
    expect(await send([parcel([mugs ?? {}, lamp ?? {}])])).toBe(success);
  });

  test("a parent or a child that is not: 120012007, 120012016", async () => {
    const [line] = await linesOf(placeOne(temu));
    expect(await send([parcel([{ ...line, parentOrderSn: "PO-211-00000000000000000" }])])).toBe(120012007);
    expect(await send([parcel([{ ...line, orderSn: "211-00000000000000000" }])])).toBe(120012016);
    expect(await send([parcel([{ ...line, skuId: 1 }])])).toBe(120012016);
    expect(await send([parcel([{ ...line, goodsId: "99999999999999999999" }])])).toBe(120012016);
  });

  test("another region's order: 120011072", async () => {
    const [line] = await linesOf(placeOne(temu));
    expect(await send([parcel([{ ...line, parentOrderSn: "PO-076-00000000000000000" }])])).toBe(120011072);
    const abroad = { sendType: 0, sendRequestList: [parcel([line ?? {}])] };
    expect(await temu.code(confirm, abroad, { gateway: "eu", fields: { access_token: tokens.eu } })).toBe(120011072);
  });

  test("pending or cancelled: 120012012", async () => {
    const pending = await linesOf(placeOne(temu, { status: 1 }));
    const sn = placeOne(temu);
    const cancelled = await linesOf(sn);
    temu.control("POST", `orders/${sn}/cancel`);
    expect(await send([parcel(pending)])).toBe(120012012);
    expect(await send([parcel(cancelled)])).toBe(120012012);
  });

  test("for the cooperative warehouse to ship: 120011030", async () => {
    expect(await send([parcel(await linesOf(placeOne(temu, { fulfillmentType: "fulfillByCooperativeWarehouse" })))])).toBe(120011030);
  });

  test.each([
    ["pending_buyer_cancellation", 120012030, "DENY_CANCELLATION"],
    ["pending_buyer_address_change", 120012023, "DENY_ADDRESS_CHANGE"],
    ["pending_risk_control_alert", 120012031, "DENY_PARENT_RISK_WARNING"],
  ])("%s: %i, unless %s", async (label, code, acceptance) => {
    const lines = await linesOf(placeOne(temu, { labels: [label] }));
    expect(await send([parcel(lines)])).toBe(code);
    expect(await send([parcel(lines, { confirmAcceptance: ["SOMETHING_ELSE"] })])).toBe(code);
    expect(await send([parcel(lines, { confirmAcceptance: [acceptance] })])).toBe(success);
    expect((await list(temu, { parentOrderLabel: [label] })).totalItemNum).toBe(0);
  });

  test("a request to cancel or to change the address through the control port blocks until it is over", async () => {
    const sn = placeOne(temu);
    const lines = await linesOf(sn);
    temu.control("POST", `orders/${sn}/cancel`, { stage: "request" });
    expect(await send([parcel(lines)])).toBe(120012030);
    temu.control("POST", `orders/${sn}/cancel`, { stage: "revoke" });
    temu.control("POST", `orders/${sn}/address`, { stage: "request" });
    expect(await send([parcel(lines)])).toBe(120012023);
    temu.control("POST", `orders/${sn}/address`, { addressLine1: "2 Stub Creek Lane" });
    expect(await send([parcel(lines)])).toBe(success);
  });

  test("an unknown sendType, or nothing to send: 120011002", async () => {
    const lines = await linesOf(placeOne(temu));
    expect(await send([parcel(lines)], 3)).toBe(120011002);
    expect(await temu.code(confirm, { sendRequestList: [parcel(lines)] })).toBe(120011002);
    expect(await send([])).toBe(120011002);
    expect(await send([parcel([])])).toBe(120011002);
    expect(await temu.code(confirm, { sendType: 0, sendRequestList: "x" })).toBe(3000000);
  });

  test("one bad parcel refuses all of the request", async () => {
    const sns = place(temu, { count: 2, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 1 }] });
    const [first = [], second = []] = await Promise.all(sns.map(linesOf));
    expect(await send([parcel(first), parcel(second, { trackingNumber: "" })])).toBe(120014001);
    expect((await list(temu, { parentOrderStatus: 4 })).totalItemNum).toBe(0);
  });
});

describe("reading and correcting", () => {
  test("unknown orders and lines are refused", async () => {
    const parentOrderSn = placeOne(temu);
    expect(await temu.code(shipmentGet, {})).toBe(120011002);
    expect(await temu.code(shipmentGet, { parentOrderSn: "PO-211-00000000000000000", orderSn: "x" })).toBe(120012007);
    expect(await temu.code(shipmentGet, { parentOrderSn, orderSn: "x" })).toBe(120012016);
  });

  test("a number is corrected once it is right", async () => {
    const lines = await linesOf(placeOne(temu));
    await send([parcel(lines)]);
    const read = async () => {
      const { result } = await temu.call(shipmentGet, { parentOrderSn: lines[0]?.parentOrderSn, orderSn: lines[0]?.orderSn });
      return z.object({ shipmentInfoDTO: z.array(z.object({ packageSn: z.string(), trackingNumber: z.string() })) }).parse(result)
        .shipmentInfoDTO[0];
    };
    const packageSn = (await read())?.packageSn;
    const edit = (changes: Fields) =>
      temu.call(update, {
        editPackageRequestList: [
          { packageSn, shipCompanyId: yanwen, selfShippingWarehouseId: warehouse, trackingNumber: newNumber(), ...changes },
        ],
      });
    expect((await edit({ packageSn: "PK-0" })).errorCode).toBe(120018027);
    expect((await edit({ trackingNumber: "YT1234567890123456" })).errorCode).toBe(120014022);
    const corrected = newNumber();
    expect((await edit({ trackingNumber: corrected })).result).toBe(true);
    expect((await read())?.trackingNumber).toBe(corrected);
  });
});

describe("carriers and warehouses", () => {
  test("the carriers of a region are a bare list", async () => {
    const reply = await temu.call("bg.logistics.companies.get", { regionId: 211 });
    expect(reply.result).toContainEqual({
      logisticsServiceProviderId: yanwen,
      logisticsServiceProviderName: "Yanwen Logistics",
      logisticsBrandName: "Yanwen",
    });
    expect(await temu.code("bg.logistics.companies.get")).toBe(120011002);
    expect(await temu.code("bg.logistics.companies.get", { regionId: 76 })).toBe(120011072);
  });

  test("the shop's warehouses, one of them the default", async () => {
    const { result } = await temu.call("bg.logistics.warehouse.list.get");
    expect(result).toMatchObject({ warehouseList: [{ warehouseId: warehouse, defaultWarehouse: true }, { defaultWarehouse: false }] });
  });
});
