import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { localShop } from "./options.ts";
import { type Fields, type Sent, startTemu, type TestTemu, tokens } from "./wire-client.ts";

const saleSet = "bg.local.goods.sale.status.set";
const published = "bg.local.goods.publish.status.get";
const codesSet = "bg.local.goods.sku.out.sn.set";
const codesCheck = "bg.local.goods.sku.out.sn.check";
const mall = "600000000000017";
const asLocal: Sent = { fields: { access_token: tokens.local } };
const quietShop = { ...localShop, openingOrders: 0 };

const Listings = z.object({
  listings: z.array(z.looseObject({ goodsId: z.string(), skuId: z.string(), extCode: z.string(), subStatus: z.int() })),
});

let temu: TestTemu;

beforeEach(async () => {
  temu = await startTemu({ shops: [quietShop] });
});
afterEach(() => temu.close());

const all = () => Listings.parse(temu.control("GET", "listings")).listings;
function find(extCode: string) {
  const found = all().find((one) => one.extCode === extCode);
  if (found === undefined) throw new Error(`no ${extCode}`);
  return found;
}
const ask = async (type: string, params: Fields): Promise<unknown> => (await temu.call(type, params, asLocal)).result;
const status = async (goodsId: string) => ask(published, { goodsIdList: [goodsId] });

describe("the shelf", () => {
  test("takes goods off and puts them on again, whole or SKU by SKU", async () => {
    const { goodsId, skuId } = find("HG-MUG-0007-BL");
    expect(await status(goodsId)).toEqual([{ goodsId: Number(goodsId), status: 2, subStatus: 2001 }]);
    expect(await ask(saleSet, { goodsId, onsale: 0, operationType: 2, skuIdList: [skuId] })).toEqual({ success: true });
    expect([find("HG-MUG-0007-BL").subStatus, find("HG-MUG-0007-WH").subStatus]).toEqual([3002, 2001]);
    // one SKU on sale keeps the goods on sale
    expect(await status(goodsId)).toMatchObject([{ status: 2 }]);
    expect(await ask(saleSet, { goodsId, onsale: 0, operationType: 1 })).toEqual({ success: true });
    expect(await status(goodsId)).toEqual([{ goodsId: Number(goodsId), status: 3, subStatus: 3002 }]);
    const off = temu.simulator.control("POST", ["orders"], { lines: [{ extCode: "HG-MUG-0007-WH", quantity: 1 }] });
    expect(off).toMatchObject({ status: 409, body: { error: "not-on-sale" } });
    await ask(saleSet, { goodsId, onsale: 1, operationType: 1 });
    expect(await status(goodsId)).toMatchObject([{ status: 2, subStatus: 2001 }]);
    temu.control("POST", "orders", { lines: [{ extCode: "HG-MUG-0007-WH", quantity: 1 }] });
  });

  test("what is sold out comes back with the stock, not with the shelf", async () => {
    const { goodsId } = find("HG-UMB-0043-BK");
    expect(await ask(saleSet, { goodsId, onsale: 1, operationType: 1 })).toEqual({ success: true });
    expect(await status(goodsId)).toMatchObject([{ status: 3, subStatus: 3003 }]);
    temu.control("POST", "stock", { extCode: "HG-UMB-0043-BK", quantity: 1 });
    expect(await status(goodsId)).toMatchObject([{ status: 2, subStatus: 2001 }]);
  });

  test.each(["HG-HMK-0016-OL", "HG-MIR-0014-GD_US", "HG-THM-0002-WH", "HG-KTL-0008-SS"])(
    "what is not the seller's to decide stays where it is, under a good envelope: %s",
    async (extCode) => {
      const { goodsId, subStatus } = find(extCode);
      const reply = await temu.call(saleSet, { goodsId, onsale: 1, operationType: 1 }, asLocal);
      expect(reply).toMatchObject({ success: true, errorCode: 1000000, result: { success: false } });
      expect(find(extCode).subStatus).toBe(subStatus);
    },
  );

  test.each([
    ["no goods", 150010001, { goodsId: null }],
    ["neither on nor off", 150010001, { onsale: 2 }],
    ["an unknown operation", 150010001, { operationType: 3 }],
    ["SKUs without any", 150010001, { operationType: 2, skuIdList: [] }],
    ["a SKU of other goods", 150010189, { operationType: 2, skuIdList: [5] }],
    ["goods of nobody", 150010188, { goodsId: 5 }],
  ])("%s: %i", async (_, code, wrong) => {
    const { goodsId } = find("HG-MUG-0007-BL");
    expect(await temu.code(saleSet, { goodsId, onsale: 0, operationType: 1, ...wrong }, asLocal)).toBe(code);
    expect(find("HG-MUG-0007-BL").subStatus).toBe(2001);
  });

  test("the status of many goods is a bare list; goods of nobody are not in it, deleted ones are", async () => {
    const ids = ["HG-MUG-0007-BL", "HG-HMK-0016-OL", "HG-KTL-0008-SS"].map((extCode) => find(extCode).goodsId);
    const deleted = all().find((one) => one.subStatus === 6001)?.goodsId;
    const result = z.array(z.object({ goodsId: z.int(), status: z.int(), subStatus: z.int() }));
    const rows = result.parse(await ask(published, { goodsIdList: [...ids, deleted, 5] }));
    expect(rows.map((row) => row.status).sort()).toEqual([2, 3, 4, 6]);
    expect(await temu.code(published, { goodsIdList: [] }, asLocal)).toBe(150010001);
  });
});

describe("seller codes", () => {
  test("are given to SKUs, and seen in the lists and in the orders that come after", async () => {
    const blank = all().find((one) => one.extCode === "");
    expect(await ask(codesSet, { modifyList: [{ skuId: Number(blank?.skuId), outSkuSn: "HG-BSK-0045-S" }] })).toMatchObject({
      success: true,
    });
    expect(find("HG-BSK-0045-S").skuId).toBe(blank?.skuId);
    temu.control("POST", "orders", { shop: mall, lines: [{ extCode: "HG-BSK-0045-S", quantity: 1 }] });
    const listed = await ask("bg.local.goods.sku.list.query", { searchText: "HG-BSK-0045-S" });
    expect(listed).toMatchObject({ total: 1, skuList: [{ skuSn: "HG-BSK-0045-S", stock: 119 }] });
  });

  test("all of them or none", async () => {
    const { skuId, goodsId } = find("HG-MUG-0007-BL");
    const other = find("HG-LMP-0021-WH");
    const one = { skuId, outSkuSn: "NEW" };
    const code = (modifyList: Fields[]) => temu.code(codesSet, { modifyList }, asLocal);
    expect(await code([one, { skuId: 5, outSkuSn: "X" }])).toBe(150010188);
    expect(await code([one, one])).toBe(150013001);
    expect(await code([one, { goodsId, skuId: other.skuId, outSkuSn: "X" }])).toBe(150010189);
    expect(await code([])).toBe(150010001);
    expect(find("HG-MUG-0007-BL").skuId).toBe(skuId);
  });

  test("are checked before they are given; one twice in a call is refused", async () => {
    expect(await ask(codesCheck, { outSkuSnList: ["HG-MUG-0007-BL", "NEW"] })).toEqual([
      { outSkuSn: "HG-MUG-0007-BL", isUsed: true },
      { outSkuSn: "NEW", isUsed: false },
    ]);
    expect(await temu.code(codesCheck, { outSkuSnList: ["NEW", "NEW"] }, asLocal)).toBe(150010003);
    expect(await temu.code(codesCheck, {}, asLocal)).toBe(150010001);
  });
});
