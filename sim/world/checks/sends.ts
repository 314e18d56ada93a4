import { type Look, type Violation, violation } from "./look.ts";
import type { Send } from "./records.ts";

/** A runner that was given a shop. */
export type Claim = { atMs: number; process: string; platformShopId: string };

/** Which platform shop a request was made for; undefined: for no platform. */
export type ShopOf = (send: Send) => string | undefined;

/** I5 and I2 rest on it: a shop's calls leave from the process that owns it, and from no earlier owner. */
export function checkOwners(look: Pick<Look, "nowMs">, sends: readonly Send[], claims: readonly Claim[], shopOf: ShopOf): Violation[] {
  const byShop = Map.groupBy(claims, (claim) => claim.platformShopId);
  const found: Violation[] = [];
  for (const send of sends) {
    const shop = shopOf(send);
    const known = (byShop.get(shop ?? "") ?? []).filter((claim) => claim.atMs <= send.leftAtMs);
    const owner = known.at(-1);
    // a runner may call in the same millisecond in which it was given the shop, and the one before it may have called in it too
    const isOwned = known.some((claim) => claim.process === send.process && (claim === owner || owner?.atMs === send.leftAtMs));
    if (shop === undefined || owner === undefined || isOwned) continue;
    found.push(violation(look, "I5", `${send.process} called ${send.operation} for shop ${shop}, which ${owner.process} runs`));
  }
  return found.slice(0, 5);
}

/** I5: whoever is asked for silence is silent. Calls that had left already don't count. */
export function checkSilence(look: Pick<Look, "nowMs">, sends: readonly Send[], shopOf: ShopOf): Violation[] {
  const found: Violation[] = [];
  const byOwner = Map.groupBy(sends, (send) => `${send.process} ${shopOf(send) ?? ""}`);
  for (const [owner, mine] of byOwner) {
    if (owner.endsWith(" ")) continue;
    for (const { quietUntilMs, endedAtMs, operation } of mine) {
      if (quietUntilMs === undefined || endedAtMs === undefined) continue;
      // the platform's seconds began when it answered; a call that was on its way out may still leave
      const loud = mine.find((send) => send.leftAtMs > endedAtMs + leavingMs && send.leftAtMs < quietUntilMs);
      if (loud !== undefined)
        found.push(
          violation(
            look,
            "I5",
            `${owner} called ${loud.operation} ${quietUntilMs - loud.leftAtMs} ms before the silence after ${operation} was over`,
          ),
        );
    }
  }
  return found.slice(0, 5);
}

const leavingMs = 250;

/** An act that took effect on the other side: which requests would do it again, and since when it stands. */
export type Effect = { name: string; operation: RegExp; marks: readonly string[]; atMs: number };

/** I2 on the wire: what has taken effect is never asked for again, whether or not the other side would refuse. */
export function checkRepeats(look: Pick<Look, "nowMs">, sends: readonly Send[], effects: readonly Effect[]): Violation[] {
  return effects.flatMap(({ name, operation, marks, atMs }) => {
    const again = sends.find(
      (send) => (send.arrivedAtMs ?? 0) > atMs && operation.test(send.operation) && marks.every((mark) => send.body.includes(mark)),
    );
    return again === undefined ? [] : [violation(look, "I2", `${name} was asked for again after it had been done`)];
  });
}
