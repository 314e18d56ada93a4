import { describe, expect, test } from "vitest";
import { filterOf, isFiltered, readCatalogView, readSearch } from "./catalog-view.ts";

describe("the catalogue's address", () => {
  test("forgets what it cannot read", () => {
    expect(readCatalogView({ kind: "bundle,box", status: "gone", customs: "yes", sku: "1", create: "single", text: " 杯 " })).toEqual({
      kind: ["bundle"],
      create: "single",
      text: "杯",
    });
  });

  test("an open drawer is no filter", () => {
    expect(isFiltered({ create: "single" })).toBe(false);
    expect(isFiltered({ customs: "incomplete" })).toBe(true);
    expect(filterOf({ text: "a", create: "single" })).toEqual({ text: "a" });
  });

  test("one line is a text, several are codes, each once and none cut at a blank", () => {
    expect(readSearch("  red mug ")).toEqual({ text: "red mug" });
    expect(readSearch("A 1\nB-2\r\nA 1\n")).toEqual({ search: ["A 1", "B-2"] });
    expect(readSearch(" \n ")).toEqual({});
  });
});
