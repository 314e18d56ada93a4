/** The only source of chance. */
export type Entropy = {
  /** A UUIDv7 in lower case; ids made later sort later. */
  uuid(): string;
  /** Cryptographically strong bytes (seeded in simulation). */
  bytes(length: number): Buffer;
  /** In [0, 1): for jitter. */
  fraction(): number;
};
