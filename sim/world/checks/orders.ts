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
