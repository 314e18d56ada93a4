import { z } from "zod";
import type { ControlReply } from "../../kernel/simulator.ts";
import type { Market } from "./buyers.ts";
import { foreignTokenCodes } from "./checks.ts";
import { answerListings, setStock } from "./control-listings.ts";
import { answerOrders } from "./control-orders.ts";
import { badRequest, Mine } from "./control-request.ts";
import { answerWebhooks, type WebhookParts } from "./control-webhooks.ts";
import { settleOrders } from "./lifecycle.ts";
import type { Limits } from "./limits.ts";
import { gatewayNames } from "./model.ts";
import type { Door } from "./router.ts";
import { replaceToken } from "./token-operations.ts";

export type ControlParts = WebhookParts & { limits: Limits; market: Market; door: Door; defaultShop: string };

/** The control port's verbs as Temu understands them (docs/sandbox.md). Undefined for any other verb, or for another platform's. */
export function answerControl(parts: ControlParts, method: string, path: string[], body: unknown): ControlReply | undefined {
  if (!Mine.safeParse(body ?? {}).success) return undefined;
  const [verb = "", ...rest] = path;
  settleOrders(parts.state, parts.state.world.clock.nowMs());
  if (verb === "webhooks") return answerWebhooks(parts, method, rest, body);
  if (verb === "orders") return answerOrders(parts, method, rest, body);
  if (verb === "listings") return answerListings(parts, method, rest, body);
  if (method !== "POST" || rest.length > 0) return undefined;
  switch (verb) {
    case "stock":
      return setStock(parts, body);
    case "policy":
      return setPolicy(parts, body);
    case "tokens":
      return changeTokens(parts, body);
    case "buyers":
      return setBuyers(parts, body);
    default:
      return undefined;
  }
}

const PolicyPatch = Mine.extend({
  name: z.string().optional(),
  cap: z.int().min(1).optional(),
  windowMs: z.int().min(1).optional(),
  banMs: z.int().min(0).optional(),
  isOn: z.boolean().optional(),
  allowedAddresses: z.array(z.string()).nullable().optional(),
  foreignTokenCode: z.literal(foreignTokenCodes).optional(),
});

function setPolicy(parts: ControlParts, body: unknown): ControlReply {
  const asked = PolicyPatch.safeParse(body);
  if (!asked.success) return badRequest(asked.error);
  const { name, cap, windowMs, banMs, isOn, allowedAddresses, foreignTokenCode } = asked.data;
  if (allowedAddresses !== undefined) parts.door.allowedAddresses = allowedAddresses;
  if (foreignTokenCode !== undefined) parts.door.foreignTokenCode = foreignTokenCode;
  const policy = parts.limits.change({ name, cap, windowMs, banMs, isOn });
  return policy === undefined ? { status: 404, body: { error: "unknown policy" } } : { status: 200, body: policy };
}

const TokenPatch = Mine.extend({
  action: z.enum(["expire", "replace", "scopes", "events", "code"]),
  gateway: z.enum(gatewayNames).default("us"),
  add: z.array(z.string()).default([]),
  remove: z.array(z.string()).default([]),
  /** A code of the caller's choice, for a test with known bytes. */
  code: z.string().min(1).optional(),
  lifeSeconds: z.int().optional(),
});

const codeLifeSeconds = 600;

/** What happens to a token by the seller's hand or by time: `code` is the consent page's answer, `expire` may set a life to come. */
function changeTokens(parts: ControlParts, body: unknown): ControlReply {
  const asked = TokenPatch.safeParse(body);
  if (!asked.success) return badRequest(asked.error);
  const { action, gateway, add, remove, shop = parts.defaultShop, lifeSeconds } = asked.data;
  const { state } = parts;
  const nowMs = state.world.clock.nowMs();
  const now = Math.floor(nowMs / 1000);
  const living = [...state.tokens.values()].filter((token) => token.mallId === shop && token.gateway === gateway && !token.isReplaced);
  const appKey = living[0]?.appKey;
  if (appKey === undefined) return { status: 404, body: { error: "the shop has no token for this gateway" } };
  if (action === "replace") return { status: 200, body: { token: replaceToken(state, { appKey, mallId: shop, gateway }, nowMs).token } };
  if (action === "code") {
    const code = asked.data.code ?? `code${state.nextChance("code").int(1_000_000, 9_999_999)}`;
    state.saveCode({ code, appKey, mallId: shop, gateway, expiresAt: now + (lifeSeconds ?? codeLifeSeconds), isUsed: false });
    return { status: 200, body: { code } };
  }
  for (const token of living) {
    if (action === "expire") token.expiresAt = now + (lifeSeconds ?? 0);
    else if (action === "scopes") token.scopes = changeList(token.scopes, add, remove);
    else token.events = changeList(token.events, add, remove);
    state.saveToken(token);
  }
  return { status: 200, body: { tokens: living.length } };
}

function changeList(granted: string[], add: string[], remove: string[]): string[] {
  return [...new Set([...granted, ...add])].filter((name) => !remove.includes(name));
}

const BuyersPatch = Mine.extend({ perHour: z.number().min(0).max(1_000_000) });

function setBuyers(parts: ControlParts, body: unknown): ControlReply {
  const asked = BuyersPatch.safeParse(body);
  if (!asked.success) return badRequest(asked.error);
  const { shop = parts.defaultShop, perHour } = asked.data;
  return parts.market.setRate(shop, perHour) ? { status: 200, body: { perHour } } : { status: 404, body: { error: "unknown shop" } };
}
