import { expect, test } from "vitest";
import { delaysOf, openWishes } from "./wishes.ts";

test("a wish is seen when its own package is stopped, before the next wish of the same buyer", () => {
  const wishes = openWishes();
  wishes.note("PO-1", 1_000);
  wishes.note("PO-2", 2_000);
  wishes.note("PO-1", 60_000);
  wishes.note("PO-3", 70_000);
  const stops = [
    { platformOrderId: "PO-1", atMs: 2_500 },
    { platformOrderId: "PO-1", atMs: 64_000 },
    { platformOrderId: "PO-2", atMs: 1_500 },
  ];
  expect(delaysOf(wishes, stops)).toEqual({ asked: 4, seen: 2, p50: 1_500, p95: 4_000, max: 4_000 });
  expect(delaysOf(openWishes(), stops)).toEqual({ asked: 0, seen: 0, p50: 0, p95: 0, max: 0 });
});
