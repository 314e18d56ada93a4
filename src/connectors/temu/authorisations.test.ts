import { expect, test } from "vitest";
import { fail } from "../../kernel/result.ts";
import { systemClock } from "../../main/clock.ts";
import type { Authorisation, ShopLink } from "../../ports/platform.ts";
import { isLocalShop, pickAuthorisation } from "./authorisations.ts";

const token = (gateway: string, purpose: Authorisation["purpose"]): Authorisation => ({
  gateway,
  purpose,
  endpoint: `https://${gateway}.test`,
  appKey: "key",
  appSecret: "secret",
  accessToken: `${gateway}-${purpose}`,
});

const linkWith = (regionId: string, ...authorisations: Authorisation[]): ShopLink => ({
  shop: { platformShopId: "1", regionId },
  authorisations,
  http: { send: async () => fail({ kind: "timeout", sent: false, detail: "" }) },
  clock: systemClock,
});

test("a shop is local unless it holds a product token of the partner gateway or of its elder", () => {
  expect(isLocalShop(linkWith("211", token("us", "orders")))).toBe(true);
  expect(isLocalShop(linkWith("211", token("us", "orders"), token("us", "products")))).toBe(true);
  expect(isLocalShop(linkWith("211", token("us", "orders"), token("pa", "products")))).toBe(false);
  expect(isLocalShop(linkWith("211", token("us", "orders"), token("cn", "products")))).toBe(false);
});

test("a local shop's goods go by its order token of the region, or by one for products where it has one", () => {
  const us = token("us", "orders");
  const eu = token("eu", "orders");
  expect(pickAuthorisation(linkWith("76", us, eu), "products")).toBe(eu);
  expect(pickAuthorisation(linkWith("76", us, eu), "orders")).toBe(eu);
  const own = token("eu", "products");
  expect(pickAuthorisation(linkWith("76", us, eu, own), "products")).toBe(own);
});

test("a semi-managed shop's products go by the partner gateway and its orders never do", () => {
  const us = token("us", "orders");
  const pa = token("pa", "products");
  expect(pickAuthorisation(linkWith("211", pa, us), "products")).toBe(pa);
  expect(pickAuthorisation(linkWith("211", pa, us), "orders")).toBe(us);
  expect(pickAuthorisation(linkWith("211", pa), "orders")).toBeUndefined();
  expect(pickAuthorisation(linkWith("211"), "products")).toBeUndefined();
});
