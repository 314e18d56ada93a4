import type { App } from "../../app/app.ts";
import { getSession } from "../../app/get-session.ts";
import { listShops } from "../../app/list-shops.ts";
import { getSessionRoute } from "../../contract/session.ts";
import { listShopsRoute } from "../../contract/shops.ts";
import { mainWindow } from "../../domain/shops/call-policy.ts";
import { toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";

/** Who is signed in, and what the frame of every page needs. */
export function sessionAndShops(app: App, demo: boolean): Binding[] {
  return [
    bind(getSessionRoute, async ({ scope, role, session }) => {
      const { tenantName } = await getSession(app, scope);
      const { id, name, email } = session.user;
      return ok({
        user: { id, name, email },
        tenant: { id: scope.tenant, name: tenantName },
        role,
        permissions: [...scope.permissions],
        demo,
      });
    }),
    bind(listShopsRoute, async ({ scope }) => {
      const { shops, warehouses, channels } = await listShops(app, scope);
      return ok({
        shops: shops.map((shop) => ({
          id: shop.id,
          name: shop.name,
          platform: shop.platform,
          site: shop.site,
          currency: shop.currency,
          timeZone: shop.time_zone,
          state: shop.state,
          stateDetail: shop.state_detail,
          lastOrderSyncAt: shop.last_order_sync_at === null ? null : toIso(shop.last_order_sync_at),
          delayMs: shop.delayMs,
          budget: {
            used: shop.budget_used ?? 0,
            // before the runner's first report: what the platform tolerates
            cap: shop.budget_cap ?? mainWindow(shop.call_policy).calls,
            windowMs: shop.budget_window_ms ?? mainWindow(shop.call_policy).windowMs,
          },
          quarantinedOrders: Number(shop.quarantined),
        })),
        warehouses,
        channels: channels.map((one) => ({
          id: one.id,
          name: one.name,
          carrier: one.carrierName,
          code: one.code,
          isDefault: one.is_default,
        })),
      });
    }),
  ];
}
