import { expect, test } from "vitest";
import { alertKinds } from "../../../kernel/vocabulary/sync.ts";
import { en } from "../../text/en.ts";
import { translator } from "../../text/text.ts";
import { zhCN } from "../../text/zh-CN.ts";
import { linkOf, quoteOf, sayAlert } from "./alert-words.ts";

const zh = translator(zhCN);
const shop = { id: "01900000-0000-7000-8000-000000000001", name: "禾光家居 US", platform: "temu" as const };

test("every kind has a sentence without holes, whatever its values are", () => {
  const odd = [{}, { used: null, cap: [], minutes: "", stream: 7, act: "fly", cause: {}, kind: "x", count: Number.NaN, future: { a: 1 } }];
  for (const t of [zh, translator(en)]) {
    for (const kind of alertKinds) {
      for (const detail of odd) {
        const said = sayAlert(t, { kind, detail });
        expect(said, kind).not.toMatch(/[{}]|undefined|null|NaN|\[object/);
        expect(linkOf(t, { kind, detail, shop: null }).href, kind).toMatch(/^\/(sync|orders|reconciliations)/);
      }
    }
  }
});

test("values stand in the sentence, closed words in the user's language", () => {
  expect(sayAlert(zh, { kind: "budget-high", detail: { used: 100, cap: 120 } })).toBe("调用额度用到 100 / 120");
  expect(sayAlert(zh, { kind: "stream-late", detail: { stream: "orders", minutes: 12.34 } })).toBe("订单已 12.3 分钟没有读成功");
  expect(sayAlert(zh, { kind: "act-forbidden", detail: { act: "ship_confirm" } })).toBe("平台禁止本店回传发货");
  expect(sayAlert(zh, { kind: "order-missed", detail: { count: 3, cause: "paging-shift" } })).toBe("3 单靠核对才找到：翻页时移位");
  expect(sayAlert(zh, { kind: "write-refused", detail: { kind: "stock_push" } })).toBe("库存推送被拒");
});

test("the platform's own words keep their code", () => {
  expect(quoteOf({ detail: { code: "3000003", message: "token expired" } })).toBe("token expired (3000003)");
  expect(quoteOf({ detail: { detail: "quantity: expected a number" } })).toBe("quantity: expected a number");
  expect(quoteOf({ detail: { used: 3 } })).toBeUndefined();
});

test("each leads to where it can be seen to", () => {
  expect(linkOf(zh, { kind: "item-quarantined", detail: {}, shop }).href).toBe(`/sync?shop=${shop.id}&tab=quarantine`);
  expect(linkOf(zh, { kind: "write-refused", detail: { packageNumber: "PK2611230007" }, shop })).toEqual({
    href: "/orders?state=all&search_field=package_number&search=PK2611230007",
    text: "看包裹 PK2611230007",
  });
  expect(linkOf(zh, { kind: "order-missed", detail: {}, shop: null }).href).toBe("/reconciliations?differences=only");
});
