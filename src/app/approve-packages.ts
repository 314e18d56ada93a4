import { requestFollowUps } from "../db/follow-ups.ts";
import { findObstacle } from "../domain/fulfilment/package.ts";
import type { PackageId } from "../kernel/id.ts";
import { ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** 审核: 待审核 → 待处理. Where the recipient is what stands against it, it is read again: the buyer may have mended it meanwhile. */
export function approvePackages(app: App, scope: Scope, ids: readonly PackageId[]): Promise<ActResult[]> {
  return actOnPackages(app, scope, "packages:approve", ids, async (tx, packages, outbox) => {
    const incomplete = packages.filter((pkg) => pkg.state === "pending_review" && findObstacle(pkg)?.code.startsWith("recipient"));
    await requestFollowUps(
      tx,
      scope.tenant,
      incomplete.map((pkg) => pkg.orderId),
      outbox.at,
    );
    return () => ok({ event: { kind: "approved" }, timeline: [{ kind: "approved" }] });
  });
}
