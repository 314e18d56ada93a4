import { badLine, killings, lostCommits, restarts, silence, sluggishSisters } from "./hunts.ts";
import type { Mutant } from "./mutant.ts";

/** Defects of what we do at the other side, and of what we write down about it. */
export const intentMutants: readonly Mutant[] = [
  {
    name: "confirm-repeated-blindly",
    invariant: "I2",
    why: "a failed call is tried again",
    edits: [
      {
        file: "src/sync/ship-confirms.ts",
        before: 'return intent.state === "pending" && !readFirst ?',
        after: 'return (intent.state === "pending" || intent.state === "unknown") && !readFirst ?',
      },
    ],
    hunt: badLine,
  },
  {
    name: "booking-repeated-blindly",
    invariant: "I2",
    why: "a failed call is tried again",
    edits: [
      {
        file: "src/sync/label-bookings.ts",
        before: '    case "unknown":\n      return await lookUp(run, intent, booking, wanted);',
        after:
          '      return await lookUp(run, intent, booking, wanted);\n    case "unknown":\n      return await book(run, intent, booking);',
      },
    ],
    hunt: badLine,
  },
  {
    name: "one-absent-read-believed",
    invariant: "I2",
    why: "the platform says that it is not there",
    edits: [
      { file: "src/domain/fulfilment/absence.ts", before: "const readsWanted = 2;", after: "const readsWanted = 1;" },
      { file: "src/domain/fulfilment/absence.ts", before: "const settleMs = 10_000;", after: "const settleMs = 0;" },
    ],
    hunt: silence,
  },
  {
    name: "heir-sends-what-was-sent",
    invariant: "I2",
    why: "a dead owner's open calls are put back into the queue",
    edits: [
      {
        file: "src/db/intents.ts",
        before: "update intent set state = 'unknown', updated_at",
        after: "update intent set state = 'pending', updated_at",
      },
    ],
    hunt: { ...killings, seeds: [14, 15, 16, 20, 21, 22], buyers: 400, storm: 3 },
  },
  {
    name: "wish-during-a-push-is-lost",
    invariant: "I3",
    why: "the same act is under way already",
    edits: [
      {
        file: "src/db/intents.ts",
        before: "    do update set revision = intent.revision + 1,\n",
        after: "    do update set\n",
      },
    ],
    hunt: sluggishSisters,
  },
  {
    name: "refused-intent-is-dropped-at-stop",
    invariant: "I7",
    why: "a worker that stops has no time to put things back",
    edits: [
      {
        file: "src/sync/label-bookings.ts",
        before:
          '    change: { state: "sent", dueAt: app.clock.now(), attempts: intent.attempts + 1, absentReads: 0, absentSince: null },\n  });\n  if (sent === undefined) return;',
        after:
          '    change: { state: run.stop.aborted || intent.attempts > 0 ? "dropped" : "sent", dueAt: app.clock.now(), attempts: intent.attempts + 1, absentReads: 0, absentSince: null },\n  });\n  if (sent === undefined || sent.state === "dropped") return;',
      },
    ],
    hunt: badLine,
  },
  {
    name: "worker-does-not-wait-for-its-runners",
    invariant: "O5",
    why: "the loop is over, so the process may end",
    edits: [{ file: "src/sync/worker.ts", before: "await Promise.all([upkeep, ...running.values()]);", after: "await upkeep;" }],
    hunt: restarts,
  },
  {
    name: "calls-forgotten-before-they-are-saved",
    invariant: "O5",
    why: "take them out, then write them",
    edits: [
      {
        file: "src/sync/flush-calls.ts",
        before: "  const calls = run.calls.slice();\n",
        after: "  const calls = run.calls.splice(0);\n",
      },
      { file: "src/sync/flush-calls.ts", before: "  run.calls.splice(0, calls.length);\n", after: "" },
    ],
    hunt: lostCommits,
  },
];
