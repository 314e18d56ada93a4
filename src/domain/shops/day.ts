import { addMs, type Instant, instantFromMs } from "../../kernel/instant.ts";

const hourMs = 3_600_000;

/** Begin and end of the day, in a time zone, that an instant falls on. Days of 23 and 25 hours come out right. */
export function dayBounds(at: Instant, timeZone: string): { start: Instant; end: Instant } {
  const start = startOfDay(at, timeZone);
  // 26 h after a start is the next day in every zone, whatever the clocks do
  return { start, end: startOfDay(addMs(start, 26 * hourMs), timeZone) };
}

/** The hour of the day, 0 to 23, in a time zone. */
export function localHour(at: Instant, timeZone: string): number {
  return dateIn(at, timeZone).hour;
}

function startOfDay(at: Instant, timeZone: string): Instant {
  const { year, month, day } = dateIn(at, timeZone);
  const midnightUtc = instantFromMs(Date.UTC(year, month - 1, day));
  // the zone's offset at the wanted midnight is not known yet: one correction by the offset there settles it
  const guess = addMs(midnightUtc, -offsetMs(midnightUtc, timeZone));
  return addMs(midnightUtc, -offsetMs(guess, timeZone));
}

function offsetMs(at: Instant, timeZone: string): number {
  const local = dateIn(at, timeZone);
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second) - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes longer than a hundred uses of it, and of zones there are few. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, ...numeric });
  formats.set(timeZone, known);
  return known;
}

function dateIn(at: Instant, timeZone: string) {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? "0");
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
  };
}

const numeric = {
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;
