import type { z } from "zod";
import type { App } from "../../app/app.ts";
import { type AlertRow, listAlerts, seeAlerts } from "../../app/list-alerts.ts";
import { type DifferenceRow, getReconciliation, listReconciliations, type SweepRow } from "../../app/list-reconciliations.ts";
import { type Alert, listAlertsRoute, seeAlertsRoute } from "../../contract/alerts.ts";
import { type Difference, getReconciliationRoute, listReconciliationsRoute, type Sweep } from "../../contract/reconciliations.ts";
import { toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import { isoOrNull, readCursor, shopLabel, toShopIds, writeCursor } from "./wire.ts";

/** The guarantee behind the streams, and what somebody should know. */
export function alertsAndReconciliations(app: App): Binding[] {
  return [
    bind(listReconciliationsRoute, async ({ scope }, { query }) => {
      const page = await listReconciliations(app, scope, {
        shops: toShopIds(query.shop),
        kinds: query.kind,
        onlyDifferences: query.differences === "only",
        before: readCursor(query.before),
      });
      const { sweeps, failed, differences, pulled } = page.totals;
      return ok({
        rows: page.rows.map(toSweep),
        next: writeCursor(page.next),
        totals: { sweeps: Number(sweeps), failed: Number(failed), differences: Number(differences), pulled: Number(pulled) },
        missed: page.missed.map((one) => ({ cause: one.cause, orders: Number(one.orders) })),
      });
    }),
    bind(getReconciliationRoute, async ({ scope }, { params }) => {
      const found = await getReconciliation(app, scope, params.reconciliationId);
      return found.ok ? ok({ ...toSweep(found.value.sweep), rows: found.value.differences.map(toDifference) }) : found;
    }),
    bind(listAlertsRoute, async ({ scope }) => {
      const { open, past, unseen } = await listAlerts(app, scope);
      return ok({ open: open.map(toAlert), past: past.map(toAlert), unseen });
    }),
    bind(seeAlertsRoute, ({ scope }, { body }) => seeAlerts(app, scope, body.alertIds)),
  ];
}

function toSweep(row: SweepRow): z.input<typeof Sweep> {
  return {
    id: row.id,
    shop: shopLabel(row),
    kind: row.kind,
    windowFrom: toIso(row.window_from),
    windowTo: toIso(row.window_to),
    startedAt: toIso(row.started_at),
    endedAt: isoOrNull(row.ended_at),
    durationMs: row.ended_at === null ? null : row.ended_at - row.started_at,
    state: row.state,
    platformCount: row.platform_count,
    ourCount: row.our_count,
    differences: Number(row.differences),
    pulled: row.pulled,
    failure: row.failure,
  };
}

function toDifference(row: DifferenceRow): z.input<typeof Difference> {
  const { package_id: id, package_number: number } = row;
  return {
    platformOrderId: row.platform_order_id,
    kind: row.kind,
    cause: row.cause,
    foundAt: toIso(row.found_at),
    pulled: row.pulled,
    package: id === null || number === null ? null : { id, number },
  };
}

function toAlert(row: AlertRow): z.input<typeof Alert> {
  const { shop_id, shop_name, platform } = row;
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity,
    shop: shop_id === null || shop_name === null || platform === null ? null : shopLabel({ shop_id, shop_name, platform }),
    subject: row.subject,
    detail: row.detail,
    openedAt: toIso(row.opened_at),
    lastAt: toIso(row.last_at),
    times: row.times,
    closedAt: isoOrNull(row.closed_at),
    seenAt: isoOrNull(row.seen_at),
    seenBy: row.seen_by,
  };
}
