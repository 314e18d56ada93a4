import { expect, test } from "vitest";
import { addMs, instantFromSeconds } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { ShopLink } from "../../ports/platform.ts";
import { readStock, stockGroup, writeStock } from "./stock.ts";

type Fields = Record<string, unknown>;

/** A regional gateway that gives one result to every call, a minute after the other where told so, and keeps the bodies. */
function localShop(result: unknown, stepMs = 0): { link: ShopLink; bodies: string[] } {
  const bodies: string[] = [];
  const link: ShopLink = {
    shop: { platformShopId: "600000000000017", regionId: "211" },
    authorisations: [
      { gateway: "us", purpose: "orders", endpoint: "https://us.test", appKey: "key", appSecret: "secret", accessToken: "token" },
    ],
    clock: { ...systemClock, now: () => addMs(instantFromSeconds(1_760_000_000), bodies.length * stepMs) },
    http: {
      send: async ({ body }) => {
        bodies.push(body ?? "");
        return ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ success: true, errorCode: 1000000, result })) });
      },
    },
  };
  return { link, bodies };
}

const wire = { goodsId: "600000000000001", skuId: "17000000000001" };
const blue = { listingKey: "17000000000001", wire };
const red = { listingKey: "17000000000002", wire: { ...wire, skuId: "17000000000002" } };
const seen = (listingKey: string, available: number, readMinute = "29333333") => ({
  listingKey,
  available,
  locked: 0,
  wire: { readMinute },
});

const row = (skuId: unknown, stock: unknown): Fields => ({
  skuId,
  outSkuSn: null,
  selfOrdinaryStock: { stock, stockType: 0 },
  selfPreSaleStock: null,
  certOrdinaryStock: null,
});
const edited = (rows: Fields[], operateResult: boolean | null = true): Fields => ({
  goodsId: 600000000000001,
  operateResult,
  msg: "words",
  skuStockEditStatusInfoList: rows,
});
const done = (skuId: unknown): Fields => ({ skuId, stockEditStatus: true, errorCode: null, errorMsg: null });

test("listings of one item of goods are read together; the seller's own stock on hand counts", async () => {
  const { link, bodies } = localShop({
    stockList: [{ goodsId: 600000000000001, skuStockInfoList: [row(17000000000001, 9), row("17000000000002", "0"), row(3, 5)] }],
  });
  const reading = await readStock(link, [blue, red]);
  expect(reading).toMatchObject({
    ok: true,
    value: [
      { listingKey: "17000000000001", available: 9, locked: 0 },
      { listingKey: "17000000000002", available: 0, locked: 0 },
    ],
  });
  expect(bodies[0]).toContain('"type":"temu.local.goods.sku.stock.query"');
  expect(bodies[0]).toContain('"goodsId":600000000000001');
  expect(stockGroup(wire)).toBe("600000000000001");
});

test.each<[string, Fields]>([
  ["a SKU without own stock", { skuId: 17000000000001, selfOrdinaryStock: null, certOrdinaryStock: { stock: 7 } }],
  ["a figure that is null", row(17000000000001, null)],
  ["a figure below nought", row(17000000000001, -1)],
])("%s is not read at all, its neighbour is", async (_, broken) => {
  const { link } = localShop({ stockList: [{ skuStockInfoList: [broken, row(17000000000002, 4)] }] });
  expect(await readStock(link, [blue, red])).toMatchObject({ ok: true, value: [{ listingKey: "17000000000002", available: 4 }] });
});

test("what differs is written as a difference in one call; what the platform shows then is not known", async () => {
  const { link, bodies } = localShop(edited([done(17000000000001), done("17000000000002")]));
  const same = { listingKey: "17000000000003", wire, quantity: 5 };
  const targets = [{ ...blue, quantity: 7 }, { ...red, quantity: 4 }, same];
  const reply = await writeStock(link, targets, [seen(blue.listingKey, 9), seen(red.listingKey, 0), seen(same.listingKey, 5)]);
  expect(reply).toEqual({ ok: true, value: { shows: "unknown", refused: [] } });
  expect(bodies[0]).toContain(
    '"goodsId":600000000000001,"stockType":0,"skuStockChangeList":[{"skuId":17000000000001,"stockDiff":-2},{"skuId":17000000000002,"stockDiff":4}],"requestUniqueKey":"',
  );
});

test("a difference of nought is not sent", async () => {
  const { link, bodies } = localShop(edited([]));
  expect(await writeStock(link, [{ ...blue, quantity: 9 }], [seen(blue.listingKey, 9)])).toEqual({
    ok: true,
    value: { shows: "targets", refused: [] },
  });
  expect(bodies).toHaveLength(0);
});

test("nothing is written on a figure that was not read", async () => {
  const { link, bodies } = localShop(edited([]));
  const targets = [
    { ...blue, quantity: 7 },
    { ...red, quantity: 4 },
  ];
  expect(await writeStock(link, targets, [seen(blue.listingKey, 9)])).toMatchObject({
    ok: false,
    error: { kind: "rejected", reason: "stock-changed-meanwhile" },
  });
  expect(bodies).toHaveLength(0);
});

test("a repeat of the same change on the same reading carries the same key, any other another", async () => {
  const { link, bodies } = localShop(edited([done(17000000000001), done(17000000000002)]));
  const both = [seen(blue.listingKey, 9), seen(red.listingKey, 9)];
  await writeStock(
    link,
    [
      { ...blue, quantity: 7 },
      { ...red, quantity: 4 },
    ],
    both,
  );
  await writeStock(
    link,
    [
      { ...red, quantity: 4 },
      { ...blue, quantity: 7 },
    ],
    both,
  );
  await writeStock(
    link,
    [
      { ...blue, quantity: 7 },
      { ...red, quantity: 5 },
    ],
    both,
  );
  await writeStock(link, [{ ...blue, quantity: 7 }], both);
  await writeStock(link, [{ ...blue, quantity: 8 }], [seen(blue.listingKey, 10)]);
  await writeStock(link, [{ ...blue, quantity: 7 }], [seen(blue.listingKey, 9, "29333334")]);
  const keys = bodies.map((body) => /"requestUniqueKey":"([0-9a-f]{32})"/u.exec(body)?.[1]);
  expect(keys).not.toContain(undefined);
  expect(keys[1]).toBe(keys[0]);
  expect(new Set(keys).size).toBe(5);
});

test("two readings of one minute give one key, so that a change whose answer was lost is not made twice", async () => {
  const stock = { stockList: [{ skuStockInfoList: [row(17000000000001, 9)] }] };
  const at = async (stepMs: number) => {
    const { link } = localShop(stock, stepMs);
    const readings = [await readStock(link, [blue]), await readStock(link, [blue])];
    return readings.map((one) => (one.ok ? one.value[0]?.wire : undefined));
  };
  const [early, soon] = await at(1_000);
  expect(soon).toEqual(early);
  const [first, late] = await at(60_000);
  expect(late).not.toEqual(first);
});

const failedRow = (errorCode: unknown, errorMsg = "refused"): Fields => ({
  skuId: 17000000000001,
  stockEditStatus: false,
  errorCode,
  errorMsg,
});

test.each([
  ["leads below nought", 150013002, "stock-changed-meanwhile"],
  ["was made before", 150010003, "stock-changed-meanwhile"],
  ["is to be tried again", 150010005, "stock-changed-meanwhile"],
  ["names another's SKU", "150010189", "listing-unknown"],
  ["is refused without a code", null, "other"],
])("a change that %s is refused for its SKU alone, in an envelope that says success", async (_, code, reason) => {
  const { link } = localShop(edited([failedRow(code), done(17000000000002)], false));
  const targets = [
    { ...blue, quantity: 7 },
    { ...red, quantity: 4 },
  ];
  expect(await writeStock(link, targets, [seen(blue.listingKey, 9), seen(red.listingKey, 9)])).toMatchObject({
    ok: true,
    value: { shows: "unknown", refused: [{ listingKey: "17000000000001", failure: { kind: "rejected", reason } }] },
  });
});

test("without rows the whole is what counts", async () => {
  const write = (result: unknown) => writeStock(localShop(result).link, [{ ...blue, quantity: 7 }], [seen(blue.listingKey, 9)]);
  expect(await write({ operateResult: true })).toEqual({ ok: true, value: { shows: "unknown", refused: [] } });
  expect(await write(edited([], false))).toMatchObject({
    ok: true,
    value: { refused: [{ listingKey: "17000000000001", failure: { kind: "rejected", message: "words" } }] },
  });
});

test.each<[string, unknown]>([
  ["no verdict", { goodsId: 1 }],
  ["a whole that contradicts its rows", edited([done(17000000000001)], false)],
  ["rows of another form", edited([{ skuId: 17000000000001, stockEditStatus: 1 }])],
  ["no result", null],
])("%s may have been done: it has to be read", async (_, result) => {
  expect(await writeStock(localShop(result).link, [{ ...blue, quantity: 7 }], [seen(blue.listingKey, 9)])).toMatchObject({
    ok: false,
    error: { kind: "unavailable", effect: "unknown" },
  });
});
