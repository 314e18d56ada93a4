import { type Look, type Violation, violation } from "./look.ts";

const handedOver = new Set(["shipped", "delivered"]);

/** I4: what is newer never gives way to what is older. Remembers what it saw, so one checker goes with one world. */
export function openVersionCheck(): (look: Look) => Violation[] {
  const versions = new Map<string, number>();
  const shipped = new Set<string>();
  const confirmed = new Set<string>();
  const epochs = new Map<string, number>();
  const rise = (known: Map<string, number>, key: string, value: number): boolean => {
    const fell = value < (known.get(key) ?? value);
    known.set(key, Math.max(value, known.get(key) ?? value));
    return !fell;
  };
  return (look) => {
    const found: Violation[] = [];
    for (const order of look.books.orders) {
      if (order.updatedAtMs !== null && !rise(versions, order.id, order.updatedAtMs)) {
        found.push(violation(look, "I4", `order ${order.platformOrderId} went back to ${new Date(order.updatedAtMs).toISOString()}`));
      }
    }
    for (const pkg of look.books.packages) {
      if (handedOver.has(pkg.state)) shipped.add(pkg.id);
      else if (shipped.has(pkg.id)) found.push(violation(look, "I4", `package ${pkg.number} was shipped and is ${pkg.state}`));
      if (pkg.backfillState === "confirmed") confirmed.add(pkg.id);
      else if (confirmed.has(pkg.id)) found.push(violation(look, "I4", `package ${pkg.number} was confirmed and is ${pkg.backfillState}`));
    }
    for (const shop of look.books.shops) {
      if (!rise(epochs, shop.id, shop.epoch))
        found.push(violation(look, "I4", `shop ${shop.platformShopId} went back to epoch ${shop.epoch}`));
    }
    return found;
  };
}
