import { listLabelBlobs } from "../db/read-labels.ts";
import type { PackageId } from "../kernel/id.ts";
import { fail, ok, type Result } from "../kernel/result.ts";
import type { Refusal } from "../kernel/vocabulary/refusal.ts";
import type { App } from "./app.ts";
import { reachesRow } from "./get-package.ts";
import type { Scope } from "./scope.ts";

/** The label files of packages, decrypted, in the order given. Packages without one or out of reach are left out; none at all is "no-label". */
export async function openLabels(app: App, scope: Scope, ids: readonly PackageId[]): Promise<Result<Uint8Array[], Refusal>> {
  if (!scope.permissions.has("packages:print")) return fail({ code: "forbidden" });
  const { tenant } = scope;
  const { rows, vault } = await app.database.inTenant(tenant, async (tx) => ({
    rows: (await listLabelBlobs(tx, tenant, ids)).filter((row) => reachesRow(scope, row)),
    vault: await app.vault.of(tx, tenant),
  }));
  const labels: Uint8Array[] = [];
  for (const row of rows) {
    const sealed = await app.blobs.get(`${tenant}/${row.label_blob_id}`);
    // the purge takes the file first: a label that is gone has no page
    if (sealed === undefined) continue;
    labels.push(vault.openBytes({ table: "blob", column: "bytes", row: row.label_blob_id }, sealed));
  }
  return labels.length === 0 ? fail({ code: "no-label" }) : ok(labels);
}
