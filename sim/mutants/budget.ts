import { calm, hush, killings, pauses } from "./hunts.ts";
import type { Mutant } from "./mutant.ts";

/** Defects of the call budget and of the lease. */
export const budgetMutants: readonly Mutant[] = [
  {
    name: "slot-free-at-send",
    invariant: "I5",
    why: "a semaphore is given back when the work is handed over",
    edits: [
      {
        file: "src/sync/gate.ts",
        before: "        const start = clock.monotonicMs();\n",
        after: "        const start = clock.monotonicMs();\n        budget.giveBack(slot);\n",
      },
      { file: "src/sync/gate.ts", before: "        settle(budget, slot, reply);\n", after: "" },
    ],
    hunt: calm,
  },
  {
    name: "cools-a-tenth-less",
    invariant: "I5",
    why: "the platform's minute was measured, and rounded in our favour",
    edits: [
      {
        file: "src/sync/window-slots.ts",
        before: "const coolMs = rule.windowMs + epsilonMs;",
        after: "const coolMs = rule.windowMs * 0.9;",
      },
    ],
    hunt: { ...calm, buyers: 600 },
  },
  {
    name: "pledge-skipped",
    invariant: "I5",
    why: "asking the lease before the next slot costs a round trip",
    edits: [
      {
        file: "src/sync/window-slots.ts",
        before: "if (index === -1 || index >= pledge) return undefined;",
        after: "if (index === -1) return undefined;",
      },
    ],
    hunt: killings,
  },
  {
    name: "heir-takes-all-slots-as-free",
    invariant: "I5",
    why: "a new owner starts with an empty count",
    edits: [
      {
        file: "src/sync/lease-keeper.ts",
        before: "pledged.map((number) => ({ pledged: number }))",
        after: "pledged.map(() => ({ pledged: 0 }))",
      },
    ],
    hunt: killings,
  },
  {
    name: "sends-with-a-stale-lease",
    invariant: "I5",
    why: "the lease was checked when the loop began",
    edits: [{ file: "src/sync/gate.ts", before: "if (!parts.maySend()) {", after: "if (parts.signal.aborted) {" }],
    hunt: pauses,
  },
  {
    name: "fence-not-checked",
    invariant: "I4",
    why: "the row is locked, so it must be ours",
    edits: [{ file: "src/db/fence.ts", before: "if (rows[0]?.epoch !== fence.epoch)", after: "if (rows[0] === undefined)" }],
    hunt: pauses,
  },
  {
    name: "retry-after-ignored",
    invariant: "I5",
    why: "halving the budget seemed answer enough",
    edits: [
      {
        file: "src/sync/failure.ts",
        before: "  budget.pauseUntil(clock.monotonicMs() + waitMs);\n",
        after: "",
      },
    ],
    hunt: hush,
  },
];
