import { expect, test } from "vitest";
import { instantFromMs, toIso } from "../../kernel/instant.ts";
import { dayBounds } from "./day.ts";

test.each([
  ["2026-11-23T10:00:00Z", "Asia/Shanghai", "2026-11-22T16:00:00.000Z", "2026-11-23T16:00:00.000Z"],
  ["2026-11-23T16:00:00Z", "Asia/Shanghai", "2026-11-23T16:00:00.000Z", "2026-11-24T16:00:00.000Z"],
  ["2026-11-23T15:59:59Z", "Asia/Shanghai", "2026-11-22T16:00:00.000Z", "2026-11-23T16:00:00.000Z"],
  // clocks go back: 25 hours
  ["2026-11-01T12:00:00Z", "America/New_York", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
  // clocks go forward: 23 hours
  ["2026-03-08T12:00:00Z", "America/New_York", "2026-03-08T05:00:00.000Z", "2026-03-09T04:00:00.000Z"],
  ["2026-06-01T12:00:00Z", "Asia/Kathmandu", "2026-05-31T18:15:00.000Z", "2026-06-01T18:15:00.000Z"],
])("the day of %s in %s", (at, zone, start, end) => {
  const bounds = dayBounds(instantFromMs(Date.parse(at)), zone);
  expect([toIso(bounds.start), toIso(bounds.end)]).toEqual([start, end]);
});
