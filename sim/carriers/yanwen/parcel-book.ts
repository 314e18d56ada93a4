import { z } from "zod";
import type { Random } from "../../kernel/random.ts";
import type { SimStore } from "../../kernel/store.ts";
import type { Channel } from "./channel.ts";
import type { Country } from "./country.ts";
import { serialOf, toUspsNumber, toWaybillNumber } from "./issued-number.ts";
import { type Journey, type Order, Parcel } from "./parcel.ts";

const parcelKind = "yanwen.parcel";
const counterKind = "yanwen.counter";
const issuedId = "issued";

const Issued = z.object({ first: z.number(), next: z.number() });
const Tally = z.object({ count: z.number() });

export type Booking = { userId: string; order: Order; channel: Channel; country: Country; nowMs: number; troubleShare: number };

export type ParcelBook = ReturnType<typeof createParcelBook>;

/** Every parcel ever booked and the counter of issued numbers; held in memory and written through to the store. */
export function createParcelBook(store: SimStore, random: Random) {
  const parcels = new Map<string, Parcel>();
  const waybillsByOrder = new Map<string, string[]>();
  const waybillByLastMile = new Map<string, string>();
  const issuer = createIssuer(store, random);
  const duplicates = new Map<string, number>();

  const orderKey = (userId: string, orderNumber: string): string => `${userId}\n${orderNumber}`;
  const index = (parcel: Parcel): void => {
    parcels.set(parcel.waybillNumber, parcel);
    const key = orderKey(parcel.userId, parcel.order.orderNumber);
    waybillsByOrder.set(key, [...(waybillsByOrder.get(key) ?? []), parcel.waybillNumber]);
    if (parcel.lastMileNumber !== null) waybillByLastMile.set(parcel.lastMileNumber, parcel.waybillNumber);
  };
  const save = (parcel: Parcel): Parcel => {
    parcels.set(parcel.waybillNumber, parcel);
    store.put(parcelKind, parcel.waybillNumber, parcel);
    return parcel;
  };
  for (const { id, value } of store.all(counterKind)) if (id !== issuedId) duplicates.set(id, Tally.parse(value).count);
  for (const { value } of store.all(parcelKind)) index(Parcel.parse(value));

  return {
    /** Gives the order a number and keeps it. */
    book(booking: Booking): Parcel {
      const parcel = toParcel(booking, issuer.first(), issuer.next(), random);
      index(parcel);
      return save(parcel);
    },
    find: (waybillNumber: string): Parcel | undefined => parcels.get(waybillNumber),
    /** All bookings of an order number, oldest first: one, unless a cancelled one was booked again. */
    listByOrder: (userId: string, orderNumber: string): Parcel[] =>
      (waybillsByOrder.get(orderKey(userId, orderNumber)) ?? []).flatMap((waybillNumber) => parcels.get(waybillNumber) ?? []),
    findByLastMile: (number: string): Parcel | undefined => parcels.get(waybillByLastMile.get(number) ?? ""),
    all: (): Parcel[] => [...parcels.values()],
    cancel: (parcel: Parcel, note: string, nowMs: number): Parcel => save({ ...parcel, cancelledAtMs: nowMs, cancelNote: note }),
    receive: (parcel: Parcel, nowMs: number, journey: Journey | undefined): Parcel =>
      save({ ...parcel, receivedAtMs: nowMs, journey: journey ?? parcel.journey }),
    countLabel(waybillNumber: string): void {
      const parcel = parcels.get(waybillNumber);
      if (parcel) save({ ...parcel, labelsServed: parcel.labelsServed + 1 });
    },
    countDuplicate(userId: string): void {
      const count = (duplicates.get(userId) ?? 0) + 1;
      duplicates.set(userId, count);
      store.put(counterKind, userId, { count });
    },
    duplicatesOf: (userId: string): number => duplicates.get(userId) ?? 0,
    /** Forgets the parcels, not the numbers: a carrier never issues one twice. */
    reset(): void {
      for (const waybillNumber of parcels.keys()) store.remove(parcelKind, waybillNumber);
      for (const userId of duplicates.keys()) store.remove(counterKind, userId);
      parcels.clear();
      waybillsByOrder.clear();
      waybillByLastMile.clear();
      duplicates.clear();
    },
  };
}

/** The counter behind the numbers: never the same twice, not over a restart either. */
function createIssuer(store: SimStore, random: Random) {
  const kept = store.all(counterKind).find((fact) => fact.id === issuedId);
  let issued = kept === undefined ? { first: random.fork("yanwen serial").int(0, 99_999_999), next: 1 } : Issued.parse(kept.value);
  return {
    first: (): number => issued.first,
    next: (): number => {
      const n = issued.next;
      issued = { ...issued, next: n + 1 };
      // written before the parcel: a crash between the two loses a number, never gives it twice
      store.put(counterKind, issuedId, issued);
      return n;
    },
  };
}

function toParcel(booking: Booking, first: number, n: number, random: Random): Parcel {
  const { order, channel, country } = booking;
  const serial = serialOf(first, n);
  const waybillNumber = toWaybillNumber(channel.letter, serial);
  const chance = random.fork(waybillNumber);
  const isTroubled = chance.chance(booking.troubleShare);
  return {
    waybillNumber,
    yanwenOrderNumber: `YW${String(n).padStart(10, "0")}`,
    userId: booking.userId,
    countryCode: country.code,
    lastMileNumber: channel.lastMile === "usps" && country.code === "US" ? toUspsNumber(serial) : null,
    createdAtMs: booking.nowMs,
    receivedAtMs: null,
    cancelledAtMs: null,
    cancelNote: "",
    labelsServed: 0,
    journey: isTroubled ? chance.pick(["second-attempt", "returned", "lost"] as const) : "delivered",
    pace: chance.int(80, 120) / 100,
    order,
  };
}
