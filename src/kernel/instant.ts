declare const instantBrand: unique symbol;

/** A moment in UTC, whole milliseconds since the Unix epoch. On the wire and in files: ISO 8601 with Z. */
export type Instant = number & { readonly [instantBrand]: true };

/** From milliseconds since the epoch; fractions are cut off. Throws on NaN and infinities. */
export function instantFromMs(ms: number): Instant {
  if (!Number.isFinite(ms)) throw new Error(`not an instant: ${ms}`);
  return Math.trunc(ms) as Instant;
}

/** From whole seconds since the epoch. */
export function instantFromSeconds(seconds: number): Instant {
  return instantFromMs(seconds * 1000);
}

/** From ISO 8601 text; undefined when it is not one. */
export function parseInstant(text: string): Instant | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : instantFromMs(ms);
}

export function toIso(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Whole seconds since the epoch, rounded down. */
export function toSeconds(instant: Instant): number {
  return Math.floor(instant / 1000);
}

export function addMs(instant: Instant, ms: number): Instant {
  return instantFromMs(instant + ms);
}

/** The UTC day of an instant as YYYY-MM-DD: the key of day partitions. */
export function utcDay(instant: Instant): string {
  return toIso(instant).slice(0, 10);
}
