import type { PackageRow } from "../../src/contract/packages.ts";

/** A package that is ready for a waybill; `changes` make it another. For tests of what the order page does with rows. */
export function testRow(id: string, changes: Partial<PackageRow> = {}): PackageRow {
  return {
    id,
    number: `PK${id}`,
    platformOrderId: "PO-211-00000000000000001",
    platform: "temu",
    shop: { id: "s", name: "shop", timeZone: "America/New_York" },
    orderedAt: "2026-11-23T00:00:00.000Z",
    paidAt: null,
    lines: [],
    amount: "loading",
    country: "US",
    region: null,
    recipient: null,
    channel: null,
    waybill: null,
    trackingNumber: null,
    shipBy: null,
    deliverBy: null,
    state: "pending_process",
    stockState: "full",
    labelState: "none",
    backfillState: "none",
    printedCount: 0,
    overlays: [],
    platformMarks: [],
    why: { code: "ready_for_waybill" },
    nextAct: "request_waybill",
    ...changes,
  };
}
