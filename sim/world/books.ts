import pg from "pg";
import type { ConnectionSettings } from "../../src/db/database.ts";
import { type Evidence, readEvidence } from "./evidence.ts";

/** Our side as rows, read past every line of the product: as the superuser, with plain SQL. Times are milliseconds since the epoch. */
export type Books = {
  shops: { id: string; tenant: string; platformShopId: string; state: string; epoch: number; beatAtMs: number | null }[];
  orders: OrderRow[];
  packages: PackageRow[];
  stock: StockRow[];
  intents: IntentRow[];
  listings: {
    shopId: string;
    listingKey: string;
    skuId: string | null;
    pairingQuantity: number;
    unitsPerPiece: number;
    available: number;
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

/** One warehouse × SKU: the counters, the sums of the ledger, and what packages hold. */
export type StockRow = {
  warehouseId: string;
  skuId: string;
  onHand: number;
  reserved: number;
  blocked: number;
  ledgerOnHand: number;
  ledgerReserved: number;
  opened: number;
  shipped: number;
  held: number;
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
      backfill_state as "backfillState", booking_attempt as "bookingAttempt", waybill, tracking_number as "trackingNumber"
    from package order by id`,
  stock: `with ledger as (
      select warehouse_id, sku_id, sum(on_hand_delta)::integer as on_hand, sum(reserved_delta)::integer as reserved,
        sum(on_hand_delta) filter (where kind in ('opening', 'adjustment'))::integer as opened,
        -sum(on_hand_delta) filter (where kind = 'ship')::integer as shipped
      from stock_movement group by warehouse_id, sku_id),
    held as (
      select p.warehouse_id, l.sku_id, sum(l.reserved_units)::integer as units
      from package_line l join package p on p.tenant_id = l.tenant_id and p.id = l.package_id
      where l.sku_id is not null and p.state not in ('shipped', 'delivered', 'cancelled', 'ignored')
      group by p.warehouse_id, l.sku_id)
    select warehouse_id as "warehouseId", sku_id as "skuId", coalesce(b.on_hand, 0) as "onHand", coalesce(b.reserved, 0) as reserved,
      coalesce(b.blocked, 0) as blocked, coalesce(l.on_hand, 0) as "ledgerOnHand", coalesce(l.reserved, 0) as "ledgerReserved",
      coalesce(l.opened, 0) as opened, coalesce(l.shipped, 0) as shipped, coalesce(h.units, 0) as held
    from stock_balance b full join ledger l using (warehouse_id, sku_id) full join held h using (warehouse_id, sku_id)
    order by 1, 2`,
  intents: `select i.id, i.shop_id as "shopId", i.kind, i.subject_id as "subjectId", i.key, i.state, ${ms("i.due_at")} as "dueAtMs",
      ${ms("i.updated_at")} as "updatedAtMs", i.last_message as message,
      i.kind = 'cancel_waybill' and exists (select 1 from intent b where b.tenant_id = i.tenant_id and b.kind = 'book_label'
        and b.subject_id = i.subject_id and b.key = i.key and b.state in ('pending', 'sent', 'accepted', 'unknown')) as "waitsForBooking"
    from intent i where i.state in ('pending', 'sent', 'accepted', 'unknown') order by i.id`,
  listings: `select l.shop_id as "shopId", l.listing_key as "listingKey", p.sku_id as "skuId", coalesce(p.quantity, 1) as "pairingQuantity",
      l.units_per_piece as "unitsPerPiece",
      (select coalesce(sum(b.on_hand - b.reserved - b.blocked), 0)::integer from stock_balance b
        where b.tenant_id = l.tenant_id and b.sku_id = p.sku_id) as available
    from listing l left join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id order by 1, 2`,
};

export type BookReader = {
  read(): Promise<Books>;
  /** Every row of every tenant table as text, sorted: what a digest is made of. */
  dump(): Promise<string[]>;
  evidence(): Promise<Evidence>;
  query(statement: string): Promise<void>;
  close(): Promise<void>;
};

export async function openBooks(superuser: ConnectionSettings): Promise<BookReader> {
  const client = new pg.Client(superuser);
  await client.connect();
  const list = async <Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> => (await client.query<Row>(statement)).rows;
  return {
    read: async () => ({
      shops: await list<Books["shops"][number]>(statements.shops),
      orders: await list<OrderRow>(statements.orders),
      packages: await list<PackageRow>(statements.packages),
      stock: await list<StockRow>(statements.stock),
      intents: await list<IntentRow>(statements.intents),
      listings: await list<Books["listings"][number]>(statements.listings),
    }),
    dump: async () => {
      // wrapped keys carry a nonce of the master key's own, which no seed reaches
      const tables = await list<{ name: string }>(
        `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and c.relname not in ('migration', 'tenant_key') order by 1`,
      );
      const lines: string[] = [];
      for (const { name } of tables) {
        const rows = await list<{ line: string }>(`select t::text as line from public.${pg.escapeIdentifier(name)} t order by 1`);
        lines.push(`table ${name}`, ...rows.map((row) => row.line));
      }
      return lines;
    },
    evidence: () => readEvidence(list),
    query: async (statement) => {
      await client.query(statement);
    },
    close: () => client.end(),
  };
}
