import { describe, expect, test } from "vitest";
import { type Act, longestSleepMs, SlotModel, type SlotModelOptions } from "../../test/support/slot-model.ts";
import { wanderMany } from "../../test/support/slot-schedules.ts";

const windowMs = 60_000;
// three ticks are a hair longer than window + ε: a slot is free again on the tick, at the earliest moment that it may be
const tickMs = 20_100;
const base = { windowMs, leaseMs: tickMs, step: 1, room: 1, maxOwners: 3, maxSleepers: 2 };

/** Everything that could be tried next; the model says what can. */
function actsOf(model: SlotModel): Act[] {
  const owners = Array.from({ length: model.owners() }, (_, owner) => owner);
  return [
    ...owners.flatMap((owner) =>
      (["take", "pledge", "pledge-lost", "beat", "sleep", "wake", "release"] as const).map((kind) => ({ kind, owner })),
    ),
    ...model.calls().flatMap((call) => (["arrive", "answer", "lose"] as const).map((kind) => ({ kind, call }))),
    { kind: "claim" },
    { kind: "pass", ms: tickMs },
    { kind: "pass", ms: 3 * tickMs },
    { kind: "pass", ms: longestSleepMs },
  ];
}

type Node = { act: Act; before: Node | undefined };

function replay(options: SlotModelOptions, node: Node | undefined): SlotModel {
  const model = new SlotModel(options);
  const acts: Act[] = [];
  for (let one = node; one !== undefined; one = one.before) acts.push(one.act);
  for (const act of acts.toReversed()) model.act(act);
  return model;
}

function story(node: Node | undefined): string {
  return node === undefined ? "" : `${story(node.before)} ${JSON.stringify(node.act)}`;
}

/** Breadth first over every interleaving; states that behave alike are visited once. */
function explore(options: SlotModelOptions, statesMax: number): { states: number; depth: number; fullest: number } {
  const seen = new Set<string>();
  let level: (Node | undefined)[] = [undefined];
  let depth = 0;
  let fullest = 0;
  while (level.length > 0 && seen.size < statesMax) {
    const next: Node[] = [];
    for (const node of level) {
      let fresh = replay(options, node);
      for (const act of actsOf(fresh)) {
        const model = fresh;
        // an act that cannot be leaves the model as it was
        if (!model.act(act)) continue;
        fresh = replay(options, node);
        const key = model.key();
        if (seen.has(key)) continue;
        seen.add(key);
        const child = { act, before: node };
        fullest = Math.max(fullest, model.worst);
        if (model.worst > options.calls) throw new Error(`${model.worst} arrivals in a window after:${story(child)}`);
        next.push(child);
      }
    }
    level = next;
    depth += 1;
  }
  return { states: seen.size, depth, fullest };
}

describe("O1: every interleaving of a small shop", () => {
  test.each([
    { calls: 2, rates: [1, 1] },
    { calls: 3, rates: [1, 1] },
    // clocks that run 500 ppm fast and slow against the platform's
    { calls: 2, rates: [1.0005, 0.9995] },
  ])("O1: $calls calls in three ticks, clocks $rates: crash, pause, late sending, lost answers and lost pledges at any step", (small) => {
    const { states, depth, fullest } = explore({ ...base, ...small }, 50_000);
    console.log(`O1: ${small.calls} calls, clocks ${small.rates}: ${states} states to a depth of ${depth}, never more than ${fullest}`);
    expect(fullest).toBe(small.calls);
    expect(states).toBeGreaterThan(40_000);
  });
});

test("O2: a hundred thousand random schedules with jitter, crashes, sleepers, lost answers and lost pledges", () => {
  const { arrivals, full } = wanderMany({ first: 1, count: 100_000 });
  console.log(`O2: 100000 schedules, ${arrivals} arrivals, ${full} schedules with a full window`);
  expect(full).toBeGreaterThan(10_000);
}, 60_000);
