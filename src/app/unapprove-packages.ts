import type { PackageId } from "../kernel/id.ts";
import { ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** 反审核: 待处理 → 待审核, the undo of approving. */
export function unapprovePackages(app: App, scope: Scope, ids: readonly PackageId[]): Promise<ActResult[]> {
  return actOnPackages(
    app,
    scope,
    "packages:approve",
    ids,
    async () => () => ok({ event: { kind: "unapproved" }, timeline: [{ kind: "unapproved" }] }),
  );
}
