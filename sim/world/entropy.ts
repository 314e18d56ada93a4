import type { Entropy } from "../../src/ports/ids.ts";
import type { Random } from "../kernel/random.ts";

/** Chance by seed. Ids are UUIDv7 of virtual time with a counter, so later ones sort later, as the product's do. */
export function seededEntropy(random: Random, nowMs: () => number): Entropy {
  let lastMs = 0;
  let counter = 0;
  const bytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.int(0, 255)));
  return {
    uuid: () => {
      const ms = Math.trunc(nowMs());
      counter = ms > lastMs ? random.int(0, 255) : counter + 1;
      lastMs = Math.max(ms, lastMs);
      if (counter > 0xfff) {
        lastMs += 1;
        counter = 0;
      }
      const time = lastMs.toString(16).padStart(12, "0");
      const tail = bytes(8);
      tail.writeUInt8((tail.readUInt8(0) & 0x3f) | 0x80, 0);
      const hex = tail.toString("hex");
      return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${hex.slice(0, 4)}-${hex.slice(4)}`;
    },
    bytes,
    fraction: () => random.next(),
  };
}
