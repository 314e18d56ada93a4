import type { PackageId } from "../kernel/id.ts";
import { ok } from "../kernel/result.ts";
import { type ActResult, actOnPackages } from "./act.ts";
import type { App } from "./app.ts";
import type { Scope } from "./scope.ts";

/** 打印面单: counts the print. A package with an overlay (buyer wants to cancel, address changes, risk) is refused: it must not leave. */
export function printLabels(app: App, scope: Scope, ids: readonly PackageId[]): Promise<ActResult[]> {
  return actOnPackages(
    app,
    scope,
    "packages:print",
    ids,
    async (_, __, outbox) => (pkg) =>
      ok({ event: { kind: "printed", at: outbox.at }, timeline: [{ kind: "printed", count: pkg.printedCount + 1 }] }),
  );
}
