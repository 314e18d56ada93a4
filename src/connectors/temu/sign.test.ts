import { expect, test } from "vitest";
import type { WireFields } from "./json.ts";
import { signatureOf } from "./sign.ts";

const secret = "0123456789abcdef0123456789abcdef01234567";
const own: WireFields = {
  app_key: "sandboxappkey00000000000000000001",
  access_token: "sandboxtoken000000000000000000000000000000000000000000000001",
  data_type: "JSON",
};

const publishedOrder = {
  quantity: 1,
  orderSn: "211-21905473070712792",
  parentOrderSn: "PO-211-21905452099192792",
  goodsId: 601099548666279,
  skuId: 17592352673534,
};

function published(orderInfo: WireFields): string {
  return signatureOf(
    {
      access_token: "2nifvmpyymvypwmcms5ct4uqqudrwgpmzbcnmkt1jzjkuaf3x56iixym",
      app_key: "f9d5cc9313893a20d5aa85c654e8f503",
      data_type: "JSON",
      sendType: "0",
      timestamp: "1711009072",
      type: "bg.logistics.shipment.confirm",
      sendRequestList: [{ orderSendInfoList: [orderInfo], carrierId: "699272611", trackingNumber: "270324232756" }],
    },
    "c7e0a1a63542be4de3cb5488f9fba8149e8fc290",
  );
}

test("TV-1, the guide's published vector", () => {
  expect(published(publishedOrder)).toBe("4CCF219942D4180C6DDA3CE36C1B838F");
});

test("members of nested objects are signed in the order in which they are sent", () => {
  const { goodsId, skuId, ...rest } = publishedOrder;
  expect(published({ ...rest, skuId, goodsId })).not.toBe("4CCF219942D4180C6DDA3CE36C1B838F");
});

test("TV-2, an order list", () => {
  const fields = {
    ...own,
    type: "bg.order.list.v2.get",
    timestamp: 1760000000,
    version: "V1",
    pageNumber: 1,
    pageSize: 100,
    parentOrderStatus: 2,
    hasPreSaleOrder: false,
    updateAtStart: 1759996400,
    updateAtEnd: 1760000000,
    sortby: "updateTime",
  };
  expect(signatureOf(fields, secret)).toBe("C906B744EBE4E157057DE28F20EF3DF1");
  expect(signatureOf({ ...fields, sign: "whatever", missing: undefined }, secret)).toBe("C906B744EBE4E157057DE28F20EF3DF1");
});

test("TV-3, lists of text and a timestamp as text", () => {
  const fields = {
    ...own,
    type: "bg.order.list.v2.get",
    timestamp: "1760000000",
    pageNumber: 1,
    parentOrderSnList: ["PO-211-00000000000000001", "PO-211-00000000000000002"],
    fulfillmentTypeList: ["fulfillBySeller"],
  };
  expect(signatureOf(fields, secret)).toBe("4FE216ADD25E9C88C6A8726B2F473C64");
});

test("TV-4, nested objects with Chinese and a slash; ids as bigint have the same text", () => {
  const fields = (goodsId: number | bigint) => ({
    ...own,
    type: "bg.logistics.shipment.v2.confirm",
    timestamp: 1760000000,
    sendType: 0,
    remark: "仓库 A/B & C",
    sendRequestList: [
      {
        carrierId: 998264853,
        trackingNumber: "TEST0000000000000001",
        selfShippingWarehouseId: "WH-00000000000000001",
        orderSendInfoList: [
          { parentOrderSn: "PO-211-00000000000000001", orderSn: "211-00000000000000011", goodsId, skuId: 17000000000001, quantity: 2 },
        ],
      },
    ],
  });
  expect(signatureOf(fields(600000000000001), secret)).toBe("97EE78360097D7FBB369B4EFAD1412C7");
  expect(signatureOf(fields(600000000000001n), secret)).toBe("97EE78360097D7FBB369B4EFAD1412C7");
});

test("TV-5, the exchange of a code", () => {
  const fields = {
    ...own,
    access_token: "sandboxcode0001",
    code: "sandboxcode0001",
    timestamp: 1760000000,
    type: "bg.open.accesstoken.create",
  };
  expect(signatureOf(fields, secret)).toBe("CFB8644215E595EAEA72ABA9B27923B9");
});

test("TV-6, the header signature of a label download is the same rule over four headers", () => {
  const headers = {
    "toa-app-key": "sandboxappkey00000000000000000001",
    "toa-access-token": "sandboxtoken000000000000000000000000000000000000000000000001",
    "toa-random": "12345678901234567890123456789012",
    "toa-timestamp": "1760000000",
  };
  expect(signatureOf(headers, secret)).toBe("DAA1B067B6FC1711504C9EDECB1FC44F");
});
