import {
  deletePairingRule,
  insertPairingRule,
  listPairingRules,
  type PairingRule,
  type PairingRuleRow,
  previewRule,
  type RulePreview,
} from "../db/pairing-rules.ts";
import { listShopIds } from "../db/read-listings.ts";
import { insertAudits } from "../db/records.ts";
import type { ShopId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { type Scope, within } from "./scope.ts";

export type { PairingRuleRow, RulePreview };

const maxRules = 200;
const shownSamples = 8;
// more than this is told as "and more"
const countCap = 1_000;

/** 配对规则 that the scope sees: those of its shops and those for every shop. */
export async function getPairingRules(app: App, scope: Scope): Promise<PairingRuleRow[]> {
  return await app.database.inTenant(scope.tenant, (tx) => listPairingRules(tx, scope.tenant, within(scope.shops), maxRules));
}

/** What a rule would pair now, before it is saved. */
export async function lookAhead(app: App, scope: Scope, rule: PairingRule): Promise<RulePreview & { capped: boolean }> {
  const shops = within(scope.shops, rule.shopId === null ? undefined : [rule.shopId]);
  const bounds = { samples: shownSamples, cap: countCap + 1 };
  const found = await app.database.inTenant(scope.tenant, (tx) => previewRule(tx, scope.tenant, shops, rule, bounds));
  return { ...found, count: Math.min(found.count, countCap), capped: found.count > countCap };
}

/** Adds a rule. It pairs when 自动配对 is next asked for, and what is new from then on. */
export async function addPairingRule(app: App, scope: Scope, rule: PairingRule): Promise<Result<{ id: string }, Refusal>> {
  const { tenant, actor } = scope;
  if (!mayRule(scope, rule.shopId)) return fail<Refusal>({ code: "forbidden" });
  return await app.database.inTenant(tenant, async (tx) => {
    const rules = await listPairingRules(tx, tenant, undefined, maxRules);
    if (rules.length >= maxRules) return fail<Refusal>({ code: "too-many-waiting" });
    const isThere = rules.some((one) => one.shopId === rule.shopId && one.prefix === rule.prefix && one.suffix === rule.suffix);
    if (isThere) return fail<Refusal>({ code: "already-done" });
    if (rule.shopId !== null && (await listShopIds(tx, tenant, [rule.shopId])).length === 0)
      return fail<Refusal>({ code: "shop-not-found" });
    const id = app.entropy.uuid();
    const at = app.clock.now();
    await insertPairingRule(tx, tenant, id, rule, at);
    if (actor !== "system") {
      const subject = { kind: "pairing_rule", id };
      await insertAudits(tx, tenant, [{ id: app.entropy.uuid(), at, actorId: actor.id, act: "pairing_rule_added", subject, detail: rule }]);
    }
    return ok({ id });
  });
}

/** Removes a rule; what it has paired stays paired. */
export async function removePairingRule(app: App, scope: Scope, id: string): Promise<Result<{ id: string }, Refusal>> {
  const { tenant, actor } = scope;
  return await app.database.inTenant(tenant, async (tx) => {
    const rules = await listPairingRules(tx, tenant, within(scope.shops), maxRules);
    const found = rules.find((rule) => rule.id === id);
    if (found === undefined) return fail<Refusal>({ code: "item-not-found" });
    if (!mayRule(scope, found.shopId)) return fail<Refusal>({ code: "forbidden" });
    const gone = await deletePairingRule(tx, tenant, id);
    if (gone === undefined) return fail<Refusal>({ code: "item-not-found" });
    if (actor !== "system") {
      const subject = { kind: "pairing_rule", id };
      const at = app.clock.now();
      await insertAudits(tx, tenant, [
        { id: app.entropy.uuid(), at, actorId: actor.id, act: "pairing_rule_removed", subject, detail: gone },
      ]);
    }
    return ok({ id });
  });
}

/** A rule for every shop may be made only by who reaches every shop. */
function mayRule(scope: Scope, shop: ShopId | null): boolean {
  if (!scope.permissions.has("listings:pair")) return false;
  return scope.shops === "all" || (shop !== null && scope.shops.includes(shop));
}
