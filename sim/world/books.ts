import pg from "pg";
import type { ConnectionSettings } from "../../src/db/database.ts";
import { type Evidence, readEvidence } from "./evidence.ts";
import { type BalanceRow, type LineRow, type MovementRow, openStockSums, type StockRow } from "./stock-sums.ts";

/** Our side as rows, read past every line of the product: as the superuser, with plain SQL. Times are milliseconds since the epoch. */
export type Books = {
  shops: { id: string; tenant: string; platformShopId: string; state: string; epoch: number; beatAtMs: number | null }[];
  orders: OrderRow[];
  packages: PackageRow[];
  stock: StockRow[];
  intents: IntentRow[];
  /** What people asked of runners and is not done yet. */
  wishes: { id: string; kind: string }[];
  /** As they stood at the last reading of everything. */
  listings: {
    shopId: string;
    listingKey: string;
    skuId: string | null;
    pairingQuantity: number;
    available: number;
    /** It is a bundle, or stands in one. */
    isShared: boolean;
  }[];
};

export type OrderRow = {
  id: string;
  shopId: string;
  platformOrderId: string;
  status: string;
  updatedAtMs: number | null;
  /** Something of it is still to be read: recipient or amounts. */
  isFollowed: boolean;
  fulfilledBy: string;
  recipientState: string;
  amountState: string;
};

export type PackageRow = {
  id: string;
  tenant: string;
  orderId: string;
  shopId: string;
  number: string;
  state: string;
  labelState: string;
  backfillState: string;
  bookingAttempt: number;
  waybill: string | null;
  trackingNumber: string | null;
};

export type IntentRow = {
  id: string;
  shopId: string;
  kind: string;
  subjectId: string;
  key: string;
  state: string;
  dueAtMs: number;
  updatedAtMs: number;
  message: string | null;
  /** A cancellation whose booking is still open must wait for it. */
  waitsForBooking: boolean;
};

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

const statements = {
  shops: `select s.id, s.tenant_id as tenant, s.platform_shop_id as "platformShopId", s.state, coalesce(r.epoch, 0)::integer as epoch, ${ms("r.beat_at")} as "beatAtMs"
    from shop s left join shop_runner r on r.tenant_id = s.tenant_id and r.shop_id = s.id order by s.id`,
  orders: `select id, shop_id as "shopId", platform_order_id as "platformOrderId", status, ${ms("platform_updated_at")} as "updatedAtMs",
      follow_up_at is not null or (recipient_state = 'wanted' and status = 'to_ship' and fulfilled_by = 'seller') as "isFollowed",
      fulfilled_by as "fulfilledBy", recipient_state as "recipientState", amount_state as "amountState"
    from shop_order order by id`,
  packages: `select id, tenant_id as tenant, order_id as "orderId", shop_id as "shopId", number, state, label_state as "labelState",
      backfill_state as "backfillState", booking_attempt as "bookingAttempt", waybill, tracking_number as "trackingNumber",
      warehouse_id as "warehouseId"
    from package order by id`,
  stock: `with ledger as (
      select warehouse_id, sku_id, sum(on_hand_delta)::integer as on_hand, sum(reserved_delta)::integer as reserved,
        sum(on_hand_delta) filter (where kind <> 'ship')::integer as opened,
        -sum(on_hand_delta) filter (where kind = 'ship')::integer as shipped,
        (sum(on_hand_delta) filter (where kind not in ('opening', 'ship') and on_hand_delta > 0))::integer as came,
        (-sum(blocked_delta) filter (where kind = 'unblock'))::integer as freed
      from stock_movement group by warehouse_id, sku_id),
    held as (
      select p.warehouse_id, l.sku_id, sum(l.reserved_units)::integer as units
      from package_line l join package p on p.tenant_id = l.tenant_id and p.id = l.package_id
      where l.sku_id is not null and p.state not in ('shipped', 'delivered', 'cancelled', 'ignored')
      group by p.warehouse_id, l.sku_id)
    select warehouse_id as "warehouseId", sku_id as "skuId", coalesce(b.on_hand, 0) as "onHand", coalesce(b.reserved, 0) as reserved,
      coalesce(b.blocked, 0) as blocked, coalesce(l.on_hand, 0) as "ledgerOnHand", coalesce(l.reserved, 0) as "ledgerReserved",
      coalesce(l.opened, 0) as opened, coalesce(l.shipped, 0) as shipped, coalesce(l.came, 0) + coalesce(l.freed, 0) as brought,
      coalesce(h.units, 0) as held
    from stock_balance b full join ledger l using (warehouse_id, sku_id) full join held h using (warehouse_id, sku_id)
    order by 1, 2`,
  intents: `select i.id, i.shop_id as "shopId", i.kind, i.subject_id as "subjectId", i.key, i.state, ${ms("i.due_at")} as "dueAtMs",
      ${ms("i.updated_at")} as "updatedAtMs", i.last_message as message,
      i.kind = 'cancel_waybill' and exists (select 1 from intent b where b.tenant_id = i.tenant_id and b.kind = 'book_label'
        and b.subject_id = i.subject_id and b.key = i.key and b.state in ('pending', 'sent', 'accepted', 'unknown')) as "waitsForBooking"
    from intent i where i.state in ('pending', 'sent', 'accepted', 'unknown') order by i.id`,
  wishes: `select id, kind from shop_request where state = 'waiting' order by id`,
  listings: `select l.shop_id as "shopId", l.listing_key as "listingKey", p.sku_id as "skuId", coalesce(p.quantity, 1) as "pairingQuantity",
      coalesce((select min(coalesce(b.on_hand - b.reserved - b.blocked, 0) / coalesce(c.quantity, 1))
        from sku k
        left join bundle_component c on c.tenant_id = k.tenant_id and c.bundle_id = k.id
        left join stock_balance b on b.tenant_id = k.tenant_id and b.warehouse_id = s.default_warehouse_id
          and b.sku_id = coalesce(c.component_id, k.id)
        where k.tenant_id = l.tenant_id and k.id = p.sku_id), 0)::integer as available,
      exists (select 1 from bundle_component c where c.tenant_id = l.tenant_id and (c.bundle_id = p.sku_id or c.component_id = p.sku_id))
        as "isShared"
    from listing l join shop s on s.tenant_id = l.tenant_id and s.id = l.shop_id
    left join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id order by 1, 2`,
};

/** Rows as they changed since a reading, told by the transaction that wrote them; with `all`, every row. What was deleted is missed. */
const changedRows = {
  orders: (since: string) => statements.orders.replace("order by", `${since} order by`),
  packages: (since: string) => statements.packages.replace("order by", `${since} order by`),
  movements: (since: string) => `select id, warehouse_id as "warehouseId", sku_id as "skuId", kind, on_hand_delta as "onHandDelta",
      reserved_delta as "reservedDelta", blocked_delta as "blockedDelta" from stock_movement ${since}`,
  lines: (since: string) =>
    `select id, package_id as "packageId", sku_id as "skuId", reserved_units as "reservedUnits" from package_line ${since}`,
  balances: `select warehouse_id as "warehouseId", sku_id as "skuId", on_hand as "onHand", reserved, blocked from stock_balance`,
  now: "select pg_snapshot_xmin(pg_current_snapshot())::text as mark",
};

/** How much is read: what changed since the last reading, or everything anew, which alone finds what was deleted and brings listings. */
export type Extent = "changes" | "all";

export type BookReader = {
  /** Rows that did not change are the same objects as at the last reading. */
  read(extent: Extent): Promise<Books>;
  /** Every row of every tenant table as text, sorted: what a digest is made of. A long world has more rows than one call takes. */
  dump(add: (line: string) => void): Promise<void>;
  evidence(): Promise<Evidence>;
  query(statement: string): Promise<void>;
  close(): Promise<void>;
};

type List = <Row extends pg.QueryResultRow>(statement: string) => Promise<Row[]>;

/** Remembers what it read, so that a look costs what happened since and not all that ever happened. Nothing may write meanwhile. */
function openReading(list: List): (extent: Extent) => Promise<Books> {
  const orders = new Map<string, OrderRow>();
  const packages = new Map<string, PackageRow & { warehouseId: string }>();
  const sums = openStockSums();
  let listings: Books["listings"] = [];
  let since = "";
  return async (extent) => {
    const ofRows = extent === "all" ? "" : since;
    const [shops, intents, wishes, balances, changedOrders, changedPackages, movements, lines, mark] = await Promise.all([
      list<Books["shops"][number]>(statements.shops),
      list<IntentRow>(statements.intents),
      list<Books["wishes"][number]>(statements.wishes),
      list<BalanceRow>(changedRows.balances),
      list<OrderRow>(changedRows.orders(ofRows)),
      list<PackageRow & { warehouseId: string }>(changedRows.packages(ofRows)),
      list<MovementRow>(changedRows.movements(since)),
      list<LineRow>(changedRows.lines(since)),
      list<{ mark: string }>(changedRows.now),
    ]);
    if (extent === "all") {
      orders.clear();
      packages.clear();
      listings = await list<Books["listings"][number]>(statements.listings);
    }
    for (const order of changedOrders) orders.set(order.id, order);
    for (const pkg of changedPackages) packages.set(pkg.id, pkg);
    sums.move(movements);
    sums.hold(lines, changedPackages);
    since = `where age(xmin) <= age('${mark[0]?.mark}'::xid)`;
    const stock = extent === "all" ? await list<StockRow>(statements.stock) : sums.rows(balances);
    return { shops, intents, wishes, listings, stock, orders: [...orders.values()], packages: [...packages.values()] };
  };
}

export async function openBooks(superuser: ConnectionSettings): Promise<BookReader> {
  const client = new pg.Client({ ...superuser, pipeline: true });
  await client.connect();
  const list: List = async (statement) => (await client.query(statement)).rows;
  return {
    read: openReading(list),
    dump: async (add) => {
      // wrapped keys carry a nonce of the master key's own, which no seed reaches
      const tables = await list<{ name: string }>(
        `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and c.relname not in ('migration', 'tenant_key') order by 1`,
      );
      for (const { name } of tables) {
        const rows = await list<{ line: string }>(`select t::text as line from public.${pg.escapeIdentifier(name)} t order by 1`);
        add(`table ${name}`);
        for (const { line } of rows) add(line);
      }
    },
    evidence: () => readEvidence(list),
    query: async (statement) => {
      await client.query(statement);
    },
    close: () => client.end(),
  };
}
