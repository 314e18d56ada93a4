import type { FaultName } from "../world/faults.ts";

/** One place in the source and what stands there instead. `before` occurs exactly once in its file. */
export type Edit = { file: string; before: string; after: string };

/** The world in which a defect shows: small, and full of what brings it out. Seeds are tried in their order until one catches it. */
export type Hunt = {
  seeds: readonly number[];
  hours: number;
  shops: number;
  faults: readonly FaultName[];
  storm?: number;
  buyers?: number;
};

/** A defect planted in a copy of the source, and the invariant that must find it. `why`: how somebody would come to write it. */
export type Mutant = { name: string; invariant: string; why: string; edits: readonly Edit[]; hunt: Hunt };
