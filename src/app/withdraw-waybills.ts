import type { PackageId } from "../kernel/id.ts";
import { ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** 取消申请: back to 待处理. A waybill that exists, or may exist, is cancelled with the carrier; its label is dead at once. */
export function withdrawWaybills(app: App, scope: Scope, ids: readonly PackageId[]): Promise<ActResult[]> {
  return actOnPackages(
    app,
    scope,
    "packages:label",
    ids,
    async () => () => ok({ event: { kind: "waybill_withdrawn" }, timeline: [{ kind: "waybill_request_withdrawn" }] }),
  );
}
