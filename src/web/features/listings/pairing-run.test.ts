import { expect, test } from "vitest";
import { testListingRow } from "../../../../test/support/test-listing-row.ts";
import type { SkuLabel } from "../../../contract/catalog.ts";
import type { ListingRow, Suggestion } from "../../../contract/listings.ts";
import { readListingsView, toFilter } from "./listings-view.ts";
import { planSuggested } from "./pairing-run.ts";

const sku = (code: string): SkuLabel => ({ id: code, code, nameZh: "", nameEn: "", pictureUrl: null, kind: "single" });
const row = (id: string, pairing: ListingRow["pairing"] = null): ListingRow => testListingRow(id, { pairing });
const proposed = (code: string, score: number): Suggestion => ({ sku: sku(code), score, reason: "words", words: [] });

test("a bulk act takes the best suggestion where it is sure enough, with the row's own quantity, and leaves guesses and paired rows", () => {
  const done = row("paired", { sku: sku("OLD"), quantity: 1, how: "code", at: null, by: null });
  const rows = [row("sure"), row("guess"), row("nothing"), done];
  const suggestions = new Map([
    ["sure", [proposed("A", 80), proposed("B", 70)]],
    ["guess", [proposed("C", 20)]],
    ["paired", [proposed("D", 90)]],
  ]);
  const plan = planSuggested(
    rows,
    (one) => one.pairing,
    suggestions,
    (id) => (id === "sure" ? 3 : 1),
  );
  expect(plan.wishes).toEqual([{ listingId: "sure", sku: sku("A"), quantity: 3, how: "suggestion" }]);
  expect(plan.guesses).toBe(1);
});

test("the address keeps what it can read and forgets the rest", () => {
  const id = "01900000-0000-7000-8000-000000000001";
  const view = readListingsView({
    tab: "paired",
    shop: `${id},nonsense`,
    state: "live,unheard",
    search: " mug ",
    search_field: "title",
    package: "no",
  });
  expect(view).toEqual({ tab: "paired", shop: [id], state: ["live"], search: "mug", search_field: "title" });
  expect(readListingsView({ tab: "elsewhere" })).toEqual({});
  expect(toFilter({ search_field: "title" })).toEqual({});
});
