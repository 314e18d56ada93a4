import { sql } from "kysely";
import type { SkuId, TenantId } from "../kernel/id.ts";
import type { SkuKind } from "../kernel/vocabulary/stock.ts";
import type { Tx } from "./database.ts";
import { openStates } from "./package-filter.ts";

/** Which SKUs have these codes. */
export async function findCodeOwners(tx: Tx, tenant: TenantId, codes: readonly string[]): Promise<Map<string, SkuId>> {
  const found = await sql<{ code: string; id: SkuId }>`
    select code, id from sku where tenant_id = ${tenant} and code = any(${codes}::text[]) order by code`.execute(tx);
  return new Map(found.rows.map((row) => [row.code, row.id]));
}

export type BarcodeOwner = { barcode: string; id: SkuId; code: string };

/** Which SKUs carry these barcodes. */
export async function findBarcodeOwners(tx: Tx, tenant: TenantId, barcodes: readonly string[]): Promise<BarcodeOwner[]> {
  if (barcodes.length === 0) return [];
  const found = await sql<BarcodeOwner>`
    select b.barcode, s.id, s.code
    from sku_barcode b join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id
    where b.tenant_id = ${tenant} and b.barcode = any(${barcodes}::text[])
    order by b.barcode`.execute(tx);
  return found.rows;
}

/** Code and kind of SKUs that bundles want to take; unknown ids are absent. */
export async function findKinds(tx: Tx, tenant: TenantId, ids: readonly SkuId[]): Promise<Map<SkuId, { code: string; kind: SkuKind }>> {
  if (ids.length === 0) return new Map();
  const found = await sql<{ id: SkuId; code: string; kind: SkuKind }>`
    select id, code, kind from sku where tenant_id = ${tenant} and id = any(${ids}::uuid[]) order by id`.execute(tx);
  return new Map(found.rows.map((row) => [row.id, row]));
}

export type SkuUse = { id: SkuId; hasStock: boolean; hasPackages: boolean; bundle: string | null };

/**
 * What keeps single SKUs from becoming bundles: units or open stock documents, open packages, or a bundle that takes them (its code). Their
 * counters are locked first, as every movement does.
 */
export async function findUses(tx: Tx, tenant: TenantId, ids: readonly SkuId[]): Promise<SkuUse[]> {
  if (ids.length === 0) return [];
  await sql`
    select 1 from stock_balance where tenant_id = ${tenant} and sku_id = any(${ids}::uuid[])
    order by warehouse_id, sku_id for update`.execute(tx);
  const found = await sql<SkuUse>`
    select s.id,
      exists (select from stock_balance b where b.tenant_id = s.tenant_id and b.sku_id = s.id
          and (b.on_hand, b.reserved, b.blocked, b.incoming) <> (0, 0, 0, 0))
        or exists (select from stock_document_line l
          join stock_document d on d.tenant_id = l.tenant_id and d.id = l.document_id and d.state in ('draft', 'submitted', 'in_transit', 'to_put_back')
          where l.tenant_id = s.tenant_id and l.sku_id = s.id) as "hasStock",
      exists (select from package_line l
        join package p on p.tenant_id = l.tenant_id and p.id = l.package_id and p.state in (${openStates})
        where l.tenant_id = s.tenant_id and l.sku_id = s.id and l.units > 0) as "hasPackages",
      (select b.code from bundle_component c join sku b on b.tenant_id = c.tenant_id and b.id = c.bundle_id
        where c.tenant_id = s.tenant_id and c.component_id = s.id order by b.code limit 1) as bundle
    from sku s
    where s.tenant_id = ${tenant} and s.id = any(${ids}::uuid[])
    order by s.id`.execute(tx);
  return found.rows;
}
