import type { PackageRow } from "../books.ts";
import { type Look, type Violation, violation } from "./look.ts";

const ours = new Set(["pending", "sending", "accepted", "confirmed", "rejected", "unknown"]);

/** I2 at any moment: nothing took effect twice, and what we call confirmed is what the platform shows. */
export function checkEffects(look: Look): Violation[] {
  const found: Violation[] = [];
  const byOrder = new Map<string, string[]>();
  for (const confirm of look.truth.confirms) {
    for (const order of confirm.platformOrderIds) byOrder.set(order, [...(byOrder.get(order) ?? []), confirm.trackingNumber]);
  }
  for (const [order, numbers] of byOrder) {
    if (numbers.length > 1)
      found.push(violation(look, "I2", `order ${order} was confirmed ${numbers.length} times: ${numbers.join(", ")}`));
  }
  for (const [tracking, confirms] of Map.groupBy(look.truth.confirms, (confirm) => confirm.trackingNumber)) {
    if (confirms.length > 1) found.push(violation(look, "I2", `number ${tracking} was accepted for ${confirms.length} parcels`));
  }
  for (const [number, bookings] of Map.groupBy(look.truth.bookings, (booking) => `${booking.bookingNumber} of ${booking.account}`)) {
    const charged = bookings.filter((booking) => booking.isCharged).length;
    if (charged > 1) found.push(violation(look, "I2", `booking ${number} is charged ${charged} times`));
  }
  for (const { pkg, platformOrderId } of packagesWithOrders(look)) {
    const shown = byOrder.get(platformOrderId) ?? [];
    if (pkg.backfillState === "confirmed" && !shown.includes(pkg.trackingNumber ?? "")) {
      found.push(
        violation(
          look,
          "I2",
          `package ${pkg.number} is confirmed with ${pkg.trackingNumber}, the platform shows ${shown.join() || "nothing"}`,
        ),
      );
    }
  }
  return found;
}

/** I2 at rest: both sides tell the same story, and no booking is paid for that no package wants. */
export function checkAgreement(look: Look): Violation[] {
  const found: Violation[] = [];
  const numberOf = new Map(
    look.truth.confirms.flatMap((confirm) => confirm.platformOrderIds.map((order) => [order, confirm.trackingNumber])),
  );
  const wanted = new Map<string, PackageRow>();
  for (const { pkg, platformOrderId } of packagesWithOrders(look)) {
    const shown = numberOf.get(platformOrderId);
    if (shown !== undefined && pkg.backfillState !== "confirmed") {
      found.push(
        violation(look, "I2", `the platform shows ${shown} for package ${pkg.number}, which is ${pkg.state}/${pkg.backfillState} here`),
      );
    }
    if (shown === undefined && ["accepted", "confirmed"].includes(pkg.backfillState)) {
      found.push(violation(look, "I2", `package ${pkg.number} is ${pkg.backfillState} here, the platform shows nothing`));
    }
    if (pkg.waybill !== null && pkg.state !== "cancelled") wanted.set(pkg.waybill, pkg);
  }
  const booked = new Map(look.truth.bookings.map((booking) => [booking.waybill, booking]));
  for (const [waybill, pkg] of wanted) {
    if (booked.get(waybill)?.isCharged !== true)
      found.push(violation(look, "I2", `package ${pkg.number} carries ${waybill}, no live booking`));
  }
  for (const booking of look.truth.bookings) {
    if (booking.isCharged && !wanted.has(booking.waybill)) {
      found.push(violation(look, "I2", `booking ${booking.bookingNumber} (${booking.waybill}) is paid for and no package wants it`));
    }
  }
  return found;
}

/** I2 at any moment: a parcel goes to the buyer of its order. The carrier prints names in capitals and without accents. */
export function checkReceivers(look: Look): Violation[] {
  const buyers = new Map(look.truth.orders.map((order) => [order.platformOrderId, order.buyer]));
  const plain = (name: string): string =>
    name
      .normalize("NFD")
      .replace(/[^A-Za-z]/g, "")
      .toLowerCase();
  const byNumber = Map.groupBy(packagesWithOrders(look), ({ pkg }) => pkg.number);
  return look.truth.bookings.flatMap((booking) => {
    const meant = byNumber.get(booking.bookingNumber.replace(/-\d+$/, "")) ?? [];
    // two sellers may count alike: one of the two must be meant
    if (meant.length === 0 || meant.some(({ platformOrderId }) => plain(buyers.get(platformOrderId) ?? "") === plain(booking.receiver)))
      return [];
    return [violation(look, "I2", `booking ${booking.bookingNumber} goes to somebody who did not buy it`)];
  });
}

function packagesWithOrders(look: Look): { pkg: PackageRow; platformOrderId: string }[] {
  const orders = new Map(look.books.orders.map((order) => [order.id, order.platformOrderId]));
  return look.books.packages.flatMap((pkg) => {
    const platformOrderId = orders.get(pkg.orderId);
    return platformOrderId === undefined || !(ours.has(pkg.backfillState) || pkg.backfillState === "none")
      ? []
      : [{ pkg, platformOrderId }];
  });
}
