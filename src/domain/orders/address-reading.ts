import { addMs, type Instant } from "../../kernel/instant.ts";
import type { OrderStatus } from "../../kernel/vocabulary/platform.ts";

/** What of an order decides when its address is read. */
export type AddressedOrder = {
  fulfilledBy: "seller" | "platform";
  status: OrderStatus;
  overlays: readonly string[];
  marks: readonly string[];
};

/**
 * Platforms count versions in seconds: when an address changes twice within one, the second change shows no new version. A changed address is
 * read once that second is over, whatever our clock says, because we saw the version after it began.
 */
const versionTickMs = 1_000;

/** When to read the address and amounts of an order that we see for the first time; null when it is not ours to ship, or not yet. */
export function readAddressAt(order: AddressedOrder, seenAt: Instant): Instant | null {
  if (order.fulfilledBy !== "seller" || (order.status !== "to_ship" && order.status !== "partly_shipped")) return null;
  return isAddressChanging(order) ? addMs(seenAt, versionTickMs) : seenAt;
}

/** The same for an order that we hold: read when it becomes shippable, and again when its address may have changed. */
export function readAddressAgainAt(before: OrderStatus, order: AddressedOrder, seenAt: Instant): Instant | null {
  if (order.fulfilledBy !== "seller" || order.status !== "to_ship") return null;
  if (isAddressChanging(order)) return addMs(seenAt, versionTickMs);
  return before === "to_ship" ? null : seenAt;
}

function isAddressChanging(order: AddressedOrder): boolean {
  return order.overlays.includes("address_change") || order.marks.includes("CONFIRMED_CHANGED_ADDRESS");
}
