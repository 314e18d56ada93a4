import type { PackageId } from "../kernel/id.ts";
import type { Clock } from "../ports/clock.ts";
import type { Entropy } from "../ports/ids.ts";

/** Label documents that were asked for and not yet forgotten. Held by this process only, and only as ids: labels are opened on fetching. */
export type LabelDocuments = {
  /** The path under which this session may fetch one PDF of these packages for ten minutes. */
  offer(sessionId: string, packageIds: readonly PackageId[]): string;
  /** The packages behind a token; undefined when it is unknown, old or another session's. */
  find(sessionId: string, token: string): readonly PackageId[] | undefined;
};

const validMs = 600_000;
const maxOffers = 5_000;

export function openLabelDocuments(clock: Clock, entropy: Entropy): LabelDocuments {
  const offers = new Map<string, { sessionId: string; packageIds: readonly PackageId[]; untilMs: number }>();
  return {
    offer: (sessionId, packageIds) => {
      const now = clock.monotonicMs();
      // a map keeps the order of insertion: the oldest stand first
      for (const [token, offer] of offers) {
        if (offer.untilMs > now && offers.size < maxOffers) break;
        offers.delete(token);
      }
      const token = entropy.bytes(24).toString("base64url");
      offers.set(token, { sessionId, packageIds, untilMs: now + validMs });
      return `/api/v1/label-documents/${token}`;
    },
    find: (sessionId, token) => {
      const offer = offers.get(token);
      if (offer === undefined || offer.sessionId !== sessionId || offer.untilMs <= clock.monotonicMs()) return undefined;
      return offer.packageIds;
    },
  };
}
