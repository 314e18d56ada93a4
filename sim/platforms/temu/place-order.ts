import type { Random } from "../../kernel/random.ts";
import { openCancellation } from "./cancellations.ts";
import { findItem, isOnShelf } from "./listing-state.ts";
import type { Item, Mall, Order, Recipient } from "./model.ts";
import { inventBuyer } from "./people.ts";
import { findRegion, type Region, toLocalMinor } from "./regions.ts";
import type { State } from "./state.ts";

type OrderedLine = { extCode?: string | undefined; skuId?: string | undefined; quantity: number };

/** What someone buys. Everything left out is decided by chance or by the usual case. */
export type OrderPlan = {
  mallId: string;
  regionId?: string | undefined;
  /** Each names its item by the seller code or by the SKU. */
  lines?: OrderedLine[] | undefined;
  /** 1 waits `pendingSeconds` for payment, 2 can be shipped at once. */
  status?: 1 | 2 | undefined;
  pendingSeconds?: number | undefined;
  recipient?: { [K in keyof Recipient]?: Recipient[K] | undefined } | undefined;
  fulfillmentType?: Order["fulfillmentType"] | undefined;
  labels?: string[] | undefined;
  lineLabels?: string[] | undefined;
  abnormal?: string[] | undefined;
  warnings?: string[] | undefined;
  shipWithinSeconds?: number | undefined;
  deliverWithinSeconds?: number | undefined;
  /** The order was placed so long ago. It still comes to the platform, and so to its update time, now. */
  ageSeconds?: number | undefined;
  signOnDeliveryMinor?: number | undefined;
};

export type Placement =
  | { ok: true; order: Order }
  | { ok: false; reason: "unknown-shop" | "unknown-region" | "unknown-item" | "not-on-sale" | "out-of-stock" };

type Basket = { item: Item; quantity: number }[];

/** Places one order, if the shop still has what it takes: an item without stock cannot be bought. */
export function placeOrder(state: State, plan: OrderPlan, nowMs: number): Placement {
  const mall = state.malls.get(plan.mallId);
  if (mall === undefined) return { ok: false, reason: "unknown-shop" };
  const chance = state.nextChance("order");
  const region = findRegion(plan.regionId ?? chooseRegion(mall, chance));
  if (region === undefined) return { ok: false, reason: "unknown-region" };
  const basket = plan.lines === undefined ? fillBasket(state, plan.mallId, chance) : findItems(state, plan.mallId, plan.lines);
  if (basket === undefined) return { ok: false, reason: "unknown-item" };
  if (!basket.every(({ item }) => isOnShelf(item))) return { ok: false, reason: "not-on-sale" };
  if (basket.length === 0 || !takeStock(state, basket)) return { ok: false, reason: "out-of-stock" };
  const order = buildOrder(state, { ...plan, region }, basket, chance, nowMs);
  state.saveOrder(order);
  if (order.cancelRequestedAt !== null) openCancellation(state, order, nowMs);
  return { ok: true, order };
}

/** Where the next buyer lives. A shop with one region needs no chance for that. */
function chooseRegion({ regions, regionId }: Mall, chance: Random): string {
  return regions.length > 1 ? chance.pick(regions) : (regions[0] ?? regionId);
}

function findItems(state: State, mallId: string, lines: OrderedLine[]): Basket | undefined {
  const items = state.itemsIn(mallId);
  const basket: Basket = [];
  for (const line of lines) {
    const item = findItem(items, line);
    if (item === undefined) return undefined;
    basket.push({ item, quantity: line.quantity });
  }
  return basket;
}

/** One to three different items, the first of the catalogue more often than the last. */
function fillBasket(state: State, mallId: string, chance: Random): Basket {
  const items = state.itemsIn(mallId).filter(isOnShelf);
  const size = chance.chance(0.8) ? 1 : chance.chance(0.75) ? 2 : 3;
  const basket: Basket = [];
  for (let tries = 0; basket.length < size && tries < 20; tries += 1) {
    const item = items[Math.floor(items.length * chance.next() ** 1.6)];
    const quantity = chance.chance(0.85) ? 1 : chance.int(2, 3);
    if (item === undefined || basket.some((line) => line.item === item)) continue;
    if (item.stock >= quantity * item.soldFactor) basket.push({ item, quantity });
    else {
      item.refused += 1;
      state.saveItem(item);
    }
  }
  return basket;
}

function takeStock(state: State, basket: Basket): boolean {
  const units = new Map<Item, number>();
  for (const { item, quantity } of basket) units.set(item, (units.get(item) ?? 0) + quantity * item.soldFactor);
  const missing = [...units].filter(([item, count]) => item.stock < count);
  for (const [item] of missing) item.refused += 1;
  for (const [item] of missing) state.saveItem(item);
  if (missing.length > 0) return false;
  for (const [item, count] of units) {
    item.stock -= count;
    item.sold += count;
    state.saveItem(item);
  }
  return true;
}

function buildOrder(state: State, plan: OrderPlan & { region: Region }, basket: Basket, chance: Random, nowMs: number): Order {
  const now = Math.floor(nowMs / 1000);
  const { regionId, siteId } = plan.region;
  const buyer = inventBuyer(chance, plan.region);
  const createdAt = now - (plan.ageSeconds ?? 0);
  const isPending = plan.status === 1;
  const labels = plan.labels ?? [];
  const parentOrderSn = newNumber(chance, `PO-${regionId.padStart(3, "0")}-`, (sn) => state.orders.has(sn));
  return {
    parentOrderSn,
    mallId: plan.mallId,
    regionId,
    siteId,
    status: isPending ? 1 : 2,
    createdAt,
    pendingUntil: isPending ? now + (plan.pendingSeconds ?? 600) : createdAt,
    confirmedAt: isPending ? null : createdAt,
    shipWithinSeconds: plan.shipWithinSeconds ?? chance.int(30, 72) * 3600,
    deliverWithinSeconds: plan.deliverWithinSeconds ?? chance.int(8, 14) * 24 * 3600,
    shippedAt: null,
    updatedAt: now,
    committedAtMs: nowMs,
    cancelRequestedAt: labels.includes("pending_buyer_cancellation") ? now : null,
    cancelAnswerBy: null,
    wasCancelledWhilePending: false,
    labels: labels.filter((label) => label !== "pending_buyer_cancellation"),
    warnings: plan.warnings ?? [],
    fulfillmentType: plan.fulfillmentType ?? "fulfillBySeller",
    recipient: { ...buyer.recipient, ...given(plan.recipient ?? {}) },
    lines: basket.map(({ item, quantity }) => ({
      orderSn: newNumber(chance, `${regionId.padStart(3, "0")}-`, () => false),
      productSkuId: item.productSkuId,
      originalQuantity: quantity,
      cancelledQuantity: 0,
      labels: plan.lineLabels ?? [],
      abnormal: plan.abnormal ?? [],
    })),
    shippingMinor: chance.chance(0.3) ? toLocalMinor(plan.region, 299) : 0,
    sellerDiscountPercent: chance.chance(0.2) ? 5 : 0,
    platformDiscountPercent: chance.chance(0.4) ? chance.int(2, 12) : 0,
    taxRate: buyer.taxRate,
    signOnDeliveryMinor: plan.signOnDeliveryMinor ?? null,
  };
}

function given(overrides: NonNullable<OrderPlan["recipient"]>): Partial<Recipient> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

function newNumber(chance: Random, prefix: string, isTaken: (sn: string) => boolean): string {
  for (let tries = 0; tries < 100; tries += 1) {
    const sn = `${prefix}2${chance.int(0, 99_999_999).toString().padStart(8, "0")}${chance.int(0, 99_999_999).toString().padStart(8, "0")}`;
    if (!isTaken(sn)) return sn;
  }
  throw new Error("no free number");
}
