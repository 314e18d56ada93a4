import { type AlertToClose, type AlertToOpen, closeAlerts, openAlerts } from "../db/alerts.ts";
import type { Tx } from "../db/database.ts";
import { announceChanges } from "../db/records.ts";
import type { TenantId } from "../kernel/id.ts";
import type { App } from "./app.ts";

export type AlertNews = { open?: readonly Omit<AlertToOpen, "id">[]; close?: readonly AlertToClose[] };

/** Opens and closes alerts in the transaction of what they are about, and tells open browsers. */
export async function noteAlerts(tx: Tx, app: App, tenant: TenantId, news: AlertNews): Promise<void> {
  const at = app.clock.now();
  const closed = await closeAlerts(tx, tenant, at, news.close ?? []);
  const opened = await openAlerts(
    tx,
    tenant,
    at,
    (news.open ?? []).map((alert) => ({ ...alert, id: app.entropy.uuid() })),
  );
  const ids = [...closed, ...opened].map((alert) => alert.id);
  await announceChanges(tx, tenant, at, [{ topic: "alerts-changed", ids }]);
}
