import {
  countForeign,
  countListings,
  type ListingConditions,
  type ListingCursor,
  type ListingPageRow,
  listListingPage,
} from "../db/read-listings.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { ListingPageRow };

export type ListingQuery = ListingConditions & { after?: ListingCursor | undefined };

// more than this is told as "and more"
const countCap = 10_000;

/** One page of 在线产品, by seller code. */
export async function listListings(
  app: App,
  scope: Scope,
  query: ListingQuery,
  pageSize: number,
): Promise<{ rows: ListingPageRow[]; next: ListingCursor | null }> {
  const wanted = { ...query, shops: within(scope.shops, query.shops) };
  const rows = await app.database.inTenant(scope.tenant, (tx) => listListingPage(tx, scope.tenant, wanted, query.after, pageSize + 1));
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  const next = rows.length > pageSize && last !== undefined ? { sellerCode: last.seller_code, id: last.id } : null;
  return { rows: shown, next };
}

/** `isCapped`: there are more than that. */
export type TabCount = { count: number; isCapped: boolean };

/** How many listings the tabs hold under the other conditions, and how many of them somebody else has changed. */
export async function countTabs(
  app: App,
  scope: Scope,
  query: Omit<ListingConditions, "tab">,
): Promise<Record<ListingConditions["tab"] | "foreign", TabCount>> {
  const wanted = { ...query, shops: within(scope.shops, query.shops) };
  const cap = countCap + 1;
  const [{ unpaired, paired, all }, foreign] = await app.database.inTenant(scope.tenant, async (tx) => {
    const tabs = await countListings(tx, scope.tenant, wanted, cap);
    return [tabs, await countForeign(tx, scope.tenant, wanted, cap)] as const;
  });
  const toCount = (n: number): TabCount => ({ count: Math.min(n, countCap), isCapped: n > countCap });
  return { unpaired: toCount(unpaired), paired: toCount(paired), all: toCount(all), foreign: toCount(foreign) };
}
