import { z } from "zod";
import type { ControlReply } from "../../kernel/simulator.ts";
import type { Buyers } from "./buyers.ts";
import { cancelOrder } from "./lifecycle.ts";
import type { Limits } from "./limits.ts";
import { gatewayNames, type Order } from "./model.ts";
import { placeOrder } from "./place-order.ts";
import type { State } from "./state.ts";
import { replaceToken } from "./token-operations.ts";

export type ControlParts = { state: State; limits: Limits; buyers: Buyers; defaultShop: string };

const Mine = z.looseObject({ platform: z.literal("temu").default("temu"), shop: z.coerce.string().optional() });
const Text = z.string().optional();
const RecipientPatch = z.looseObject({
  firstName: Text,
  lastName: Text,
  mobile: Text,
  virtualMobile: Text,
  mail: Text,
  country: Text,
  state: Text,
  city: Text,
  district: Text,
  addressLine1: Text,
  addressLine2: Text,
  addressLine3: Text,
  postCode: Text,
});
const NewOrders = Mine.extend({
  count: z.int().min(1).max(10_000).default(1),
  lines: z.array(z.object({ extCode: z.string(), quantity: z.int().min(1) })).optional(),
  status: z.union([z.literal(1), z.literal(2)]).optional(),
  pendingSeconds: z.int().optional(),
  recipient: RecipientPatch.optional(),
  fulfillmentType: z.enum(["fulfillBySeller", "fulfillByCooperativeWarehouse"]).optional(),
  labels: z.array(z.string()).optional(),
  lineLabels: z.array(z.string()).optional(),
  warnings: z.array(z.string()).optional(),
  shipWithinSeconds: z.int().optional(),
  ageSeconds: z.int().optional(),
});
const StockPatch = Mine.extend({ extCode: z.string(), quantity: z.int().min(0) });
const PolicyPatch = Mine.extend({
  name: z.string().optional(),
  cap: z.int().min(1).optional(),
  windowMs: z.int().min(1).optional(),
  banMs: z.int().min(0).optional(),
  isOn: z.boolean().optional(),
});
const TokenPatch = Mine.extend({
  action: z.enum(["expire", "replace", "scopes"]),
  gateway: z.enum(gatewayNames).default("us"),
  remove: z.array(z.string()).default([]),
});

/** The control port's verbs as Temu understands them. Undefined for any other verb, or for another platform's. */
export function answerControl(parts: ControlParts, method: string, path: string[], body: unknown): ControlReply | undefined {
  if (!Mine.safeParse(body ?? {}).success) return undefined;
  const [verb = "", id, act] = path;
  switch (`${method} ${verb}`) {
    case "POST orders":
      return id === undefined ? createOrders(parts, body) : changeOrder(parts, id, act, body);
    case "GET orders":
      return showOrder(parts, id);
    case "POST stock":
      return setStock(parts, body);
    case "POST policy":
      return setPolicy(parts, body);
    case "POST tokens":
      return changeTokens(parts, body);
    case "POST buyers":
      return setBuyers(parts, body);
    default:
      return undefined;
  }
}

const bad = (error: z.ZodError): ControlReply => ({
  status: 400,
  body: { error: error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`) },
});
const secondsNow = (parts: ControlParts): number => Math.floor(parts.state.world.clock.nowMs() / 1000);

function createOrders(parts: ControlParts, body: unknown): ControlReply {
  const asked = NewOrders.safeParse(body);
  if (!asked.success) return bad(asked.error);
  const { count, shop = parts.defaultShop, platform: _, ...plan } = asked.data;
  const orders: { parentOrderSn: string; committedAtMs: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const placed = placeOrder(parts.state, { mallId: shop, ...plan }, parts.state.world.clock.nowMs());
    if (!placed.ok) return { status: 409, body: { error: placed.reason, orders } };
    orders.push({ parentOrderSn: placed.order.parentOrderSn, committedAtMs: placed.order.committedAtMs });
  }
  return { status: 200, body: { orders } };
}

function changeOrder(parts: ControlParts, sn: string, act: string | undefined, body: unknown): ControlReply {
  const order = parts.state.orders.get(sn);
  if (order === undefined) return { status: 404, body: { error: "unknown order" } };
  if (act === "cancel") return cancel(parts, order, body);
  if (act === "address") return changeAddress(parts, order, body);
  return { status: 404, body: { error: "unknown act", known: ["cancel", "address"] } };
}

/** "request": the buyer asks; "cancelled": the platform has cancelled; "revoke": the buyer takes it back. */
function cancel(parts: ControlParts, order: Order, body: unknown): ControlReply {
  const asked = z.looseObject({ stage: z.enum(["request", "cancelled", "revoke"]).default("cancelled") }).safeParse(body ?? {});
  if (!asked.success) return bad(asked.error);
  if (order.status > 2) return { status: 409, body: { error: "not cancellable", status: order.status } };
  const now = secondsNow(parts);
  if (asked.data.stage === "cancelled") cancelOrder(parts.state, order, now);
  else {
    order.cancelRequestedAt = asked.data.stage === "request" ? now : null;
    order.updatedAt = Math.max(order.updatedAt, now);
    parts.state.saveOrder(order);
  }
  return { status: 200, body: { status: order.status } };
}

function changeAddress(parts: ControlParts, order: Order, body: unknown): ControlReply {
  const asked = RecipientPatch.safeParse(body ?? {});
  if (!asked.success) return bad(asked.error);
  const patch = Object.fromEntries(Object.entries(asked.data).filter(([, value]) => typeof value === "string"));
  order.recipient = { ...order.recipient, ...patch };
  order.warnings = [...new Set([...order.warnings, "CONFIRMED_CHANGED_ADDRESS"])];
  order.updatedAt = Math.max(order.updatedAt, secondsNow(parts));
  parts.state.saveOrder(order);
  return { status: 200, body: {} };
}

function showOrder(parts: ControlParts, sn: string | undefined): ControlReply {
  const show = (order: Order) => ({ ...order, parcels: parts.state.parcelsOf(order.parentOrderSn) });
  if (sn === undefined) return { status: 200, body: { orders: [...parts.state.orders.values()].map(show) } };
  const order = parts.state.orders.get(sn);
  return order === undefined ? { status: 404, body: { error: "unknown order" } } : { status: 200, body: show(order) };
}

function setStock(parts: ControlParts, body: unknown): ControlReply {
  const asked = StockPatch.safeParse(body);
  if (!asked.success) return bad(asked.error);
  const { shop = parts.defaultShop, extCode, quantity } = asked.data;
  const item = parts.state.itemsIn(shop).find((one) => one.extCode === extCode);
  if (item === undefined) return { status: 404, body: { error: "unknown item" } };
  item.stock = quantity;
  parts.state.saveItem(item);
  return { status: 200, body: { stock: item.stock } };
}

function setPolicy(parts: ControlParts, body: unknown): ControlReply {
  const asked = PolicyPatch.safeParse(body);
  if (!asked.success) return bad(asked.error);
  const { name, cap, windowMs, banMs, isOn } = asked.data;
  const policy = parts.limits.change({ name, cap, windowMs, banMs, isOn });
  return policy === undefined ? { status: 404, body: { error: "unknown policy" } } : { status: 200, body: policy };
}

function changeTokens(parts: ControlParts, body: unknown): ControlReply {
  const asked = TokenPatch.safeParse(body);
  if (!asked.success) return bad(asked.error);
  const { action, gateway, remove, shop = parts.defaultShop } = asked.data;
  const { state } = parts;
  const living = [...state.tokens.values()].filter((token) => token.mallId === shop && token.gateway === gateway && !token.isReplaced);
  if (action === "replace") {
    const appKey = living[0]?.appKey ?? "";
    const token = replaceToken(state, { appKey, mallId: shop, gateway }, state.world.clock.nowMs());
    return { status: 200, body: { token: token.token } };
  }
  for (const token of living) {
    if (action === "expire") token.expiresAt = secondsNow(parts) - 1;
    else token.scopes = token.scopes.filter((scope) => !remove.includes(scope));
    state.saveToken(token);
  }
  return { status: 200, body: { tokens: living.length } };
}

function setBuyers(parts: ControlParts, body: unknown): ControlReply {
  const asked = Mine.extend({ perHour: z.number().min(0).max(1_000_000) }).safeParse(body);
  if (!asked.success) return bad(asked.error);
  parts.buyers.setRate(asked.data.perHour);
  return { status: 200, body: { perHour: asked.data.perHour } };
}
