import { type RawBuilder, sql } from "kysely";
import { assertNever } from "../kernel/assert-never.ts";
import type { ChannelId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { openPackageStates, type PackageState } from "../kernel/vocabulary/package.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";

/** Whole values of one kind; recipients as the keyed index of their names. */
export type PackageSearch = {
  field: "order_number" | "package_number" | "sku" | "waybill" | "recipient_index";
  values: readonly string[];
};

export type Attention =
  | "overdue"
  | "due_soon"
  | "stock_short"
  | "unpaired"
  | "waybill_failed"
  | "backfill_failed"
  | "overlay"
  | "unprinted";

export type Deadline = "today" | "within_24h" | "within_48h" | "overdue";

/** What narrows a list. Undefined = not narrowed; an empty list = nothing matches. */
export type PackageConditions = {
  shops: readonly ShopId[] | undefined;
  warehouses: readonly WarehouseId[] | undefined;
  platforms?: readonly Platform[] | undefined;
  countries?: readonly string[] | undefined;
  channels?: readonly ChannelId[] | undefined;
  deadline?: Deadline | undefined;
  composition?: "one_piece" | "one_sku" | "mixed" | undefined;
  printed?: boolean | undefined;
  paidFrom?: Instant | undefined;
  paidTo?: Instant | undefined;
  search?: PackageSearch | undefined;
  state?: PackageState | undefined;
  attention?: Attention | undefined;
};

/** The moments that deadlines are compared with, from one reading of the clock. */
export type Moments = { now: Instant; dayStart: Instant; dayEnd: Instant; in24h: Instant; in48h: Instant };

/** Written out, so that the planner can see that the partial index package_open covers them. */
export const openStates = sql.join(openPackageStates.map((state) => sql.lit(state)));

/** Packages `p` of a tenant that meet all conditions. Rows, counts and ids are made from this one function, so they always agree. */
export function packageConditions(tenant: TenantId, wanted: PackageConditions, moments: Moments): RawBuilder<unknown> {
  const all: (RawBuilder<unknown> | undefined)[] = [
    sql`p.tenant_id = ${tenant}`,
    wanted.state && sql`p.state = ${wanted.state}`,
    wanted.shops && sql`p.shop_id = any(${wanted.shops}::uuid[])`,
    wanted.warehouses && sql`p.warehouse_id = any(${wanted.warehouses}::uuid[])`,
    wanted.platforms && sql`p.platform = any(${wanted.platforms}::text[])`,
    wanted.countries && sql`p.country = any(${wanted.countries}::text[])`,
    wanted.channels && sql`p.channel_id = any(${wanted.channels}::uuid[])`,
    wanted.composition && sql`p.composition = ${wanted.composition}`,
    wanted.printed === undefined ? undefined : wanted.printed ? sql`p.printed_count > 0` : sql`p.printed_count = 0`,
    wanted.paidFrom === undefined ? undefined : sql`p.paid_at >= ${toIso(wanted.paidFrom)}::timestamptz`,
    wanted.paidTo === undefined ? undefined : sql`p.paid_at < ${toIso(wanted.paidTo)}::timestamptz`,
    wanted.deadline && deadlineCondition(wanted.deadline, moments),
    wanted.attention && attentionCondition(wanted.attention, moments),
    wanted.search && searchCondition(tenant, wanted.search),
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}

/** Deadlines matter while a package is still here: shipped ones have met or missed theirs. */
export function deadlineCondition(deadline: Deadline, moments: Moments): RawBuilder<unknown> {
  const open = sql`p.state in (${openStates})`;
  const between = (from: Instant, to: Instant) =>
    sql`${open} and p.ship_by >= ${toIso(from)}::timestamptz and p.ship_by < ${toIso(to)}::timestamptz`;
  switch (deadline) {
    case "today":
      return between(moments.dayStart, moments.dayEnd);
    case "within_24h":
      return between(moments.now, moments.in24h);
    case "within_48h":
      return between(moments.now, moments.in48h);
    case "overdue":
      return sql`${open} and p.ship_by < ${toIso(moments.now)}::timestamptz`;
    default:
      return assertNever(deadline);
  }
}

/** The quick filters. All but the backfill ask for open packages. */
export function attentionCondition(attention: Attention, moments: Moments): RawBuilder<unknown> {
  const open = sql`p.state in (${openStates})`;
  switch (attention) {
    case "overdue":
      return deadlineCondition("overdue", moments);
    case "due_soon":
      return deadlineCondition("within_24h", moments);
    case "stock_short":
      return sql`${open} and p.stock_state in ('partial', 'none')`;
    case "unpaired":
      return sql`${open} and p.stock_state = 'unpaired'`;
    case "waybill_failed":
      return sql`p.state = 'label_requesting' and p.label_state = 'failed'`;
    case "backfill_failed":
      return sql`p.backfill_state = 'rejected'`;
    case "overlay":
      return sql`${open} and p.overlays <> '{}'`;
    case "unprinted":
      return sql`p.state = 'pending_print' and p.printed_count = 0`;
    default:
      return assertNever(attention);
  }
}

// each side of an "or" by its own index: a union of two id sets, never a filter over the table
function searchCondition(tenant: TenantId, search: PackageSearch): RawBuilder<unknown> {
  const values = sql`${search.values}::text[]`;
  switch (search.field) {
    case "package_number":
      return sql`p.number = any(${values})`;
    case "order_number":
      return sql`p.order_id in (
        select o.id from shop_order o where o.tenant_id = ${tenant} and o.number = any(${values})
        union
        select o.id from shop s
        join shop_order o on o.tenant_id = s.tenant_id and o.shop_id = s.id and o.platform_order_id = any(${values})
        where s.tenant_id = ${tenant})`;
    case "waybill":
      return sql`p.id in (
        select w.id from package w where w.tenant_id = ${tenant} and w.waybill = any(${values})
        union
        select w.id from package w where w.tenant_id = ${tenant} and w.tracking_number = any(${values}))`;
    case "sku":
      return sql`p.id in (
        select l.package_id from sku k
        join package_line l on l.tenant_id = k.tenant_id and l.sku_id = k.id
        where k.tenant_id = ${tenant} and k.code = any(${values})
        union
        select l.package_id from sku k
        join package_line l on l.tenant_id = k.tenant_id and l.bundle_id = k.id
        where k.tenant_id = ${tenant} and k.code = any(${values}))`;
    case "recipient_index":
      return sql`p.order_id in (select r.order_id from order_recipient r where r.tenant_id = ${tenant} and r.name_index = any(${values}))`;
    default:
      return assertNever(search.field);
  }
}
