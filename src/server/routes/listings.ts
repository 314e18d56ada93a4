import type { z } from "zod";
import type { App } from "../../app/app.ts";
import { countTabs, type ListingPageRow, listListings, type TabCount } from "../../app/list-listings.ts";
import { type PairResult, pairByHand, unpairListings } from "../../app/pair-by-hand.ts";
import { pairShops } from "../../app/pair-listings.ts";
import { addPairingRule, getPairingRules, lookAhead, type PairingRuleRow, removePairingRule } from "../../app/pairing-rules.ts";
import { suggestSkus } from "../../app/suggest-skus.ts";
import {
  addPairingRuleRoute,
  autoPairRoute,
  countListingsRoute,
  type ListingFilter,
  type ListingRow,
  listListingsRoute,
  listPairingRulesRoute,
  type PairingRuleView,
  type PairReply,
  pairListingsRoute,
  previewPairingRuleRoute,
  type RuleWish,
  removePairingRuleRoute,
  suggestSkusRoute,
  unpairListingsRoute,
} from "../../contract/listings.ts";
import { asId, type ListingId, type PackageId, type ShopId, type SkuId } from "../../kernel/id.ts";
import { toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import { isoOrNull, shopLabel, toShopIds } from "./wire.ts";

const pageSize = 50;
const idLength = 36;

/** 在线产品: what the shops sell, which SKU stands behind it, and the acts and rules of pairing. */
export function listingRoutes(app: App): Binding[] {
  return [...listingQueries(app), ...listingActs(app), ...ruleRoutes(app)];
}

function listingQueries(app: App): Binding[] {
  return [
    bind(listListingsRoute, async ({ scope }, { query }) => {
      const after = query.after === undefined ? undefined : readListingCursor(query.after);
      const page = await listListings(app, scope, { ...toConditions(query), tab: query.tab, after }, pageSize);
      const { next } = page;
      return ok({ rows: page.rows.map(toRow), next: next === null ? null : `${next.id}~${next.sellerCode}` });
    }),
    bind(countListingsRoute, async ({ scope }, { query }) => {
      const { unpaired, paired, all, foreign } = await countTabs(app, scope, toConditions(query));
      const toCount = ({ count, isCapped }: TabCount) => ({ count, capped: isCapped });
      return ok({ unpaired: toCount(unpaired), paired: toCount(paired), all: toCount(all), foreign: toCount(foreign) });
    }),
    bind(suggestSkusRoute, async ({ scope }, { query }) => {
      const found = await suggestSkus(app, scope, toListingIds(query.listing ?? []));
      return ok({ rows: [...found].map(([listingId, suggestions]) => ({ listingId, suggestions })) });
    }),
  ];
}

function listingActs(app: App): Binding[] {
  return [
    bind(pairListingsRoute, async ({ scope }, { body }) => {
      const wishes = body.pairings.map((one) => ({
        listingId: asId<ListingId>(one.listingId),
        skuId: asId<SkuId>(one.skuId),
        quantity: one.quantity,
        how: one.how,
      }));
      return ok(toReply(await pairByHand(app, scope, wishes)));
    }),
    bind(unpairListingsRoute, async ({ scope }, { body }) => ok(toReply(await unpairListings(app, scope, toListingIds(body.listingIds))))),
    bind(autoPairRoute, async ({ scope }, { body }) => ok(await pairShops(app, scope, toShopIds(body.shopIds)))),
  ];
}

function ruleRoutes(app: App): Binding[] {
  return [
    bind(listPairingRulesRoute, async ({ scope }) => ok({ rows: (await getPairingRules(app, scope)).map(toRule) })),
    bind(previewPairingRuleRoute, async ({ scope }, { body }) => ok(await lookAhead(app, scope, toWish(body)))),
    bind(addPairingRuleRoute, ({ scope }, { body }) => addPairingRule(app, scope, toWish(body))),
    bind(removePairingRuleRoute, ({ scope }, { params }) => removePairingRule(app, scope, params.ruleId)),
  ];
}

function toConditions(query: ListingFilter) {
  const { search } = query;
  return {
    shops: toShopIds(query.shop),
    states: query.state,
    search: search === undefined ? undefined : { field: query.search_field ?? "seller_code", text: search },
    stock: query.stock,
    packageId: query.package === undefined ? undefined : asId<PackageId>(query.package),
  };
}

function toListingIds(ids: readonly string[]): ListingId[] {
  return ids.map((id) => asId<ListingId>(id));
}

/** A cursor whose form the contract has checked. */
function readListingCursor(text: string): { id: ListingId; sellerCode: string } {
  return { id: asId<ListingId>(text.slice(0, idLength)), sellerCode: text.slice(idLength + 1) };
}

function toWish(body: RuleWish) {
  return { ...body, shopId: body.shopId === null ? null : asId<ShopId>(body.shopId) };
}

function toRow(row: ListingPageRow): z.input<typeof ListingRow> {
  const { sku, quantity, how, platform_stock: onPlatform, pushed_stock: pushed } = row;
  return {
    id: row.id,
    shop: shopLabel(row),
    listingKey: row.listing_key,
    sellerCode: row.seller_code,
    title: row.title,
    spec: row.spec,
    pictureUrl: row.picture_url,
    state: row.state,
    platformStock: onPlatform === null ? null : { units: onPlatform, at: isoOrNull(row.platform_stock_at) },
    pushed: pushed === null ? null : { units: pushed, at: isoOrNull(row.pushed_at) },
    foreignChange: row.foreign_change,
    rule: row.rule_kind === null ? null : { kind: row.rule_kind, value: row.rule_value },
    firstSeenAt: isoOrNull(row.first_seen_at),
    pairing:
      sku === null || quantity === null || how === null ? null : { sku, quantity, how, at: isoOrNull(row.paired_at), by: row.paired_by },
  };
}

function toRule(row: PairingRuleRow): z.input<typeof PairingRuleView> {
  const { shopId, shopName, platform } = row;
  const isWhole = shopId !== null && shopName !== null && platform !== null;
  return {
    id: row.id,
    shop: isWhole ? shopLabel({ shop_id: shopId, shop_name: shopName, platform }) : null,
    prefix: row.prefix,
    suffix: row.suffix,
    quantity: row.quantity,
    createdAt: toIso(row.createdAt),
  };
}

function toReply(results: readonly PairResult[]): PairReply {
  return {
    results: results.map((one) =>
      one.ok
        ? { ok: true, listingId: one.listingId, sellerCode: one.sellerCode ?? "", before: one.before }
        : { ok: false, listingId: one.listingId, sellerCode: one.sellerCode, code: one.refusal.code },
    ),
  };
}
