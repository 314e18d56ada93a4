import type { CallLog } from "./call-log.ts";
import type { YanwenOptions } from "./options.ts";
import type { Parcel } from "./parcel.ts";
import type { ParcelBook } from "./parcel-book.ts";

export type AccountStats = {
  booked: number;
  cancelled: number;
  received: number;
  duplicatesRefused: number;
  labelsServed: number;
  /** Bookings per order number that were not cancelled: what the seller pays for. More than 1 is a double booking. */
  chargedBookings: Record<string, number>;
};

/** What a test or the control port may ask about the carrier's side of the story, per account. */
export function toStats(book: ParcelBook, log: CallLog, options: YanwenOptions) {
  const parcels = book.all();
  const accounts: Record<string, AccountStats> = {};
  for (const { userId } of options.accounts) {
    const own = parcels.filter((parcel) => parcel.userId === userId);
    accounts[userId] = toAccountStats(own, book.duplicatesOf(userId));
  }
  return { calls: log.counts(), accounts };
}

function toAccountStats(parcels: Parcel[], duplicatesRefused: number): AccountStats {
  const charged = parcels.filter((parcel) => parcel.cancelledAtMs === null);
  const perOrder = new Map<string, number>();
  for (const { order } of charged) perOrder.set(order.orderNumber, (perOrder.get(order.orderNumber) ?? 0) + 1);
  return {
    booked: parcels.length,
    cancelled: parcels.length - charged.length,
    received: parcels.filter((parcel) => parcel.receivedAtMs !== null).length,
    duplicatesRefused,
    labelsServed: parcels.reduce((sum, parcel) => sum + parcel.labelsServed, 0),
    chargedBookings: Object.fromEntries(perOrder),
  };
}
