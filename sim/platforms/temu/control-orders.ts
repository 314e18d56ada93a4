import { z } from "zod";
import type { ControlReply } from "../../kernel/simulator.ts";
import { requestCancellation, revokeCancellation } from "./cancellations.ts";
import { badRequest, Mine } from "./control-request.ts";
import { isCooperative, shipFromWarehouse } from "./cooperative-warehouse.ts";
import { cancelOrder } from "./lifecycle.ts";
import type { Order } from "./model.ts";
import { placeOrder } from "./place-order.ts";
import { addressEvent } from "./shop-events.ts";
import type { State } from "./state.ts";

type Parts = { state: State; defaultShop: string };

const Text = z.string().optional();
const RecipientPatch = z.object({
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
const Names = z.array(z.string()).optional();
const Seconds = z.int().min(0).optional();

const NewOrders = Mine.extend({
  count: z.int().min(1).max(10_000).default(1),
  lines: z
    .array(z.object({ extCode: z.string().optional(), skuId: z.coerce.string().optional(), quantity: z.int().min(1) }))
    .min(1)
    .optional(),
  status: z.union([z.literal(1), z.literal(2)]).optional(),
  regionId: z.coerce.string().optional(),
  pendingSeconds: Seconds,
  recipient: RecipientPatch.optional(),
  fulfillmentType: z.enum(["fulfillBySeller", "fulfillByCooperativeWarehouse"]).optional(),
  labels: Names,
  lineLabels: Names,
  abnormal: Names,
  warnings: Names,
  shipWithinSeconds: Seconds,
  deliverWithinSeconds: Seconds,
  ageSeconds: Seconds,
  signOnDeliveryMinor: Seconds,
});

/** `orders`, `orders/:id`, `orders/:id/cancel`, `orders/:id/address`, `orders/:id/ship`. */
export function answerOrders(parts: Parts, method: string, path: string[], body: unknown): ControlReply | undefined {
  const [sn, act] = path;
  if (method === "GET" && act === undefined) return sn === undefined ? listOrders(parts) : showOrder(parts, sn);
  if (method !== "POST") return undefined;
  if (sn === undefined) return createOrders(parts, body);
  const order = parts.state.orders.get(sn);
  if (order === undefined) return unknownOrder(sn);
  const take = findAct(act);
  if (take === undefined) return { status: 404, body: { error: "unknown act", known: ["cancel", "address", "ship"] } };
  if (order.status > 2) return { status: 409, body: { error: "too late", status: order.status } };
  return take(parts, order, body);
}

type Act = (parts: Parts, order: Order, body: unknown) => ControlReply;

function findAct(name: string | undefined): Act | undefined {
  switch (name) {
    case "cancel":
      return cancel;
    case "address":
      return changeAddress;
    case "ship":
      return ship;
    default:
      return undefined;
  }
}

/** One by one, so that each has its own moment; stops where the stock ends and says how far it came. */
function createOrders({ state, defaultShop }: Parts, body: unknown): ControlReply {
  const asked = NewOrders.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const { count, shop = defaultShop, platform: _, ...plan } = asked.data;
  const orders: { parentOrderSn: string; committedAtMs: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const placed = placeOrder(state, { mallId: shop, ...plan }, state.world.clock.nowMs());
    if (!placed.ok) return { status: 409, body: { error: placed.reason, orders } };
    orders.push({ parentOrderSn: placed.order.parentOrderSn, committedAtMs: placed.order.committedAtMs });
  }
  return { status: 200, body: { orders } };
}

const CancelAsked = z.object({
  stage: z.enum(["request", "cancelled", "revoke"]).default("cancelled"),
  /** How long the seller may think about it, instead of a day. */
  answerSeconds: z.int().min(1).optional(),
});

/**
 * "request": the buyer asks, and the seller decides, or time does; "revoke": the buyer takes it back; "cancelled": the platform has
 * cancelled.
 */
function cancel({ state }: Parts, order: Order, body: unknown): ControlReply {
  const asked = CancelAsked.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const { stage, answerSeconds } = asked.data;
  const nowMs = state.world.clock.nowMs();
  if (stage === "cancelled") cancelOrder(state, order, Math.floor(nowMs / 1000));
  else if (stage === "request") requestCancellation(state, order, nowMs, answerSeconds);
  else revokeCancellation(state, order, nowMs);
  return { status: 200, body: { status: order.status } };
}

/** A cooperating warehouse sends its order; the seller's own are confirmed through the API. */
function ship({ state }: Parts, order: Order): ControlReply {
  if (!isCooperative(order)) return { status: 409, body: { error: "the seller sends this order" } };
  if (order.status !== 2) return { status: 409, body: { error: "too early", status: order.status } };
  shipFromWarehouse(state, order, state.world.clock.nowMs());
  return { status: 200, body: { status: order.status, parcels: state.parcelsOf(order.parentOrderSn) } };
}

const addressLabel = "pending_buyer_address_change";
const AddressAsked = RecipientPatch.extend({ stage: z.enum(["request", "changed"]).default("changed") });

/** "request": the buyer asks for another address, which blocks shipping; "changed": the address is the new one. */
function changeAddress({ state }: Parts, order: Order, body: unknown): ControlReply {
  const asked = AddressAsked.safeParse(body ?? {});
  if (!asked.success) return badRequest(asked.error);
  const { stage, ...patch } = asked.data;
  const others = order.labels.filter((label) => label !== addressLabel);
  if (stage === "request") order.labels = [...others, addressLabel];
  else {
    const given = Object.entries(patch).filter(([, value]) => value !== undefined);
    order.recipient = { ...order.recipient, ...Object.fromEntries(given) };
    order.labels = others;
    order.warnings = [...new Set([...order.warnings, "CONFIRMED_CHANGED_ADDRESS"])];
  }
  touch(state, order, secondsNow(state));
  if (stage === "changed") state.tell(addressEvent(order));
  return { status: 200, body: {} };
}

const view = (state: State, order: Order): unknown => ({
  ...order,
  parcels: state.parcelsOf(order.parentOrderSn),
  cancellations: state.cancellationsOf(order.parentOrderSn),
});

function listOrders({ state }: Parts): ControlReply {
  return { status: 200, body: { orders: [...state.orders.values()].map((order) => view(state, order)) } };
}

function showOrder({ state }: Parts, sn: string): ControlReply | undefined {
  const order = state.orders.get(sn);
  return order === undefined ? unknownOrder(sn) : { status: 200, body: view(state, order) };
}

/** A number of another form may be another simulator's: then this one says nothing. */
function unknownOrder(sn: string): ControlReply | undefined {
  return sn.startsWith("PO-") ? { status: 404, body: { error: "unknown order" } } : undefined;
}

const secondsNow = (state: State): number => Math.floor(state.world.clock.nowMs() / 1000);

function touch(state: State, order: Order, now: number): void {
  order.updatedAt = Math.max(order.updatedAt, now);
  state.saveOrder(order);
}
