import { sql } from "kysely";
import type { ChannelId, OrderId, OrderLineId, PackageId, PackageLineId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { BackfillState, LabelState, PackageOverlay, PackageState, StockState } from "../kernel/vocabulary/package.ts";
import type { OrderStatus, Platform } from "../kernel/vocabulary/platform.ts";
import type { Tx } from "./database.ts";
import type { RefusalColumn } from "./schema.ts";

/** A package with what the list shows beside it. No buyer data: names are masks. */
export type PackageListRow = {
  id: PackageId;
  number: string;
  order_id: OrderId;
  shop_id: ShopId;
  platform: Platform;
  warehouse_id: WarehouseId;
  state: PackageState;
  stock_state: StockState;
  label_state: LabelState;
  backfill_state: BackfillState;
  overlays: PackageOverlay[];
  country: string | null;
  ordered_at: Instant;
  paid_at: Instant | null;
  ship_by: Instant | null;
  channel_id: ChannelId | null;
  waybill: string | null;
  tracking_number: string | null;
  label_refusal: RefusalColumn | null;
  backfill_refusal: RefusalColumn | null;
  printed_count: number;
  printed_at: Instant | null;
  backfilled_at: Instant | null;
  platform_shipment: { trackingNumber: string | null; carrier: string | null; readAt: string } | null;
  platform_order_id: string;
  system_order_number: string;
  order_status: OrderStatus;
  hold_until: Instant | null;
  deliver_by: Instant | null;
  marks: string[];
  recipient_state: "wanted" | "hidden" | "stored" | "failed" | "not_ours";
  amount_state: "wanted" | "stored" | "unauthorised" | "failed" | "not_ours";
  shop_name: string;
  shop_time_zone: string;
  recipient_country: string | null;
  region: string | null;
  postcode_prefix: string | null;
  has_postcode: boolean | null;
  has_phone: boolean | null;
  name_mask: string | null;
  phone_mask: string | null;
  address_mask: string | null;
  city_mask: string | null;
  recipient_failure: string | null;
  channel_name: string | null;
  currency: string | null;
  customer_paid: bigint | null;
  goods: bigint | null;
  lines: PackageLineRow[];
};

export type PackageLineRow = {
  id: PackageLineId;
  skuId: SkuId | null;
  sku: string | null;
  platformSku: string;
  title: string;
  spec: string;
  pictureUrl: string | null;
  units: number;
  reservedUnits: number;
  bundle: LineBundleRow | null;
};

/** The bundle that a line is a component of: so many of it were sold by the order line, `perUnit` units of the line's SKU in each. */
export type LineBundleRow = {
  orderLineId: OrderLineId;
  code: string;
  nameZh: string;
  nameEn: string;
  units: number;
  perUnit: number;
};

/**
 * What the list shows of these packages, in the order of the ids, by one statement: every join below is by primary key, lines are gathered
 * per package. A component shows its own picture, as the listing's is that of the whole bundle. The failure of a recipient is looked up only
 * where there was one.
 */
export async function getPackageRows(tx: Tx, tenant: TenantId, ids: readonly PackageId[]): Promise<PackageListRow[]> {
  if (ids.length === 0) return [];
  const found = await sql<PackageListRow>`
    select p.id, p.number, p.order_id, p.shop_id, p.platform, p.warehouse_id, p.state, p.stock_state, p.label_state, p.backfill_state,
      p.overlays, p.country, p.ordered_at, p.paid_at, p.ship_by, p.channel_id, p.waybill, p.tracking_number, p.label_refusal,
      p.backfill_refusal, p.printed_count, p.printed_at, p.backfilled_at, p.platform_shipment,
      o.platform_order_id, o.number as system_order_number, o.status as order_status, o.hold_until, o.deliver_by, o.marks,
      o.recipient_state, o.amount_state, s.name as shop_name, s.time_zone as shop_time_zone,
      r.country as recipient_country, r.region, r.postcode_prefix, r.has_postcode, r.has_phone, r.name_mask, r.phone_mask, r.address_mask,
      r.city_mask, failure.message as recipient_failure, c.name as channel_name, a.currency, a.customer_paid, a.goods, lines.lines
    from unnest(${ids}::uuid[]) with ordinality as page (id, place)
    join package p on p.tenant_id = ${tenant} and p.id = page.id
    join shop_order o on o.tenant_id = p.tenant_id and o.id = p.order_id
    join shop s on s.tenant_id = p.tenant_id and s.id = p.shop_id
    left join order_recipient r on r.tenant_id = p.tenant_id and r.order_id = p.order_id
    left join order_amount a on a.tenant_id = p.tenant_id and a.order_id = p.order_id
    left join channel c on c.tenant_id = p.tenant_id and c.id = p.channel_id
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'skuId', l.sku_id, 'sku', k.code, 'platformSku', ol.seller_code,
        'title', ol.title, 'spec', ol.spec, 'units', l.units, 'reservedUnits', l.reserved_units,
        'pictureUrl', case when l.bundle_id is null then coalesce(ol.picture_url, k.picture_url) else coalesce(k.picture_url, ol.picture_url) end,
        'bundle', case when l.bundle_id is not null then jsonb_build_object('orderLineId', l.order_line_id, 'code', g.code,
          'nameZh', g.name_zh, 'nameEn', g.name_en, 'units', l.units / l.bundle_quantity, 'perUnit', l.bundle_quantity) end
        ) order by l.id), '[]') as lines
      from package_line l
      join order_line ol on ol.tenant_id = l.tenant_id and ol.id = l.order_line_id
      left join sku k on k.tenant_id = l.tenant_id and k.id = l.sku_id
      left join sku g on g.tenant_id = l.tenant_id and g.id = l.bundle_id
      where l.tenant_id = p.tenant_id and l.package_id = p.id
    ) as lines
    left join lateral (
      select t.event ->> 'message' as message from timeline t
      where o.recipient_state = 'failed' and t.tenant_id = p.tenant_id and t.package_id = p.id and t.kind = 'recipient_failed'
      order by t.at desc, t.id desc limit 1
    ) as failure on true
    order by page.place`.execute(tx);
  return found.rows;
}
