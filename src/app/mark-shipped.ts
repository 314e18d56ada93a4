import { listShopsWithoutPlatformWarehouse } from "../db/parcels.ts";
import { listChannelBindings } from "../db/shops.ts";
import type { PackageId } from "../kernel/id.ts";
import { fail, ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** 标记发货: 待打单 → 已发货. Stock is deducted and an intent to send the tracking number to the platform is stored, all or nothing. */
export function markShipped(app: App, scope: Scope, ids: readonly PackageId[]): Promise<ActResult[]> {
  return actOnPackages(app, scope, "packages:ship", ids, async (tx, packages, outbox) => {
    const shops = [...new Set(packages.map((pkg) => pkg.shopId))];
    const bindings = await listChannelBindings(tx, scope.tenant, shops);
    const bound = new Set(bindings.map((binding) => `${binding.shopId}|${binding.channelId}`));
    const homeless = await listShopsWithoutPlatformWarehouse(tx, scope.tenant, shops);
    return (pkg) => {
      if (pkg.state === "pending_print" && !bound.has(`${pkg.shopId}|${pkg.channelId}`)) return fail({ code: "channel-not-bound" });
      if (pkg.state === "pending_print" && homeless.has(pkg.shopId)) return fail({ code: "platform-warehouse-missing" });
      return ok({ event: { kind: "marked_shipped", at: outbox.at }, timeline: [{ kind: "marked_shipped" }] });
    };
  });
}
