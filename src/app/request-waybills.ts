import { listUndeclaredPackages } from "../db/parcels.ts";
import { listChannelBindings, listChannels } from "../db/shops.ts";
import type { ChannelId, PackageId } from "../kernel/id.ts";
import { fail, ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/**
 * 申请运单号: 待处理 → 运单号申请, also after 申请失败. Without a channel each package keeps the one it had, else the default is taken. The channel
 * must be bound to one of the platform's carriers, and every SKU must carry what customs wants: weight, names, declared value.
 */
export function requestWaybills(app: App, scope: Scope, ids: readonly PackageId[], channelId: ChannelId | null): Promise<ActResult[]> {
  return actOnPackages(app, scope, "packages:label", ids, async (tx, packages) => {
    const channels = await listChannels(tx, scope.tenant);
    const bindings = await listChannelBindings(tx, scope.tenant, [...new Set(packages.map((pkg) => pkg.shopId))]);
    const bound = new Set(bindings.map((binding) => `${binding.shopId}|${binding.channelId}`));
    const undeclared = await listUndeclaredPackages(
      tx,
      scope.tenant,
      packages.map((pkg) => pkg.id),
    );
    return (pkg) => {
      const wanted = channelId ?? pkg.channelId;
      const channel = wanted === null ? channels.find((one) => one.isDefault) : channels.find((one) => one.id === wanted);
      if (channel === undefined) return fail({ code: "no-channel" });
      if (!bound.has(`${pkg.shopId}|${channel.id}`)) return fail({ code: "channel-not-bound", detail: channel.name });
      const skus = undeclared.get(pkg.id);
      if (skus !== undefined) return fail({ code: "customs-incomplete", detail: skus.join(", ") });
      return ok({
        event: { kind: "waybill_requested", channelId: channel.id },
        timeline: [
          { kind: "waybill_requested", carrier: app.carriers.get(channel.carrier)?.name.zh ?? channel.carrier, channel: channel.name },
        ],
      });
    };
  });
}
