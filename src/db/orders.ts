import { sql } from "kysely";
import type { PlatformOrder, PlatformOrderLine } from "../domain/orders/platform-order.ts";
import type { OrderId, OrderLineId, ShopId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

export type KnownOrder = {
  id: OrderId;
  platformOrderId: string;
  contentHash: string;
  updatedAt: Instant | null;
  status: PlatformOrder["status"];
};

/** The orders of a shop that we hold already, by the platform's order id. */
export async function findKnownOrders(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  platformOrderIds: readonly string[],
): Promise<Map<string, KnownOrder>> {
  const found = await tx
    .selectFrom("shop_order")
    .select(["id", "platform_order_id", "content_hash", "platform_updated_at", "status"])
    .where("tenant_id", "=", tenant)
    .where("shop_id", "=", shop)
    .where("platform_order_id", "in", [...platformOrderIds])
    .execute();
  return new Map(
    found.map((row) => [
      row.platform_order_id,
      {
        id: row.id,
        platformOrderId: row.platform_order_id,
        contentHash: row.content_hash,
        updatedAt: row.platform_updated_at,
        status: row.status,
      },
    ]),
  );
}

export type OrderToStore = {
  id: OrderId;
  number: string;
  order: PlatformOrder /** When to read the recipient and amounts; null: not ours to know. */;
  followUpAt: Instant | null;
};

const iso = (instant: Instant | null) => (instant === null ? null : toIso(instant));

function orderColumns(one: { id: OrderId; order: PlatformOrder }) {
  const { order } = one;
  return {
    id: one.id,
    platform_order_id: order.platformOrderId,
    status: order.status,
    fulfilled_by: order.fulfilledBy,
    platform_updated_at: iso(order.updatedAt),
    content_hash: order.contentHash,
    ordered_at: toIso(order.orderedAt),
    paid_at: iso(order.paidAt),
    hold_until: iso(order.holdUntil),
    ship_by: iso(order.shipBy),
    deliver_by: iso(order.deliverBy),
    marks: order.marks,
  };
}

const orderRecord = sql`id uuid, platform_order_id text, status text, fulfilled_by text, platform_updated_at timestamptz, content_hash text,
  ordered_at timestamptz, paid_at timestamptz, hold_until timestamptz, ship_by timestamptz, deliver_by timestamptz, marks jsonb`;
const marksOf = sql`array(select jsonb_array_elements_text(r.marks))`;

/** Stores new orders. Returns the ids that were really new: an order that is already there is left alone and not returned. */
export async function insertOrders(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  at: Instant,
  orders: readonly OrderToStore[],
): Promise<Set<OrderId>> {
  const list = orders.map((one) => ({
    ...orderColumns(one),
    number: one.number,
    reading: one.followUpAt === null ? "not_ours" : "wanted",
    follow_up_at: one.followUpAt === null ? null : toIso(one.followUpAt),
  }));
  const result = await sql<{ id: OrderId }>`
    insert into shop_order (tenant_id, shop_id, id, platform_order_id, number, status, fulfilled_by, platform_updated_at, content_hash,
      ordered_at, paid_at, hold_until, ship_by, deliver_by, marks, recipient_state, amount_state, follow_up_at, downloaded_at)
    select ${tenant}, ${shop}, r.id, r.platform_order_id, r.number, r.status, r.fulfilled_by, r.platform_updated_at, r.content_hash,
      r.ordered_at, r.paid_at, r.hold_until, r.ship_by, r.deliver_by, ${marksOf}, r.reading, r.reading, r.follow_up_at,
      ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(list)}) as r(${orderRecord}, number text, reading text, follow_up_at timestamptz)
    on conflict (tenant_id, shop_id, platform_order_id) do nothing
    returning id`.execute(tx);
  return new Set(result.rows.map((row) => row.id));
}

export type OrderToUpdate = {
  id: OrderId;
  order: PlatformOrder /** When to read the recipient (and amounts) again; null: not. */;
  followUpAt: Instant | null;
};

/** Overwrites orders with newer truth from the platform. */
export async function updateOrders(tx: Tx, tenant: TenantId, orders: readonly OrderToUpdate[]): Promise<void> {
  const list = orders.map((one) => ({ ...orderColumns(one), again_at: one.followUpAt === null ? null : toIso(one.followUpAt) }));
  await sql`
    update shop_order o set status = r.status, fulfilled_by = r.fulfilled_by,
      platform_updated_at = coalesce(r.platform_updated_at, o.platform_updated_at), content_hash = r.content_hash,
      paid_at = r.paid_at, hold_until = r.hold_until, ship_by = r.ship_by, deliver_by = r.deliver_by, marks = ${marksOf},
      recipient_state = case when r.again_at is not null then 'wanted' else o.recipient_state end,
      amount_state = case when r.again_at is not null and o.amount_state in ('not_ours', 'failed') then 'wanted' else o.amount_state end,
      follow_up_at = coalesce(r.again_at, o.follow_up_at),
      follow_up_attempts = case when r.again_at is not null then 0 else o.follow_up_attempts end
    from jsonb_to_recordset(${rows(list)}) as r(${orderRecord}, again_at timestamptz)
    where o.tenant_id = ${tenant} and o.id = r.id`.execute(tx);
  await sql`
    update package p set ship_by = o.ship_by, paid_at = o.paid_at
    from shop_order o
    where p.tenant_id = ${tenant} and p.order_id = any(${orders.map((one) => one.id)}::uuid[])
      and o.tenant_id = p.tenant_id and o.id = p.order_id
      and (p.ship_by is distinct from o.ship_by or p.paid_at is distinct from o.paid_at)`.execute(tx);
}

export type LineToStore = { id: OrderLineId; orderId: OrderId; line: PlatformOrderLine };

/** Stores order lines; a line that exists gets the platform's new quantities. Returns the ids under which the lines now stand. */
export async function upsertOrderLines(
  tx: Tx,
  tenant: TenantId,
  lines: readonly LineToStore[],
): Promise<{ id: OrderLineId; orderId: OrderId; platformLineId: string }[]> {
  const list = lines.map((one) => ({
    id: one.id,
    order_id: one.orderId,
    platform_line_id: one.line.platformLineId,
    listing_key: one.line.listingKey,
    seller_code: one.line.sellerCode,
    title: one.line.title,
    spec: one.line.spec,
    picture_url: one.line.pictureUrl,
    ordered_quantity: one.line.orderedQuantity,
    cancelled_quantity: one.line.cancelledQuantity,
    units_per_piece: one.line.unitsPerPiece,
    wire: one.line.wire,
  }));
  const result = await sql<{ id: OrderLineId; order_id: OrderId; platform_line_id: string }>`
    insert into order_line (tenant_id, id, order_id, platform_line_id, listing_key, seller_code, title, spec, picture_url,
      ordered_quantity, cancelled_quantity, units_per_piece, wire)
    select ${tenant}, r.id, r.order_id, r.platform_line_id, r.listing_key, r.seller_code, r.title, r.spec, r.picture_url,
      r.ordered_quantity, r.cancelled_quantity, r.units_per_piece, r.wire
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, order_id uuid, platform_line_id text, listing_key text, seller_code text,
      title text, spec text, picture_url text, ordered_quantity integer, cancelled_quantity integer, units_per_piece integer, wire jsonb)
    on conflict (tenant_id, order_id, platform_line_id) do update set
      ordered_quantity = excluded.ordered_quantity, cancelled_quantity = excluded.cancelled_quantity,
      units_per_piece = excluded.units_per_piece, title = excluded.title, spec = excluded.spec, picture_url = excluded.picture_url,
      wire = excluded.wire
    returning id, order_id, platform_line_id`.execute(tx);
  return result.rows.map((row) => ({ id: row.id, orderId: row.order_id, platformLineId: row.platform_line_id }));
}

/** Pieces that each line of these orders has taken from the platform's stock by our books; none of a cancelled order. */
export async function listSoldLines(
  tx: Tx,
  tenant: TenantId,
  orders: readonly OrderId[],
): Promise<{ orderId: OrderId; platformLineId: string; listingKey: string; units: number }[]> {
  if (orders.length === 0) return [];
  const result = await sql<{ orderId: OrderId; platformLineId: string; listingKey: string; units: number }>`
    select o.id as "orderId", l.platform_line_id as "platformLineId", l.listing_key as "listingKey",
      case when o.status = 'cancelled' then 0 else (l.ordered_quantity - l.cancelled_quantity) * l.units_per_piece end as units
    from shop_order o join order_line l on l.tenant_id = o.tenant_id and l.order_id = o.id
    where o.tenant_id = ${tenant} and o.id = any(${orders}::uuid[])
    order by o.id, l.id`.execute(tx);
  return result.rows;
}
