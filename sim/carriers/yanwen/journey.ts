import { findChannel } from "./channel.ts";
import { findCountry } from "./country.ts";
import type { YanwenOptions } from "./options.ts";
import type { Journey, Parcel } from "./parcel.ts";
import { findWarehouse } from "./warehouse.ts";

const hourMs = 3_600_000;

/** One thing that happened to a parcel, at an instant. */
export type ParcelEvent = { atMs: number; code: string; message: string; location: string; utcOffsetHours: number; isLastMile: boolean };

type Place = "warehouse" | "airport" | "country" | "city";
type Step = readonly [hours: number, code: string, message: string, place: Place];

const homeward: readonly Step[] = [
  [0, "PU10", "Parcel picked up by Yanwen", "warehouse"],
  [4, "SC10", "Yanwen facility - Processing", "warehouse"],
  [20, "SC20", "Yanwen facility - Outbound", "warehouse"],
  [24, "EC10", "Export customs clearance started", "airport"],
  [30, "EC20", "Export customs released", "airport"],
  [36, "LH10", "Received by airline", "airport"],
  [48, "LH20", "Flight departed", "airport"],
];
const abroad: readonly Step[] = [
  [66, "LH50", "Arrived in destination country", "country"],
  [70, "IC50", "Import customs clearance started", "country"],
  [78, "IC60", "Import customs released", "country"],
  [92, "LM10", "Arrived at destination processing centre", "country"],
  [118, "LM20", "Arrived at last depot", "city"],
  [126, "LM25", "Out for delivery", "city"],
];
const delivery: Step = [134, "LM40", "Delivered", "city"];
const failedAttempt: Step = [133, "LM50", "Delivery failed - recipient absent", "city"];

const endings: Record<Journey, readonly Step[]> = {
  delivered: [...abroad, delivery],
  "second-attempt": [...abroad, failedAttempt, [150, "LM25", "Out for delivery", "city"], [157, "LM40", "Delivered", "city"]],
  returned: [...abroad, failedAttempt, [240, "LM54", "Return in progress", "city"], [330, "LM90", "Returned to sender", "country"]],
  lost: [
    [66, "LH50", "Arrived in destination country", "country"],
    [720, "LM85", "Parcel lost", "country"],
  ],
};

export type JourneyOptions = Pick<YanwenOptions, "journeyScale" | "referenceNumberDelayMs">;

/** The last-mile number as far as it has been told by now. A parcel cancelled before that never gets one. */
export function lastMileNumberAt(parcel: Parcel, nowMs: number, options: JourneyOptions): string | null {
  const toldAtMs = parcel.createdAtMs + options.referenceNumberDelayMs;
  if (parcel.cancelledAtMs !== null && parcel.cancelledAtMs < toldAtMs) return null;
  return nowMs >= toldAtMs ? parcel.lastMileNumber : null;
}

/** What has happened to a parcel by now, oldest first. */
export function eventsOf(parcel: Parcel, nowMs: number, options: JourneyOptions): ParcelEvent[] {
  const channel = findChannel(parcel.order.channelId);
  const at = (hours: number, from: number): number => from + Math.round(hours * hourMs * parcel.pace * options.journeyScale);
  const events: ParcelEvent[] = [toEvent(parcel, parcel.createdAtMs, [0, "OR10", "Order created", "warehouse"])];
  const receivedAtMs = parcel.receivedAtMs;
  if (receivedAtMs !== null) {
    const steps = channel?.tracking === "departure" ? homeward : [...homeward, ...endings[parcel.journey]];
    for (const step of steps) events.push(toEvent(parcel, at(step[0], receivedAtMs), step));
    if (parcel.lastMileNumber !== null) {
      const toldAtMs = Math.max(parcel.createdAtMs + options.referenceNumberDelayMs, at(5, receivedAtMs));
      events.push(toEvent(parcel, toldAtMs, [5, "SC40", "Last mile tracking number assigned", "warehouse"]));
    }
  }
  if (parcel.cancelledAtMs !== null) events.push(toEvent(parcel, parcel.cancelledAtMs, [0, "OR30", "Order cancelled", "warehouse"]));
  return events.filter((event) => event.atMs <= nowMs).sort((left, right) => left.atMs - right.atMs);
}

function toEvent(parcel: Parcel, atMs: number, step: Step): ParcelEvent {
  const [, code, message, place] = step;
  const country = findCountry(parcel.countryCode);
  const countryName = (country?.nameEn ?? parcel.countryCode).toUpperCase();
  const isAbroad = place === "country" || place === "city";
  const origin = findWarehouse(parcel.order.companyCode)?.place ?? "SHENZHEN";
  const locations: Record<Place, string> = {
    warehouse: `${origin}, CN`,
    airport: "HONG KONG",
    country: countryName,
    city: parcel.order.receiver.city === "" ? countryName : `${parcel.order.receiver.city.toUpperCase()}, ${parcel.countryCode}`,
  };
  return {
    atMs,
    code,
    message,
    location: locations[place],
    utcOffsetHours: isAbroad ? (country?.utcOffsetHours ?? 0) : 8,
    isLastMile: code.startsWith("LM"),
  };
}

/** The order record's `status`. Created becomes confirmed when the label is printed: which step does it at the carrier is not published. */
export function statusOf(parcel: Parcel, nowMs: number, options: JourneyOptions): number {
  if (parcel.cancelledAtMs !== null) return 5;
  const last = eventsOf(parcel, nowMs, options).findLast((event) => event.code !== "SC40");
  const byCode: Record<string, number> = { PU10: 2, SC10: 2, LM25: 12, LM40: 4, LM50: 7, LM54: 7, LM85: 15, LM90: 7 };
  if (!last || last.code === "OR10") return parcel.labelsServed > 0 ? 1 : 0;
  return byCode[last.code] ?? 3;
}
