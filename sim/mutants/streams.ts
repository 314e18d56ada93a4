import { badLine, lateLists, lostCommits, poison, staleLists } from "./hunts.ts";
import type { Mutant } from "./mutant.ts";

/** Defects of what is read. */
export const streamMutants: readonly Mutant[] = [
  {
    name: "no-overlap",
    invariant: "I1",
    why: "what has been read need not be read again",
    edits: [
      {
        file: "src/sync/order-stream.ts",
        before: "const overlapMs = { near: 30_000, far: 5 * minuteMs };",
        after: "const overlapMs = { near: 0, far: 0 };",
      },
    ],
    hunt: lateLists,
  },
  {
    name: "read-before-stored",
    invariant: "I1",
    why: "the page is remembered where it is looked at",
    edits: [
      {
        file: "src/sync/order-stream.ts",
        before: "  if (news.length === 0) return false;\n",
        after:
          "  for (const order of news) stream.seen.set(order.platformOrderId, versionOf(order));\n  if (news.length === 0) return false;\n",
      },
    ],
    hunt: lostCommits,
  },
  {
    name: "older-over-newer",
    invariant: "I4",
    why: "what the platform says last is true",
    edits: [{ file: "src/domain/orders/incoming.ts", before: 'return age < 0 ? "older" : "changed";', after: 'return "changed";' }],
    hunt: staleLists,
  },
  {
    name: "a-broken-order-takes-its-page-along",
    invariant: "I1",
    why: "a page that cannot be read is not taken",
    edits: [
      {
        file: "src/sync/order-stream.ts",
        before: "const news = page.items.filter((order) =>",
        after: "const news = page.items.filter((order) => page.bad.length === 0 &&",
      },
    ],
    hunt: poison,
  },
  {
    name: "lost-answer-ends-a-follow-up",
    invariant: "I1",
    why: "no answer is taken for an answer",
    edits: [
      {
        file: "src/sync/follow-ups.ts",
        before: '    failure.kind === "unreadable" ||\n    attempts >= maxAttempts;',
        after: '    failure.kind === "unreadable" ||\n    failure.kind === "unavailable" ||\n    attempts >= maxAttempts;',
      },
      {
        file: "src/sync/follow-ups.ts",
        before: 'const ours = failure.kind === "rejected" || failure.kind === "unreadable";',
        after: 'const ours = failure.kind === "rejected" || failure.kind === "unreadable" || failure.kind === "unavailable";',
      },
    ],
    hunt: badLine,
  },
];
