import { sql } from "kysely";
import type { Package, PackageLine } from "../domain/fulfilment/package.ts";
import type { ChannelId, OrderId, OrderLineId, PackageId, PackageLineId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { PackageOverlay, PackageState } from "../kernel/vocabulary/package.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";
import { rows, type Tx } from "./database.ts";

export type PackageToStore = {
  id: PackageId;
  number: string;
  orderId: OrderId;
  shopId: ShopId;
  platform: Platform;
  warehouseId: WarehouseId;
  state: PackageState;
  backfillElsewhere: boolean;
  overlays: readonly PackageOverlay[];
  composition: "one_piece" | "one_sku" | "mixed";
  orderedAt: Instant;
  paidAt: Instant | null;
  shipBy: Instant | null;
  shippedAt: Instant | null;
};

const iso = (instant: Instant | null) => (instant === null ? null : toIso(instant));

/** Stores new packages. Their stock state is "none" until refreshStockStates has looked at their lines. */
export async function insertPackages(tx: Tx, tenant: TenantId, at: Instant, packages: readonly PackageToStore[]): Promise<void> {
  const list = packages.map((one) => ({
    id: one.id,
    number: one.number,
    order_id: one.orderId,
    shop_id: one.shopId,
    platform: one.platform,
    warehouse_id: one.warehouseId,
    state: one.state,
    backfill_state: one.backfillElsewhere ? "elsewhere" : "none",
    overlays: one.overlays,
    composition: one.composition,
    ordered_at: toIso(one.orderedAt),
    paid_at: iso(one.paidAt),
    ship_by: iso(one.shipBy),
    shipped_at: iso(one.shippedAt),
  }));
  await sql`
    insert into package (tenant_id, id, number, order_id, shop_id, platform, warehouse_id, state, stock_state, backfill_state, overlays,
      composition, ordered_at, paid_at, ship_by, shipped_at, created_at)
    select ${tenant}, r.id, r.number, r.order_id, r.shop_id, r.platform, r.warehouse_id, r.state, 'none', r.backfill_state,
      array(select jsonb_array_elements_text(r.overlays)), r.composition, r.ordered_at, r.paid_at, r.ship_by, r.shipped_at,
      ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, number text, order_id uuid, shop_id uuid, platform text, warehouse_id uuid,
      state text, backfill_state text, overlays jsonb, composition text, ordered_at timestamptz, paid_at timestamptz,
      ship_by timestamptz, shipped_at timestamptz)`.execute(tx);
}

export type PackageLineToStore = {
  id: PackageLineId;
  packageId: PackageId;
  orderLineId: OrderLineId;
  skuId: SkuId | null;
  /** The bundle that was sold, where the SKU is picked for one, and how many units of it one bundle takes. */
  bundleId: SkuId | null;
  bundleQuantity: number;
  pairingQuantity: number;
  units: number;
};

export async function insertPackageLines(tx: Tx, tenant: TenantId, lines: readonly PackageLineToStore[]): Promise<void> {
  const list = lines.map((one) => ({
    id: one.id,
    package_id: one.packageId,
    order_line_id: one.orderLineId,
    sku_id: one.skuId,
    bundle_id: one.bundleId,
    bundle_quantity: one.bundleQuantity,
    pairing_quantity: one.pairingQuantity,
    units: one.units,
  }));
  await sql`
    insert into package_line (tenant_id, id, package_id, order_line_id, sku_id, bundle_id, bundle_quantity, pairing_quantity, units)
    select ${tenant}, r.id, r.package_id, r.order_line_id, r.sku_id, r.bundle_id, r.bundle_quantity, r.pairing_quantity, r.units
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, package_id uuid, order_line_id uuid, sku_id uuid, bundle_id uuid,
      bundle_quantity integer, pairing_quantity integer, units integer)`.execute(tx);
}

/** Which packages are wanted: by their own ids or by those of their orders. */
export type PackageKey = { ids: readonly PackageId[] } | { orderIds: readonly OrderId[] };

/** Loads packages with their lines and what is known of the recipient, locked in id order until the transaction ends. Unknown ids are absent. */
export async function lockPackages(tx: Tx, tenant: TenantId, key: PackageKey): Promise<Package[]> {
  const wanted = "ids" in key ? sql`p.id = any(${key.ids}::uuid[])` : sql`p.order_id = any(${key.orderIds}::uuid[])`;
  const locked = await sql<LockedRow>`
    select p.*, o.recipient_state, r.has_postcode, r.has_phone, r.country as recipient_country
    from package p
    join shop_order o on o.tenant_id = p.tenant_id and o.id = p.order_id
    left join order_recipient r on r.tenant_id = p.tenant_id and r.order_id = p.order_id
    where p.tenant_id = ${tenant} and ${wanted}
    order by p.id
    for update of p`.execute(tx);
  if (locked.rows.length === 0) return [];
  const lines = await sql<LineRow>`
    select l.id, l.package_id, l.sku_id, s.code, l.units, l.reserved_units
    from package_line l
    left join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    where l.tenant_id = ${tenant} and l.package_id = any(${locked.rows.map((row) => row.id)}::uuid[])
    order by l.id`.execute(tx);
  const byPackage = Map.groupBy(lines.rows, (line) => line.package_id);
  return locked.rows.map((row) => toPackage(row, (byPackage.get(row.id) ?? []).map(toLine)));
}

type LineRow = {
  id: PackageLineId;
  package_id: PackageId;
  sku_id: SkuId | null;
  code: string | null;
  units: number;
  reserved_units: number;
};
type LockedRow = {
  id: PackageId;
  number: string;
  order_id: OrderId;
  shop_id: ShopId;
  warehouse_id: WarehouseId;
  state: PackageState;
  stock_state: Package["stockState"];
  label_state: Package["labelState"];
  backfill_state: Package["backfillState"];
  overlays: PackageOverlay[];
  channel_id: ChannelId | null;
  booking_attempt: number;
  waybill: string | null;
  tracking_number: string | null;
  label_blob_id: Package["labelBlobId"];
  label_refusal: Package["labelRefusal"];
  backfill_refusal: Package["backfillRefusal"];
  printed_count: number;
  printed_at: Instant | null;
  shipped_at: Instant | null;
  backfilled_at: Instant | null;
  recipient_state: string;
  has_postcode: boolean | null;
  has_phone: boolean | null;
  recipient_country: string | null;
};

function toLine(row: LineRow): PackageLine {
  return { id: row.id, skuId: row.sku_id, skuCode: row.code, units: row.units, reservedUnits: row.reserved_units };
}

function toPackage(row: LockedRow, lines: PackageLine[]): Package {
  const stored = row.recipient_state === "stored";
  return {
    id: row.id,
    number: row.number,
    orderId: row.order_id,
    shopId: row.shop_id,
    warehouseId: row.warehouse_id,
    state: row.state,
    stockState: row.stock_state,
    labelState: row.label_state,
    backfillState: row.backfill_state,
    overlays: row.overlays,
    channelId: row.channel_id,
    bookingAttempt: row.booking_attempt,
    waybill: row.waybill,
    trackingNumber: row.tracking_number,
    labelBlobId: row.label_blob_id,
    labelRefusal: row.label_refusal,
    backfillRefusal: row.backfill_refusal,
    printedCount: row.printed_count,
    printedAt: row.printed_at,
    shippedAt: row.shipped_at,
    backfilledAt: row.backfilled_at,
    recipient: {
      state: stored ? "stored" : row.recipient_state === "failed" ? "failed" : "unknown",
      hasPostcode: row.has_postcode ?? false,
      hasPhone: row.has_phone ?? false,
      country: row.recipient_country,
    },
    lines,
  };
}

/** Saves what events may change, for all given packages in one statement. */
export async function savePackages(tx: Tx, tenant: TenantId, packages: readonly Package[]): Promise<void> {
  if (packages.length === 0) return;
  const list = packages.map((pkg) => ({
    id: pkg.id,
    state: pkg.state,
    label_state: pkg.labelState,
    backfill_state: pkg.backfillState,
    overlays: pkg.overlays,
    channel_id: pkg.channelId,
    booking_attempt: pkg.bookingAttempt,
    waybill: pkg.waybill,
    tracking_number: pkg.trackingNumber,
    label_blob_id: pkg.labelBlobId,
    label_refusal: pkg.labelRefusal,
    backfill_refusal: pkg.backfillRefusal,
    printed_count: pkg.printedCount,
    printed_at: iso(pkg.printedAt),
    shipped_at: iso(pkg.shippedAt),
    backfilled_at: iso(pkg.backfilledAt),
  }));
  await sql`
    update package p set state = r.state, label_state = r.label_state, backfill_state = r.backfill_state,
      overlays = array(select jsonb_array_elements_text(r.overlays)), channel_id = r.channel_id, booking_attempt = r.booking_attempt,
      waybill = r.waybill, tracking_number = r.tracking_number, label_blob_id = r.label_blob_id, label_refusal = r.label_refusal,
      backfill_refusal = r.backfill_refusal, printed_count = r.printed_count, printed_at = r.printed_at, shipped_at = r.shipped_at,
      backfilled_at = r.backfilled_at
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, state text, label_state text, backfill_state text, overlays jsonb,
      channel_id uuid, booking_attempt integer, waybill text, tracking_number text, label_blob_id uuid, label_refusal jsonb,
      backfill_refusal jsonb, printed_count integer, printed_at timestamptz, shipped_at timestamptz, backfilled_at timestamptz)
    where p.tenant_id = ${tenant} and p.id = r.id`.execute(tx);
}

/** Derives 有货 / 部分缺货 / 缺货 / 未配对 of packages that still reserve from their lines. */
export async function refreshStockStates(tx: Tx, tenant: TenantId, packages: readonly PackageId[]): Promise<void> {
  if (packages.length === 0) return;
  await sql`
    update package p set stock_state = s.stock_state
    from (
      select l.package_id,
        case when bool_or(l.sku_id is null and l.units > 0) then 'unpaired'
          when sum(l.reserved_units) >= sum(l.units) then 'full'
          when sum(l.reserved_units) > 0 then 'partial'
          else 'none' end as stock_state
      from package_line l
      where l.tenant_id = ${tenant} and l.package_id = any(${packages}::uuid[])
      group by l.package_id
    ) s
    where p.tenant_id = ${tenant} and p.id = s.package_id and p.stock_state <> s.stock_state
      and p.state in ('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print')`.execute(tx);
}

export type SizedLine = {
  lineId: PackageLineId;
  packageId: PackageId;
  packageNumber: string;
  orderId: OrderId;
  isPrinted: boolean;
  warehouseId: WarehouseId;
  skuId: SkuId | null;
  skuCode: string | null;
  units: number;
  reservedUnits: number;
  /** Units of the SKU in one piece of what was sold: the pairing's quantity, times the bundle's where it stands for one. */
  unitsPerSold: number;
  orderedQuantity: number;
  cancelledQuantity: number;
  unitsPerPiece: number;
};

/** Lines of packages that are still to be shipped, beside what the platform now wants of them. The packages are locked, in id order. */
export async function listOpenLines(tx: Tx, tenant: TenantId, orders: readonly OrderId[]): Promise<SizedLine[]> {
  const result = await sql<SizedLine>`
    select l.id as "lineId", l.package_id as "packageId", p.number as "packageNumber", p.order_id as "orderId", p.printed_count > 0 as "isPrinted",
      p.warehouse_id as "warehouseId", l.sku_id as "skuId", s.code as "skuCode", l.units, l.reserved_units as "reservedUnits", l.pairing_quantity * l.bundle_quantity as "unitsPerSold", o.ordered_quantity as "orderedQuantity",
      o.cancelled_quantity as "cancelledQuantity", o.units_per_piece as "unitsPerPiece"
    from package p
    join package_line l on l.tenant_id = p.tenant_id and l.package_id = p.id
    join order_line o on o.tenant_id = l.tenant_id and o.id = l.order_line_id
    left join sku s on s.tenant_id = l.tenant_id and s.id = l.sku_id
    where p.tenant_id = ${tenant} and p.order_id = any(${orders}::uuid[])
      and p.state in ('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print')
    order by p.id, l.id
    for update of p`.execute(tx);
  return result.rows;
}

/** Sets how many units lines want. What they hold must have been released down to it before. */
export async function resizeLines(tx: Tx, tenant: TenantId, lines: readonly { lineId: PackageLineId; units: number }[]): Promise<void> {
  if (lines.length === 0) return;
  const list = lines.map((line) => ({ id: line.lineId, units: line.units }));
  await sql`
    update package_line l set units = r.units
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, units integer)
    where l.tenant_id = ${tenant} and l.id = r.id`.execute(tx);
}
