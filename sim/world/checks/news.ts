import type { PackageRow } from "../books.ts";
import type { Truth } from "../truth.ts";
import type { Look } from "./look.ts";

/** Finds what is not the same object at the same place as in the list before: what came, and what it came in place of. */
function openDiff<T>(): (list: readonly T[]) => T[] {
  let before: readonly T[] = [];
  return (list) => {
    const last = before;
    before = list;
    return [...last.filter((item, index) => item !== list[index]), ...list.filter((item, index) => item !== last[index])];
  };
}

/**
 * Narrows looks to what the checks of effects and versions can judge otherwise than at the look before: whatever changed, with everything
 * that shares an order, a tracking number or a booking number with it, on our side and on theirs. A group is left out whole or kept whole.
 */
export function openNews(): (look: Look) => Look {
  const freshOrders = openDiff<Look["books"]["orders"][number]>();
  const freshPackages = openDiff<PackageRow>();
  const freshConfirms = openDiff<Truth["confirms"][number]>();
  const freshBookings = openDiff<Truth["bookings"][number]>();
  const platformIds = new Map<string, string>();
  return (look) => {
    const orders = freshOrders(look.books.orders);
    for (const order of orders) platformIds.set(order.id, order.platformOrderId);
    const platformIdOf = (pkg: PackageRow): string => platformIds.get(pkg.orderId) ?? "";
    const packages = freshPackages(look.books.packages);
    const confirms = freshConfirms(look.truth.confirms);
    const touched = new Set([
      ...orders.map((order) => order.platformOrderId),
      ...packages.map(platformIdOf),
      ...confirms.flatMap((confirm) => confirm.platformOrderIds),
    ]);
    const trackingNumbers = new Set(confirms.map((confirm) => confirm.trackingNumber));
    const bookingNumbers = new Set(freshBookings(look.truth.bookings).map((booking) => booking.bookingNumber));
    const isTouched = (id: string): boolean => touched.has(id);
    return {
      ...look,
      books: {
        ...look.books,
        orders: look.books.orders.filter((order) => isTouched(order.platformOrderId)),
        packages: look.books.packages.filter((pkg) => isTouched(platformIdOf(pkg))),
      },
      truth: {
        ...look.truth,
        confirms: look.truth.confirms.filter((one) => one.platformOrderIds.some(isTouched) || trackingNumbers.has(one.trackingNumber)),
        bookings: look.truth.bookings.filter((booking) => bookingNumbers.has(booking.bookingNumber)),
      },
    };
  };
}
