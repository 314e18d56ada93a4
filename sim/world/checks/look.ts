import type { Books } from "../books.ts";
import type { Truth } from "../truth.ts";

/** One glance at the whole world: our rows, the other side's documents, what came over the wire. Checks see nothing else. */
export type Look = {
  nowMs: number;
  books: Books;
  truth: Truth;
  /** Moments at which calls of each platform shop reached the platform. */
  callsMs: ReadonlyMap<string, readonly number[]>;
  /** The platform's rule: so many calls in any window. */
  cap: { calls: number; windowMs: number };
  /** First address lines that a person of ours reads for packages still to be worked; read only at rest, by platform order. */
  addresses: ReadonlyMap<string, string>;
  /** By how much the platform ever had more on sale and sold than there was to sell, by listing. */
  overPromised: ReadonlyMap<string, number>;
  /** When the world last stopped keeping a platform shop from its work, by platform shop id; 0: it never did. */
  excusedUntilMs(platformShopId: string): number;
  /** An order that the platform shows broken. */
  isPoisoned(platformOrderId: string): boolean;
};

/** An invariant (docs: I1 to I9) that did not hold at a moment of virtual time. */
export type Violation = { invariant: string; at: string; fact: string };

export function violation(look: Pick<Look, "nowMs">, invariant: string, fact: string): Violation {
  return { invariant, at: new Date(look.nowMs).toISOString(), fact };
}
