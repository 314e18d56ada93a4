import { expect, test } from "vitest";
import { testListingRow } from "../../../../test/support/test-listing-row.ts";
import type { ListingRow } from "../../../contract/listings.ts";
import { rulesBefore } from "./stock-acts.ts";

const row = (id: string, rule: ListingRow["rule"]): ListingRow => testListingRow(id, { rule });

test("undoing gives each listing the rule back that it had", () => {
  const half = { kind: "percent", value: 50 } as const;
  expect(rulesBefore([row("a", half), row("b", null), row("c", { kind: "capped", value: 50 }), row("d", { ...half })])).toEqual([
    { rule: half, ids: ["a", "d"] },
    { rule: null, ids: ["b"] },
    { rule: { kind: "capped", value: 50 }, ids: ["c"] },
  ]);
});
