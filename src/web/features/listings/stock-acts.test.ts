import { expect, test } from "vitest";
import type { ListingRow } from "../../../contract/listings.ts";
import { rulesBefore } from "./stock-acts.ts";

const row = (id: string, rule: ListingRow["rule"]): ListingRow => ({
  id,
  shop: { id: "s", name: "Shop", platform: "temu" },
  listingKey: id,
  sellerCode: id,
  title: "",
  spec: "",
  pictureUrl: null,
  state: "live",
  platformStock: null,
  pushed: null,
  foreignChange: null,
  rule,
  firstSeenAt: null,
  pairing: null,
});

test("undoing gives each listing the rule back that it had", () => {
  const half = { kind: "percent", value: 50 } as const;
  expect(rulesBefore([row("a", half), row("b", null), row("c", { kind: "capped", value: 50 }), row("d", { ...half })])).toEqual([
    { rule: half, ids: ["a", "d"] },
    { rule: null, ids: ["b"] },
    { rule: { kind: "capped", value: 50 }, ids: ["c"] },
  ]);
});
