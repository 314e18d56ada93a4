import type { Random } from "../../kernel/random.ts";

/** A new parcel's number: `PK-` and 19 digits. */
export function newPackageSn(chance: Random): string {
  const half = (): string => String(chance.int(0, 999_999_999)).padStart(9, "0");
  return `PK-2${half()}${half()}`;
}
