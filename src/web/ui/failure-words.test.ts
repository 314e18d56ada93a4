import { expect, test } from "vitest";
import { translator } from "../text/text.ts";
import { zhCN } from "../text/zh-CN.ts";
import { sayStoredFailure } from "./failure-words.ts";

const zh = translator(zhCN);

test("our part of a failure is in the reader's language, the platform's stays as it was said", () => {
  expect(sayStoredFailure(zh, "rate-limited")).toBe("被平台限流");
  expect(sayStoredFailure(zh, "auth-expired: 7000018 access_token expired")).toBe("授权已失效：7000018 access_token expired");
  expect(sayStoredFailure(zh, "unavailable: timeout: no answer within 15000 ms")).toBe(
    "平台没有正常应答：timeout: no answer within 15000 ms",
  );
});

test("what an older version stored is shown as it is", () => {
  expect(sayStoredFailure(zh, "no usable answer: connection reset")).toBe("no usable answer: connection reset");
});
