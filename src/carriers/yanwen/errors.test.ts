import { expect, test } from "vitest";
import { toRefusal } from "./errors.ts";

const reasonOf = (message: string) => {
  const failure = toRefusal("1", message);
  return failure.kind === "rejected" ? failure.reason : failure.kind;
};

test.each([
  ["订单号重复", "duplicate-order"],
  ["orderNumber already exists", "duplicate-order"],
  ["签名错误", "account-invalid"],
  ["sign is invalid", "account-invalid"],
  ["apiToken expired", "account-invalid"],
  ["timestamp expired", "clock-skew"],
  ["该运单已取消", "already-cancelled"],
  ["已收货，不能取消", "too-late-to-cancel"],
  ["运单不存在", "not-found"],
  ["面单未生成，请稍后", "label-not-ready"],
  ["产品未开通", "channel-not-open"],
  ["超重", "weight-out-of-range"],
  ["申报品名不能为空", "declaration-incomplete"],
  ["系统升级", "other"],
])("%s is %s", (message, reason) => {
  expect(reasonOf(message)).toBe(reason);
});

test("a consignee's address is no signature", () => {
  expect(reasonOf("consignee address is required")).toBe("recipient-incomplete");
  expect(reasonOf("the design of the country line is not available")).not.toBe("account-invalid");
});

test("the name of a product that is quoted says nothing about the refusal", () => {
  expect(reasonOf("产品[燕文带电经济]未开通")).toBe("channel-not-open");
});

test("the carrier's own words and code travel along", () => {
  expect(toRefusal("A17", "系统升级")).toEqual({ kind: "rejected", reason: "other", code: "A17", message: "系统升级" });
});
