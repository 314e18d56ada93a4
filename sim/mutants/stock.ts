import { calm, rush, scarcity, sluggish } from "./hunts.ts";
import type { Mutant } from "./mutant.ts";

/** Defects of the ledger and of what we tell the platform of it. */
export const stockMutants: readonly Mutant[] = [
  {
    name: "reserved-without-a-guard",
    invariant: "I3",
    why: "what is on hand can be promised",
    edits: [
      { file: "src/db/stock.ts", before: "b.on_hand - b.reserved - b.blocked as available,", after: "b.on_hand - b.blocked as available," },
      {
        file: "src/db/stock.ts",
        before: "wanted.filter((wish) => (available.get(shelfOf(wish)) ?? 0) > 0);",
        after: "wanted.filter((wish) => available.has(shelfOf(wish)));",
      },
      { file: "src/db/stock.ts", before: "\n        and b.reserved + b.blocked + s.take <= b.on_hand\n", after: "\n" },
      {
        file: "src/db/migrations/0004_catalog_stock.sql",
        before: "  check (on_hand >= 0 and reserved >= 0 and blocked >= 0 and incoming >= 0),\n  check (reserved + blocked <= on_hand)\n",
        after: "  check (on_hand >= 0 and reserved >= 0 and blocked >= 0 and incoming >= 0)\n",
      },
    ],
    hunt: scarcity,
  },
  {
    name: "released-twice",
    invariant: "I3",
    why: "the package gives back, and so does the order",
    edits: [
      {
        file: "src/db/stock.ts",
        before: "update stock_balance b set reserved = b.reserved - s.units,",
        after: "update stock_balance b set reserved = greatest(0, b.reserved - 2 * s.units),",
      },
    ],
    hunt: calm,
  },
  {
    name: "push-does-not-wait-for-a-poll",
    invariant: "I3",
    why: "our own figure is known at once",
    edits: [
      {
        file: "src/sync/stock-pushes.ts",
        before: "if (groups.length === 0 || !(await awaitPoll(run, stream))) return 0;",
        after: "if (groups.length === 0) return 0;",
      },
      // what fell without an order of ours would be held back
      {
        file: "src/domain/stock/foreign-change.ts",
        before: 'verdict: tries < looksMax ? "hold" : "leave",',
        after: 'verdict: "push",',
      },
    ],
    hunt: sluggish,
  },
  {
    name: "stock-written-without-a-guard",
    invariant: "I3",
    why: "an absolute figure needs no other",
    edits: [{ file: "src/connectors/temu/stock.ts", before: "    currentStockAvailable: reading.available,\n", after: "" }],
    hunt: rush,
  },
];
