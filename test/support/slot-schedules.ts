import { type Random, seededRandom } from "../../sim/kernel/random.ts";
import { longestSleepMs, SlotModel } from "./slot-model.ts";

const windowMs = 60_000;
/** The shortest lease that can be set, and eight slots kept for what one sleeper has in hand. */
const shop = { windowMs, leaseMs: 2_000, maxOwners: 3, maxSleepers: 1, rates: [1, 1, 1.0005, 0.9995] };
const rare = ["beat", "sleep", "wake", "release", "pledge-lost"] as const;

/** One random schedule: up to sixteen calls a window, owners that come and go, any delays. `worst` must not be more than `calls`. */
function wander(random: Random): { worst: number; calls: number; arrivals: number } {
  const calls = random.int(2, 16);
  const model = new SlotModel({ ...shop, calls, step: random.int(1, 8), room: random.int(0, 4) });
  let arrivals = 0;
  for (let turn = 0; turn < 16; turn += 1) {
    model.act({ kind: "claim" });
    const owner = model.owners() - 1;
    arrivals += work(random, model, owner);
    if (random.chance(0.5)) model.act({ kind: random.pick(rare), owner });
    model.act({ kind: "pass", ms: passing(random) });
  }
  return { worst: model.worst, calls, arrivals };
}

/** The newest owner calls as often as it may; each call gets as far as chance has it, those of earlier owners too. */
function work(random: Random, model: SlotModel, owner: number): number {
  let arrivals = 0;
  for (let wish = random.int(0, 16); wish > 0; wish -= 1) {
    if (!model.act({ kind: "take", owner })) model.act({ kind: "pledge", owner });
    const call = model.calls()[random.int(0, 3)];
    if (call === undefined || random.chance(0.3)) continue;
    if (model.act({ kind: "arrive", call })) arrivals += 1;
    if (random.chance(0.7)) model.act({ kind: random.chance(0.8) ? "answer" : "lose", call });
  }
  return arrivals;
}

function passing(random: Random): number {
  const most = random.pick([300, 3_000, 15_000, 21_000, windowMs + 300, windowMs + 300, longestSleepMs]);
  return random.chance(0.3) ? most : random.next() * most;
}

/** Many schedules, each under a seed of its own; throws at the first that breaks the cap. */
export function wanderMany(seeds: { first: number; count: number }): { arrivals: number; full: number } {
  let arrivals = 0;
  let full = 0;
  for (let seed = seeds.first; seed < seeds.first + seeds.count; seed += 1) {
    const seen = wander(seededRandom(seed));
    arrivals += seen.arrivals;
    full += seen.worst === seen.calls ? 1 : 0;
    if (seen.worst > seen.calls) throw new Error(`seed ${seed}: ${seen.worst} arrivals where ${seen.calls} are allowed`);
  }
  return { arrivals, full };
}
