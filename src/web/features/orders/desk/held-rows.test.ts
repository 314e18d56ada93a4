import { describe, expect, test } from "vitest";
import { testRow } from "../../../../../test/support/test-row.ts";
import type { PackageRow } from "../../../../contract/packages.ts";
import { type Held, type HoldMode, holdRows, nothingHeld, releaseRows } from "./held-rows.ts";

const rows = (...ids: string[]): PackageRow[] => ids.map((id) => testRow(id));

const isNew = (id: string) => id.startsWith("new");
const onShow = (held: Held) => held.shown.map(({ row, isGone }) => (isGone ? `(${row.id})` : row.id));
const follow = (mode: HoldMode, ...lists: string[][]) =>
  lists.reduce((held, ids) => holdRows(held, "list", rows(...ids), mode, isNew), nothingHeld);

describe("the list while orders come in", () => {
  test("flows when nobody is choosing", () => {
    expect(onShow(follow("flow", ["a", "b"], ["new1", "b"]))).toEqual(["new1", "b"]);
  });

  test("stands still while packages are chosen: what left stays dimmed, what came waits", () => {
    const held = follow("still", ["a", "b"], ["new1", "b", "c"]);
    expect(onShow(held)).toEqual(["(a)", "b"]);
    expect([held.waiting, held.waitingNew]).toEqual([["new1", "c"], 1]);
    expect(onShow(releaseRows(held))).toEqual(["new1", "b", "c"]);
  });

  test("holds back only new orders when loading by itself is off", () => {
    const held = follow("hold-new", ["a", "b"], ["new1", "b", "c"]);
    expect(onShow(held)).toEqual(["b", "c"]);
    expect(held.waiting).toEqual(["new1"]);
  });

  test("another list begins afresh", () => {
    const held = holdRows(follow("still", ["a"]), "other", rows("new1"), "still", isNew);
    expect(onShow(held)).toEqual(["new1"]);
    expect(held.waiting).toEqual([]);
  });
});
