import { describe, expect, test } from "vitest";
import { PackageListQuery } from "../../../contract/packages.ts";
import { type DeskView, isFiltered, readView, splitValues, toFilter, toListQuery, withoutFilters, writeView } from "./view.ts";

const shop = "01a3c4de-0000-7000-8000-000000000001";
const full: DeskView = {
  search_field: "sku",
  search: ["HG-1", "HG-2"],
  platform: ["temu", "amazon"],
  shop: [shop],
  country: ["US", "FR"],
  warehouse: [shop],
  channel: [shop],
  deadline: "within_24h",
  composition: "mixed",
  printed: "no",
  paid_from: "2026-11-01",
  paid_to: "2026-11-23",
  state: "pending_print",
  attention: "unprinted",
  sort: "paid_at",
  direction: "desc",
  page: 3,
  page_size: 200,
  package: shop,
};

describe("the order page's address", () => {
  test("carries every part of the view there and back", () => {
    expect(readView(writeView(full))).toEqual(full);
    expect(readView(full)).toEqual(full);
  });

  test("leaves out what is default, so that one view has one address", () => {
    expect(writeView({ sort: "ship_by", direction: "asc", page: 1, page_size: 100, search: [], state: "all" })).toEqual({ state: "all" });
  });

  test("forgets what it cannot read instead of failing", () => {
    const read = readView({
      state: "nonsense",
      page: "-4",
      page_size: "77",
      shop: `x,${shop}`,
      deadline: "soon",
      country: "us,US",
      paid_from: "yesterday",
    });
    expect(read).toEqual({ shop: [shop], country: ["US"] });
  });

  test("asks the server only for what its contract takes", () => {
    expect(PackageListQuery.safeParse(toListQuery(full)).success).toBe(true);
    expect(PackageListQuery.safeParse(toListQuery({})).success).toBe(true);
  });

  test("takes days by Beijing's calendar", () => {
    const { paid_from, paid_to } = toFilter(full);
    expect(paid_from).toBe("2026-10-31T16:00:00.000Z");
    expect(paid_to).toBe("2026-11-23T15:59:59.999Z");
  });

  test("takes at most 500 pasted values, each once", () => {
    expect(splitValues(" a\n b,a；c\t\n\n")).toEqual(["a", "b", "c"]);
    const many = Array.from({ length: 700 }, (_, index) => `PO-${index}`).join("\n");
    expect(readView({ search: many }).search).toHaveLength(500);
  });

  test("a tab is no filter, and resetting keeps it", () => {
    expect(isFiltered({ state: "shipped", attention: "overdue" })).toBe(false);
    expect(isFiltered({ printed: "no" })).toBe(true);
    expect(withoutFilters(full)).toEqual({ state: "pending_print", sort: "paid_at", direction: "desc", page_size: 200 });
  });
});
