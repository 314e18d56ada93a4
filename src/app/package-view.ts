import type { PackageListRow } from "../db/package-rows.ts";
import { type Explanation, explainPackage } from "../domain/fulfilment/explain-package.ts";
import { type Money, money } from "../kernel/money.ts";
import type { Scope } from "./scope.ts";

/** A row of the list with what a person is told about it. */
export type PackageView = {
  row: PackageListRow;
  explanation: Explanation;
  amount: Money | "unauthorised" | "loading" | "none";
};

/** Explains a row, and hides the amount from those who may not see it. */
export function toPackageView(scope: Scope, row: PackageListRow): PackageView {
  return { row, explanation: explain(row), amount: amountOf(scope, row) };
}

function explain(row: PackageListRow): Explanation {
  const stored = row.recipient_state === "stored";
  return explainPackage({
    state: row.state,
    stockState: row.stock_state,
    labelState: row.label_state,
    backfillState: row.backfill_state,
    overlays: row.overlays,
    labelRefusal: row.label_refusal,
    backfillRefusal: row.backfill_refusal,
    printedCount: row.printed_count,
    backfilledAt: row.backfilled_at,
    holdUntil: row.hold_until,
    recipientFailure: row.recipient_failure,
    recipient: {
      state: stored ? "stored" : row.recipient_state === "failed" ? "failed" : "unknown",
      hasPostcode: row.has_postcode ?? false,
      hasPhone: row.has_phone ?? false,
      country: row.recipient_country,
    },
    lines: row.lines.map((line) => ({
      id: line.id,
      skuId: line.skuId,
      skuCode: line.sku,
      units: line.units,
      reservedUnits: line.reservedUnits,
    })),
  });
}

function amountOf(scope: Scope, row: PackageListRow): PackageView["amount"] {
  if (!scope.permissions.has("amounts:read") || row.amount_state === "unauthorised") return "unauthorised";
  if (row.amount_state === "not_ours") return "none";
  const paid = row.customer_paid ?? row.goods;
  return paid === null || row.currency === null ? "loading" : money(paid, row.currency);
}
