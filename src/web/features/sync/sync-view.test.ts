import { expect, test } from "vitest";
import { splitNumbers } from "./order-numbers.ts";
import { readSyncView, toCallQuery } from "./sync-view.ts";

const shop = "01900000-0000-7000-8000-000000000001";
const now = Date.parse("2026-11-23T08:20:00Z");

test("a link says which shop, tab and filter; what it cannot mean is forgotten", () => {
  const view = readSyncView({ shop, tab: "calls", only: `${shop},nobody`, class: "P0,P9", hours: "6", until: "2026-11-23T16:20" });
  expect(view).toEqual({ shop, tab: "calls", only: [shop], class: ["P0"], hours: "6", until: "2026-11-23T16:20" });
  expect(readSyncView({ shop: "x", tab: "y", only: ",", class: "z", hours: "100", until: "yesterday" })).toEqual({});
  // the router hands a page's own view back
  expect(readSyncView(view)).toEqual(view);
});

test("the call record is asked for by Beijing's clock, an hour back unless said otherwise", () => {
  expect(toCallQuery({}, now)).toMatchObject({ from: "2026-11-23T07:20:00.000Z", to: undefined });
  expect(toCallQuery({ hours: "24", until: "2026-11-23T16:20" }, now)).toMatchObject({
    from: "2026-11-22T08:20:00.000Z",
    to: "2026-11-23T08:20:00.000Z",
  });
});

test("pasted numbers are parted by lines, blanks and commas of both scripts, each once", () => {
  expect(splitNumbers(" PO-1\r\nPO-2，PO-3, PO-1；PO-4、PO-5\t\n")).toEqual({
    numbers: ["PO-1", "PO-2", "PO-3", "PO-4", "PO-5"],
    duplicates: 1,
  });
  expect(splitNumbers(" \n ")).toEqual({ numbers: [], duplicates: 0 });
});
