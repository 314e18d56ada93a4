import type { PackageId } from "../kernel/id.ts";
import { ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** 重新回传: sends a refused tracking number again. */
export function retryBackfills(app: App, scope: Scope, ids: readonly PackageId[]): Promise<ActResult[]> {
  return actOnPackages(
    app,
    scope,
    "packages:ship",
    ids,
    async () => () => ok({ event: { kind: "backfill_retried" }, timeline: [{ kind: "backfill_retried" }] }),
  );
}
