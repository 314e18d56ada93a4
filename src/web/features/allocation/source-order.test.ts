import { expect, test } from "vitest";
import { movedSource } from "./source-order.ts";

test("a warehouse changes places with its neighbour, and none falls off the end", () => {
  expect(movedSource(["a", "b", "c"], 1, -1)).toEqual(["b", "a", "c"]);
  expect(movedSource(["a", "b", "c"], 1, 1)).toEqual(["a", "c", "b"]);
  expect(movedSource(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(movedSource(["a", "b"], 1, 1)).toEqual(["a", "b"]);
});
