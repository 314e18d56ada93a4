import { describe, expect, test } from "vitest";
import { testRow } from "../../../../test/support/test-row.ts";
import type { PackageRow } from "../../../contract/packages.ts";
import { canTake, isPlain, planNext, takeable } from "./acts.ts";

const row = (id: string, changes: Partial<PackageRow>) => ({ id, row: testRow(id, changes) });

describe("下一步", () => {
  test("gives each package its own step, printing last, and never marks as shipped", () => {
    const chosen = [
      row("1", { nextAct: "print", state: "pending_print" }),
      row("2", { nextAct: "approve", state: "pending_review" }),
      row("3", { nextAct: "request_waybill" }),
      row("4", { nextAct: "retry_waybill", state: "label_requesting", labelState: "failed" }),
      row("5", { nextAct: "mark_shipped", state: "pending_print", printedCount: 1 }),
      row("6", { nextAct: "pair", state: "pending_review" }),
      row("7", { nextAct: "none" }),
    ];
    const plan = planNext(chosen, undefined, () => true);
    expect(plan.steps).toEqual([
      { act: "approve", ids: ["2"] },
      { act: "request_waybill", ids: ["3", "4"] },
      { act: "print", ids: ["1"] },
    ]);
    expect(plan).toMatchObject({ toShip: 1, toPair: 1, waiting: 1, forbidden: 0, unknown: 0 });
    expect(isPlain(plan, chosen.length)).toBe(false);
  });

  test("leaves out what the person may not do", () => {
    const plan = planNext([row("1", {}), row("2", { nextAct: "approve" })], undefined, (act) => act !== "approve");
    expect(plan.steps).toEqual([{ act: "request_waybill", ids: ["1"] }]);
    expect(plan.forbidden).toBe(1);
  });

  test("takes packages of other pages by their tab, and leaves them alone under 全部", () => {
    const unseen = [{ id: "9", row: undefined }];
    expect(planNext(unseen, "pending_process", () => true).steps).toEqual([{ act: "request_waybill", ids: ["9"] }]);
    expect(planNext(unseen, undefined, () => true)).toMatchObject({ steps: [], unknown: 1 });
  });
});

test("a batch takes only rows that stand where the act applies", () => {
  const failed = row("1", { state: "label_requesting", labelState: "failed" });
  const asked = row("2", { state: "label_requesting", labelState: "requesting" });
  expect(takeable("request_waybill", [failed, asked], "label_requesting")).toEqual(["1"]);
  expect(canTake("withdraw", asked.row)).toBe(true);
  expect(canTake("retry_backfill", row("3", { state: "shipped", backfillState: "rejected" }).row)).toBe(true);
});
