import { randomBytes } from "node:crypto";
import type { Entropy } from "../ports/ids.ts";

const counterMax = 0xfff;

/**
 * Chance from the operating system. Ids are UUIDv7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter, 62 random bits. Within this
 * process each id sorts after the one before, also within a millisecond and when the clock is set back.
 */
export function systemEntropy(nowMs: () => number = Date.now): Entropy {
  let lastMs = 0;
  let counter = 0;
  const advance = () => {
    const ms = nowMs();
    if (ms > lastMs) {
      lastMs = ms;
      // starts low, so that there is room to count up
      counter = randomBytes(1).readUInt8();
    } else if (counter === counterMax) {
      lastMs += 1;
      counter = 0;
    } else {
      counter += 1;
    }
  };
  return {
    uuid: () => {
      advance();
      const time = lastMs.toString(16).padStart(12, "0");
      const random = randomBytes(8);
      random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
      const tail = random.toString("hex");
      return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${tail.slice(0, 4)}-${tail.slice(4)}`;
    },
    bytes: (length) => randomBytes(length),
    fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  };
}
