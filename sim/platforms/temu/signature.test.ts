import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appKey, appSecret, startTemu, type TestTemu, tokens } from "./wire-client.ts";

let temu: TestTemu;

beforeAll(async () => {
  temu = await startTemu();
});
afterAll(() => temu.close());

const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex").toUpperCase();
/** What a wrong signature gives. Any other code means that the signature was taken. */
const wrongSign = 3000001;

const common = `"app_key":"${appKey}","access_token":"${tokens.us}"`;
const isTaken = async (body: string): Promise<boolean> => (await temu.sendForEnvelope(body)).errorCode !== wrongSign;

describe("the reference's vectors, over HTTP", () => {
  const sendList =
    '[{"orderSendInfoList":[{"quantity":1,"orderSn":"211-21905473070712792","parentOrderSn":"PO-211-21905452099192792","goodsId":601099548666279,"skuId":17592352673534}],"carrierId":"699272611","trackingNumber":"270324232756"}]';
  const otherOrder =
    '[{"carrierId":"699272611","trackingNumber":"270324232756","orderSendInfoList":[{"parentOrderSn":"PO-211-21905452099192792","orderSn":"211-21905473070712792","goodsId":601099548666279,"skuId":17592352673534,"quantity":1}]}]';
  const guide = {
    appKey: "f9d5cc9313893a20d5aa85c654e8f503",
    appSecret: "c7e0a1a63542be4de3cb5488f9fba8149e8fc290",
    token: "2nifvmpyymvypwmcms5ct4uqqudrwgpmzbcnmkt1jzjkuaf3x56iixym",
  };
  const guideBody = (list: string, sign: string): string =>
    `{"access_token":"${guide.token}","app_key":"${guide.appKey}","data_type":"JSON","sendType":"0","timestamp":"1711009072","type":"bg.logistics.shipment.confirm","sendRequestList":${list},"sign":"${sign}"}`;

  test("TV-1 of the official guide: the nested members count in the order in which they are sent", async () => {
    const shop = { mallId: "600000000000001", mallType: 1 as const, appKey: guide.appKey, tokens: { us: guide.token } };
    const guided = await startTemu({ apps: [{ appKey: guide.appKey, appSecret: guide.appSecret }], shops: [shop] });
    guided.clock.set(1_711_009_072_000);
    const codeOf = async (list: string, sign: string) => (await guided.sendForEnvelope(guideBody(list, sign))).errorCode;
    // understood as far as the order, which this shop does not have
    expect(await codeOf(sendList, "4CCF219942D4180C6DDA3CE36C1B838F")).toBe(120012007);
    expect(await codeOf(sendList, "DB81A38FE96177E1501A19E7C1268B15")).toBe(wrongSign);
    expect(await codeOf(otherOrder, "4CCF219942D4180C6DDA3CE36C1B838F")).toBe(wrongSign);
    await guided.close();
  });

  test.each([
    [
      "TV-2",
      `{"type":"bg.order.list.v2.get",${common},"data_type":"JSON","timestamp":1760000000,"version":"V1","pageNumber":1,"pageSize":100,"parentOrderStatus":2,"hasPreSaleOrder":false,"updateAtStart":1759996400,"updateAtEnd":1760000000,"sortby":"updateTime","sign":"C906B744EBE4E157057DE28F20EF3DF1"}`,
      1000000,
    ],
    [
      "TV-3",
      `{"type":"bg.order.list.v2.get",${common},"data_type":"JSON","timestamp":"1760000000","pageNumber":1,"parentOrderSnList":["PO-211-00000000000000001","PO-211-00000000000000002"],"fulfillmentTypeList":["fulfillBySeller"],"sign":"4FE216ADD25E9C88C6A8726B2F473C64"}`,
      1000000,
    ],
    [
      "TV-4",
      `{"type":"bg.logistics.shipment.v2.confirm",${common},"data_type":"JSON","timestamp":1760000000,"sendType":0,"remark":"仓库 A/B & C","sendRequestList":[{"carrierId":998264853,"trackingNumber":"TEST0000000000000001","selfShippingWarehouseId":"WH-00000000000000001","orderSendInfoList":[{"parentOrderSn":"PO-211-00000000000000001","orderSn":"211-00000000000000011","goodsId":600000000000001,"skuId":17000000000001,"quantity":2}]}],"sign":"97EE78360097D7FBB369B4EFAD1412C7"}`,
      120012007,
    ],
    [
      "TV-5",
      `{"type":"bg.open.accesstoken.create","app_key":"${appKey}","access_token":"sandboxcode0001","code":"sandboxcode0001","data_type":"JSON","timestamp":1760000000,"sign":"CFB8644215E595EAEA72ABA9B27923B9"}`,
      110020002,
    ],
  ])("%s is taken", async (_, body, code) => {
    expect((await temu.sendForEnvelope(body)).errorCode).toBe(code);
    const forged = body.replace(/"sign":"[0-9A-F]{3}/u, '"sign":"000');
    expect((await temu.sendForEnvelope(forged)).errorCode).toBe(wrongSign);
  });
});

describe("the raw body is what is signed", () => {
  const type = '"type":"bg.order.list.v2.get"';
  const text = (value: string): string =>
    `${appSecret}access_token${tokens.us}app_key${appKey}extra${value}timestamp1760000000typebg.order.list.v2.get${appSecret}`;
  const body = (extra: string, signed: string): string =>
    `{${common},${type},"extra":${extra},"timestamp":1760000000,"sign":"${md5(text(signed))}"}`;

  test.each([
    ["numbers keep their literal text", "[1.0,1e3,123456789012345678901]", "[1.0,1e3,123456789012345678901]"],
    ["a top-level number too", "1.50", "1.50"],
    ["blanks between tokens do not count", '[ {"b" : 1 , "a":2} ,\n\t"x" ]', '[{"b":1,"a":2},"x"]'],
    ["integer-like names stay in their places", '{"10":1,"9":2,"b":3,"2":4}', '{"10":1,"9":2,"b":3,"2":4}'],
    ["escapes are undone, UTF-8 is raw", '["\\u4ed3\\/","\\u003c&>"]', '["仓/","<&>"]'],
    ["inner quotes and backslashes stay escaped inside lists", '["a\\"b\\\\c"]', '["a\\"b\\\\c"]'],
    ["a top-level string counts without quotes and unescaped", '"A/B \\u0026 \\"C\\""', 'A/B & "C"'],
    ["booleans are words", "true", "true"],
  ])("%s", async (_, extra, signed) => {
    expect(await isTaken(body(extra, signed))).toBe(true);
    expect(await isTaken(body(extra, `${signed}x`))).toBe(false);
  });

  test.each([
    ["Go's HTML escapes", '["<a&b>"]', '["\\u003ca\\u0026b\\u003e"]'],
    ["Gson's, which take = and ' too", `["<a='b'>"]`, '["\\u003ca\\u003d\\u0027b\\u0027\\u003e"]'],
    ["PHP's slash and unicode escapes", '["仓/"]', '["\\u4ed3\\/"]'],
    ["PHP with raw unicode", '["仓/"]', '["仓\\/"]'],
    ["Python's unicode escapes", '["仓/"]', '["\\u4ed3/"]'],
    ["a top-level string that was JSON-encoded first", '"a\\"b"', 'a\\"b'],
  ])("working clients sign otherwise, and it is taken: %s", async (_, extra, signed) => {
    expect(await isTaken(body(extra, signed))).toBe(true);
  });

  test("null counts as the text or not at all, blank text as nothing or not at all", async () => {
    const without = `${appSecret}access_token${tokens.us}app_key${appKey}timestamp1760000000typebg.order.list.v2.get${appSecret}`;
    expect(await isTaken(body("null", "null"))).toBe(true);
    expect(await isTaken(`{${common},${type},"extra":null,"timestamp":1760000000,"sign":"${md5(without)}"}`)).toBe(true);
    expect(await isTaken(`{${common},${type},"extra":"","timestamp":1760000000,"sign":"${md5(without)}"}`)).toBe(true);
    expect(await isTaken(body('""', ""))).toBe(true);
  });

  test("of two signs the first counts; lower case is taken", async () => {
    const good = md5(text("1"));
    const start = `{${common},${type},"extra":1,"timestamp":1760000000`;
    expect(await isTaken(`${start},"sign":"${good}","sign":"BAD"}`)).toBe(true);
    expect(await isTaken(`${start},"sign":"BAD","sign":"${good}"}`)).toBe(false);
    expect(await isTaken(`${start},"sign":"${good.toLowerCase()}"}`)).toBe(true);
  });

  test("names are ordered by bytes: capitals before small letters", async () => {
    const signed = `${appSecret}Zeta1access_token${tokens.us}app_key${appKey}timestamp1760000000typebg.order.list.v2.getéta2${appSecret}`;
    expect(await isTaken(`{${common},${type},"éta":2,"Zeta":1,"timestamp":1760000000,"sign":"${md5(signed)}"}`)).toBe(true);
  });
});
