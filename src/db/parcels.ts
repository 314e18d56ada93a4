import { sql } from "kysely";
import type { OrderId, PackageId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

/** Packages that customs would refuse, with the SKU codes that lack weight, customs names or a declared value. */
export async function listUndeclaredPackages(tx: Tx, tenant: TenantId, packages: readonly PackageId[]): Promise<Map<PackageId, string[]>> {
  if (packages.length === 0) return new Map();
  const result = await sql<{ package_id: PackageId; codes: string[] }>`
    select l.package_id, array_agg(distinct s.code order by s.code) as codes
    from package_line l
    join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    where l.tenant_id = ${tenant} and l.package_id = any(${packages}::uuid[]) and l.units > 0
      and (s.weight_g = 0 or s.customs_name_zh = '' or s.customs_name_en = '' or s.declared_amount = 0)
    group by l.package_id`.execute(tx);
  return new Map(result.rows.map((row) => [row.package_id, row.codes]));
}

/** Shops for which nobody has chosen the platform's own warehouse yet: it is part of every ship-confirm. */
export async function listShopsWithoutPlatformWarehouse(tx: Tx, tenant: TenantId, shops: readonly ShopId[]): Promise<Set<ShopId>> {
  if (shops.length === 0) return new Set();
  const found = await tx
    .selectFrom("shop")
    .select("id")
    .where("tenant_id", "=", tenant)
    .where("id", "in", [...shops])
    .where("platform_warehouse_id", "is", null)
    .execute();
  return new Set(found.map((row) => row.id));
}

export type ParcelLine = {
  skuId: SkuId;
  code: string;
  customsNameZh: string;
  customsNameEn: string;
  hsCode: string | null;
  weightG: number;
  hasBattery: boolean;
  declaredAmount: bigint;
  declaredCurrency: string;
  units: number;
};

/** What a carrier must be told of a package's goods, one row per SKU. */
export async function listParcelLines(tx: Tx, tenant: TenantId, pkg: PackageId): Promise<ParcelLine[]> {
  const result = await sql<ParcelRow>`
    select s.id, s.code, s.customs_name_zh, s.customs_name_en, s.hs_code, s.weight_g, s.has_battery, s.declared_amount,
      s.declared_currency, sum(l.units)::integer as units
    from package_line l
    join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    where l.tenant_id = ${tenant} and l.package_id = ${pkg} and l.units > 0
    group by s.id, s.code, s.customs_name_zh, s.customs_name_en, s.hs_code, s.weight_g, s.has_battery, s.declared_amount, s.declared_currency
    order by s.code`.execute(tx);
  return result.rows.map((row) => ({
    skuId: row.id,
    code: row.code,
    customsNameZh: row.customs_name_zh,
    customsNameEn: row.customs_name_en,
    hsCode: row.hs_code,
    weightG: row.weight_g,
    hasBattery: row.has_battery,
    declaredAmount: row.declared_amount,
    declaredCurrency: row.declared_currency,
    units: row.units,
  }));
}

type ParcelRow = {
  id: SkuId;
  code: string;
  customs_name_zh: string;
  customs_name_en: string;
  hs_code: string | null;
  weight_g: number;
  has_battery: boolean;
  declared_amount: bigint;
  declared_currency: string;
  units: number;
};

export type ConfirmLine = { platformLineId: string; quantity: number; wire: Readonly<Record<string, string>> };

/** The order lines that a ship-confirm of a package must cover, with the quantities that are still wanted. */
export async function listConfirmLines(tx: Tx, tenant: TenantId, pkg: PackageId): Promise<ConfirmLine[]> {
  const result = await sql<{ platform_line_id: string; quantity: number; wire: Record<string, string> }>`
    select o.platform_line_id, o.ordered_quantity - o.cancelled_quantity as quantity, o.wire
    from order_line o
    where o.tenant_id = ${tenant} and o.ordered_quantity > o.cancelled_quantity
      and o.id in (select l.order_line_id from package_line l where l.tenant_id = ${tenant} and l.package_id = ${pkg})
    order by o.platform_line_id`.execute(tx);
  return result.rows.map((row) => ({ platformLineId: row.platform_line_id, quantity: row.quantity, wire: row.wire }));
}

export async function getPlatformOrderId(tx: Tx, tenant: TenantId, order: OrderId): Promise<string> {
  const row = await tx
    .selectFrom("shop_order")
    .select("platform_order_id")
    .where("tenant_id", "=", tenant)
    .where("id", "=", order)
    .executeTakeFirstOrThrow();
  return row.platform_order_id;
}

/** What the platform shows of a package's shipment, as last read back. */
export async function savePlatformShipment(
  tx: Tx,
  tenant: TenantId,
  pkg: PackageId,
  shipment: { trackingNumber: string | null; carrier: string | null; readAt: string },
): Promise<void> {
  await tx
    .updateTable("package")
    .set({ platform_shipment: JSON.stringify(shipment) })
    .where("tenant_id", "=", tenant)
    .where("id", "=", pkg)
    .execute();
}
