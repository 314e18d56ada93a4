import { expect, test } from "vitest";
import { chooseWarehouses } from "./choose-warehouses.ts";

const wants = (key: string, ...goods: [string, number][]) => ({ key, goods: goods.map(([sku, units]) => ({ sku, units })) });
/** `warehouse SKU`, as the type wants it. */
const withBlank = (place: string): `${string} ${string}` => {
  const [warehouse = "", sku = ""] = place.split(" ");
  return `${warehouse} ${sku}`;
};
const choose = (wanting: ReturnType<typeof wants>[], figures: Record<string, number>) =>
  Object.fromEntries(
    chooseWarehouses(["yiwu", "dongguan"], wanting, new Map(Object.entries(figures).map(([place, units]) => [withBlank(place), units]))),
  );

test("the best-ranked warehouse that holds all of a package", () => {
  const figures = { "yiwu MUG": 5, "yiwu LID": 0, "dongguan MUG": 5, "dongguan LID": 5 };
  expect(choose([wants("A", ["MUG", 1]), wants("B", ["MUG", 1], ["LID", 1])], figures)).toEqual({ A: "yiwu", B: "dongguan" });
});

test("units that an earlier package takes are gone for the next; a SKU that stands twice counts twice", () => {
  const figures = { "yiwu MUG": 3, "dongguan MUG": 3 };
  expect(choose([wants("A", ["MUG", 1], ["MUG", 1]), wants("B", ["MUG", 2]), wants("C", ["MUG", 1])], figures)).toEqual({
    A: "yiwu",
    B: "dongguan",
    C: "yiwu",
  });
});

test("where no warehouse holds it all it waits in the best-ranked one", () => {
  expect(choose([wants("A", ["MUG", 9])], { "dongguan MUG": 5 })).toEqual({ A: "yiwu" });
});
