import { sql } from "kysely";
import type { BlobId, PackageId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

export type LabelRow = { id: PackageId; shop_id: ShopId; warehouse_id: WarehouseId; label_blob_id: BlobId };

/** Packages of these ids that have a label file, in the order of the ids. */
export async function listLabelBlobs(tx: Tx, tenant: TenantId, ids: readonly PackageId[]): Promise<LabelRow[]> {
  const found = await sql<LabelRow>`
    select p.id, p.shop_id, p.warehouse_id, p.label_blob_id
    from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
    join package p on p.tenant_id = ${tenant} and p.id = wanted.id
    where p.label_blob_id is not null
    order by wanted.place`.execute(tx);
  return found.rows;
}
