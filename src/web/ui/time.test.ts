import { expect, test } from "vitest";
import { instantFromMs } from "../../kernel/instant.ts";
import { translator } from "../text/text.ts";
import { zhCN } from "../text/zh-CN.ts";
import { formatClock, formatDay, formatDayTime, sayAge, sayBothTimes } from "./time.ts";

const t = translator(zhCN);
const now = instantFromMs(Date.parse("2026-11-23T08:20:08.000Z"));

test("times are Beijing's, with the year only when it isn't this one", () => {
  expect(formatDayTime(now, now)).toBe("11-23 16:20");
  expect(formatClock(now)).toBe("16:20:08");
  expect(formatDayTime(instantFromMs(Date.parse("2025-12-31T15:59:00.000Z")), now)).toBe("2025-12-31 23:59");
  expect(formatDay(instantFromMs(Date.parse("2026-11-23T16:00:00.000Z")))).toBe("2026-11-24");
});

test("the hover gives the site's clock too", () => {
  expect(sayBothTimes(t, now, now, "America/New_York")).toBe("北京 11-23 16:20\n当地 11-23 03:20");
});

test.each([
  [1_400, "1.4 s"],
  [42_000, "42 秒"],
  [60_000, "1 分"],
  [7_200_000, "2 小时"],
  [-5, "0.0 s"],
])("an age of %d ms reads %s", (ms, text) => expect(sayAge(t, ms)).toBe(text));
