import { type Look, type Violation, violation } from "./look.ts";

/** I1: orders at the platform and in our books are the same set, in their last version, each with one package. */
export function checkOrders(look: Look): Violation[] {
  const shops = new Map(look.books.shops.map((shop) => [shop.id, shop.platformShopId]));
  const ours = Map.groupBy(look.books.orders, (order) => `${shops.get(order.shopId)} ${order.platformOrderId}`);
  const theirs = new Map(look.truth.orders.map((order) => [`${order.platformShopId} ${order.platformOrderId}`, order]));
  const packages = Map.groupBy(look.books.packages, (pkg) => pkg.orderId);
  const found: Violation[] = [];
  for (const [key, order] of theirs) {
    const [row, ...more] = ours.get(key) ?? [];
    if (row === undefined) found.push(violation(look, "I1", `order ${key} is not in our books`));
    else if (row.updatedAtMs !== order.updatedAtMs) {
      found.push(violation(look, "I1", `order ${key} changed at ${iso(order.updatedAtMs)}, we hold ${iso(row.updatedAtMs)}`));
    }
    if (more.length > 0) found.push(violation(look, "I1", `order ${key} is in our books ${more.length + 1} times`));
  }
  for (const [key, [row]] of ours) {
    if (!theirs.has(key)) found.push(violation(look, "I1", `order ${key} is unknown to the platform`));
    const count = row === undefined ? 0 : (packages.get(row.id)?.length ?? 0);
    if (count !== 1) found.push(violation(look, "I1", `order ${key} has ${count} packages`));
  }
  return found;
}

/** Longer than a crash, a pause, a takeover and a busy minute together; shorter than the pause between two sweeps. */
const lateMaxMs = 7 * 60_000;

/** I1 at any moment: what changed at the platform is in our books before a sweep would have to bring it. */
export function checkLateness(look: Look): Violation[] {
  const shops = new Map(look.books.shops.map((shop) => [shop.id, shop.platformShopId]));
  const ours = new Map(look.books.orders.map((order) => [`${shops.get(order.shopId)} ${order.platformOrderId}`, order]));
  return look.truth.orders.flatMap((order) => {
    const sinceMs = Math.max(order.updatedAtMs, look.excusedUntilMs(order.platformShopId));
    if (look.nowMs - sinceMs <= lateMaxMs || look.isPoisoned(order.platformOrderId)) return [];
    const row = ours.get(`${order.platformShopId} ${order.platformOrderId}`);
    if (row !== undefined && (row.updatedAtMs ?? 0) >= order.updatedAtMs) return [];
    const what = row === undefined ? "is not in our books" : "is in an old version in our books";
    return [
      violation(look, "I1", `order ${order.platformOrderId} of ${iso(order.updatedAtMs)} ${what} after ${lateMaxMs / 60_000} minutes`),
    ];
  });
}

/** I1 at rest: no order came only because a sweep looked for it, unless it was broken when the stream saw it. */
export function checkSweeps(look: Look, differences: readonly { platformOrderId: string; kind: string; cause: string }[]): Violation[] {
  return differences.flatMap(({ platformOrderId, kind, cause }) =>
    cause === "quarantined" || look.isPoisoned(platformOrderId)
      ? []
      : [violation(look, "I1", `order ${platformOrderId} was ${kind} until a sweep found it (${cause})`)],
  );
}

const statusOf: Record<number, readonly string[]> = {
  1: ["unpaid", "held"],
  2: ["to_ship"],
  3: ["cancelled"],
  4: ["shipped", "delivered"],
};

/** I1 at rest: orders stand as the platform has them, and of those that are ours to ship everything has been read. */
export function checkContent(look: Look): Violation[] {
  const theirs = new Map(look.truth.orders.map((order) => [order.platformOrderId, order]));
  return look.books.orders.flatMap((row) => {
    const order = theirs.get(row.platformOrderId);
    if (order === undefined) return [];
    const name = `order ${row.platformOrderId}`;
    if (statusOf[order.status]?.includes(row.status) === false)
      return [violation(look, "I1", `${name} is ${row.status} here, ${order.status} at the platform`)];
    if (!order.isOurs || order.status !== 2) return [];
    const unread = [
      row.recipientState !== "stored" && `recipient ${row.recipientState}`,
      row.amountState !== "stored" && `amounts ${row.amountState}`,
    ];
    return unread.flatMap((what) => (what === false ? [] : [violation(look, "I1", `${name} is to be shipped and its ${what}`)]));
  });
}

/** I1 at rest: a parcel that is still to be booked goes where the buyer lives now. */
export function checkAddresses(look: Look): Violation[] {
  return look.truth.orders.flatMap((order) => {
    const ours = look.addresses.get(order.platformOrderId);
    if (ours === undefined || ours === order.addressLine) return [];
    return [violation(look, "I1", `order ${order.platformOrderId} goes to "${order.addressLine}", we hold "${ours}"`)];
  });
}

function iso(ms: number | null): string {
  return ms === null ? "no version" : new Date(ms).toISOString();
}
