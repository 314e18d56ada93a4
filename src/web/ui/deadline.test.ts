import { expect, test } from "vitest";
import { addMs, instantFromMs } from "../../kernel/instant.ts";
import { translator } from "../text/text.ts";
import { zhCN } from "../text/zh-CN.ts";
import { sayDeadline, urgencyOf } from "./deadline.ts";

const t = translator(zhCN);
const now = instantFromMs(1_795_000_000_000);
const minute = 60_000;
const hour = 60 * minute;

test.each([
  [30 * hour, "剩 1天6时", "calm"],
  [24 * hour, "剩 1天0时", "calm"],
  [24 * hour - 1, "剩 1天0时", "soon"],
  [23 * hour + 59 * minute, "剩 23时59分", "soon"],
  [3 * hour + 5 * minute, "剩 3时05分", "soon"],
  [42 * minute, "剩 42分", "soon"],
  [1, "剩 1分", "soon"],
  [0, "超 0分", "late"],
  [-72 * minute, "超 1时12分", "late"],
  [-26 * hour, "超 1天2时", "late"],
])("%d ms before the deadline reads %s", (left, text, urgency) => {
  const deadline = addMs(now, left);
  expect(sayDeadline(t, deadline, now)).toBe(text);
  expect(urgencyOf(deadline, now)).toBe(urgency);
});
