import { sql } from "kysely";
import { type Allotment, allot, type ShelfPart } from "../domain/stock/allotment.ts";
import type { ListingId, ShopId, SkuId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { StockRuleKind } from "../kernel/vocabulary/stock.ts";
import type { ForeignChangeColumn } from "./catalog-schema.ts";
import { rows, type Tx } from "./database.ts";

type Wire = Readonly<Record<string, string>>;

/** The lowest and the highest of figures whose way to the platform has no known end. Counted as the platform's figure was when it was known. */
export type UnderWay = { least: number; most: number };

/** A listing, and what the platform shows of it by what we know. */
type KnownListing = {
  listingId: ListingId;
  listingKey: string;
  wire: Wire;
  /** What a write must name besides, as last read; null: never read. */
  stockWire: Wire | null;
  /** What the platform must show; null: it has to be read. */
  predicted: number | null;
  /** What it may show at the least and at the most: units that came back may have been in the figure that we knew, others were under way. */
  least: number | null;
  most: number | null;
  /** Pieces that orders have given back since the figure was known. */
  returned: number;
  /** Null: nothing was. */
  underWay: UnderWay | null;
  /** Pieces that the orders in our books have taken, at the moment of this reading. */
  soldUnits: number;
  /** Orders have moved the platform's figure since it was known. */
  isMoved: boolean;
  foreignChange: ForeignChangeColumn | null;
  pairingQuantity: number;
};

/** A listing whose stock is to be pushed, with what stands behind it now. */
export type PushedListing = KnownListing & {
  allotment: Allotment;
  /** Where the figure comes from, by warehouse and goods. */
  shelves: readonly { warehouseId: WarehouseId; parts: readonly (ShelfPart & { skuId: SkuId; skuCode: string })[] }[];
  rule: { kind: StockRuleKind; value: number | null; of: "listing" | "shop" | "nobody" };
  scarce: { below: number; isChosen: boolean } | null;
};

type BackingRow = KnownListing & {
  ownKind: StockRuleKind | null;
  ownValue: number | null;
  shopKind: StockRuleKind | null;
  shopValue: number | null;
  skuId: SkuId;
  skuCode: string;
  scarceBelow: number | null;
  isChosen: boolean | null;
  warehouseId: WarehouseId;
} & ShelfPart;

/**
 * What stands behind these listings, of one shop or of any (undefined), in the warehouses that their shops sell from. Listings that are
 * unpaired or gone are absent.
 */
export async function listPushedListings(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId | undefined,
  listings: readonly string[],
): Promise<PushedListing[]> {
  const ofShop = shop === undefined ? sql`true` : sql`l.shop_id = ${shop}`;
  const result = await sql<BackingRow>`
    select l.id as "listingId", l.listing_key as "listingKey", l.wire, l.stock_wire as "stockWire", l.sold_units as "soldUnits",
      f.known - f.moved as predicted, least(f.known, l.platform_least) - f.moved - l.platform_returned as least,
      greatest(f.known, l.platform_most) - f.moved as most, l.platform_returned as returned,
      case when l.platform_least is not null then jsonb_build_object('least', l.platform_least, 'most', l.platform_most) end as "underWay",
      l.sold_units is distinct from l.platform_sold or l.platform_returned > 0 as "isMoved", l.foreign_change as "foreignChange",
      g.quantity as "pairingQuantity", own.kind as "ownKind", own.value as "ownValue", whole.kind as "shopKind", whole.value as "shopValue",
      k.id as "skuId", k.code as "skuCode",
      s.scarce_below as "scarceBelow", s.scarce_shop_id = l.shop_id as "isChosen", w.warehouse_id as "warehouseId",
      coalesce(b.on_hand, 0) as "onHand", coalesce(b.reserved, 0) as reserved, coalesce(b.blocked, 0) as blocked,
      coalesce(m.safety_units, 0) as safety, coalesce(c.quantity, 1) as "perUnit"
    from listing l
    cross join lateral (select l.platform_stock as known, l.sold_units - l.platform_sold as moved) f
    join shop h on h.tenant_id = l.tenant_id and h.id = l.shop_id
    join pairing g on g.tenant_id = l.tenant_id and g.listing_id = l.id
    join sku s on s.tenant_id = g.tenant_id and s.id = g.sku_id
    left join bundle_component c on c.tenant_id = s.tenant_id and c.bundle_id = s.id and s.kind = 'bundle'
    join sku k on k.tenant_id = s.tenant_id and k.id = coalesce(c.component_id, s.id)
    cross join lateral (
      select f.warehouse_id, f.rank from shop_source f where f.tenant_id = l.tenant_id and f.shop_id = l.shop_id
      union all
      select h.default_warehouse_id, 0
      where not exists (select from shop_source f where f.tenant_id = l.tenant_id and f.shop_id = l.shop_id)) w
    left join stock_balance b on b.tenant_id = l.tenant_id and b.warehouse_id = w.warehouse_id and b.sku_id = k.id
    left join stock_limit m on m.tenant_id = l.tenant_id and m.warehouse_id = w.warehouse_id and m.sku_id = k.id
    left join stock_rule own on own.tenant_id = l.tenant_id and own.shop_id = l.shop_id and own.listing_id = l.id
    left join stock_rule whole on whole.tenant_id = l.tenant_id and whole.shop_id = l.shop_id and whole.listing_id is null
    where l.tenant_id = ${tenant} and ${ofShop} and l.id = any(${listings}::uuid[]) and l.state = 'live'
    order by l.id, w.rank, w.warehouse_id, k.code, k.id`.execute(tx);
  return [...Map.groupBy(result.rows, (row) => row.listingId).values()].flatMap(toPushed);
}

function toPushed(backing: BackingRow[]): PushedListing[] {
  const [first] = backing;
  if (first === undefined) return [];
  const byWarehouse = [...Map.groupBy(backing, (row) => row.warehouseId)];
  const shelves = byWarehouse.map(([warehouseId, list]) => ({ warehouseId, parts: list.map(toPart) }));
  const { listingId, listingKey, wire, stockWire, predicted, least, most, returned, underWay, soldUnits, isMoved } = first;
  const { foreignChange, pairingQuantity } = first;
  const rule = ruleOf(first);
  const scarce = first.scarceBelow === null ? null : { below: first.scarceBelow, isChosen: first.isChosen === true };
  const allotment = allot({ shelves: shelves.map((shelf) => shelf.parts), pairingQuantity, rule, scarce });
  const figures = { predicted, least, most, returned, underWay, soldUnits, isMoved };
  const known = { listingId, listingKey, wire, stockWire, ...figures, foreignChange };
  return [{ ...known, allotment, shelves, pairingQuantity, rule, scarce }];
}

const toPart = ({ skuId, skuCode, onHand, reserved, blocked, safety, perUnit }: BackingRow) => ({
  skuId,
  skuCode,
  onHand,
  reserved,
  blocked,
  safety,
  perUnit,
});

function ruleOf(row: BackingRow): PushedListing["rule"] {
  if (row.ownKind !== null) return { kind: row.ownKind, value: row.ownValue, of: "listing" };
  if (row.shopKind !== null) return { kind: row.shopKind, value: row.shopValue, of: "shop" };
  return { kind: "real", value: null, of: "nobody" };
}

/** What the platform shows, with the sales that are in it, and what was pushed where something was. */
export type PlatformFigure = {
  listingId: ListingId;
  platformStock: number;
  /** Null: the figure is likely, but has to be read before it is relied on. */
  soldUnits: number | null;
  /** The pieces given back of which the figure tells now: others that came meanwhile stay in doubt. */
  returned: number;
  pushed: boolean;
  wire: Wire;
  foreignChange: ForeignChangeColumn | null;
};

/** Remembers what the platform shows: from here on our own orders tell how its figure moves. */
export async function savePlatformStock(tx: Tx, tenant: TenantId, at: Instant, figures: readonly PlatformFigure[]): Promise<void> {
  if (figures.length === 0) return;
  const list = figures.map((one) => ({
    id: one.listingId,
    stock: one.platformStock,
    sold: one.soldUnits,
    returned: one.returned,
    pushed: one.pushed,
    wire: one.wire,
    foreign: one.foreignChange,
  }));
  await sql`
    update listing l set platform_stock = r.stock, platform_stock_at = ${toIso(at)}::timestamptz, platform_sold = r.sold,
      platform_returned = l.platform_returned - r.returned, platform_least = null, platform_most = null, stock_wire = r.wire,
      foreign_change = r.foreign,
      pushed_stock = case when r.pushed then r.stock else l.pushed_stock end,
      pushed_at = case when r.pushed then ${toIso(at)}::timestamptz else l.pushed_at end
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, stock integer, sold integer, returned integer, pushed boolean, wire jsonb, "foreign" jsonb)
    ${ofListed(tenant, list)}`.execute(tx);
}

/** Paired listings on sale whose figure at the platform was last seen before `before`, or never; the longest ago first. */
export async function listUnlookedListings(tx: Tx, tenant: TenantId, shop: ShopId, before: Instant, limit: number): Promise<ListingId[]> {
  const found = await sql<{ id: ListingId }>`
    select l.id from listing l
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.is_paired and l.state = 'live'
      and (l.platform_stock_at is null or l.platform_stock_at < ${toIso(before)}::timestamptz)
    order by l.platform_stock_at nulls first, l.id
    limit ${limit}`.execute(tx);
  return found.rows.map((row) => row.id);
}

/** Keeps figures before they are on their way to the platform, beside those of which nothing was heard. */
export async function addUnderWay(tx: Tx, tenant: TenantId, figures: readonly { listingId: ListingId; quantity: number }[]): Promise<void> {
  const list = figures.map((one) => ({ id: one.listingId, quantity: one.quantity }));
  await sql`
    update listing l set
      platform_least = least(l.platform_least, l.platform_stock, r.quantity + l.sold_units - l.platform_sold),
      platform_most = greatest(l.platform_most, l.platform_stock, r.quantity + l.sold_units - l.platform_sold)
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, quantity integer)
    ${ofListed(tenant, list)}`.execute(tx);
}

/** The last figures never got there: what was under way before them is left. */
export async function restoreUnderWay(
  tx: Tx,
  tenant: TenantId,
  figures: readonly { listingId: ListingId; underWay: UnderWay | null }[],
): Promise<void> {
  const list = figures.map((one) => ({ id: one.listingId, least: one.underWay?.least, most: one.underWay?.most }));
  await sql`
    update listing l set platform_least = r.least, platform_most = r.most
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, least integer, most integer)
    ${ofListed(tenant, list)}`.execute(tx);
}

/** Keeps a change that nobody of ours has made, for people to see. */
export async function saveForeignChange(
  tx: Tx,
  tenant: TenantId,
  changes: readonly { listingId: ListingId; change: ForeignChangeColumn }[],
): Promise<void> {
  if (changes.length === 0) return;
  const list = changes.map((one) => ({ id: one.listingId, change: one.change }));
  await sql`
    update listing l set foreign_change = r.change
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, change jsonb)
    ${ofListed(tenant, list)}`.execute(tx);
}

/** `units`: pieces taken from the platform's figure; below nought: given back. */
export type SoldUnits = { listingKey: string; units: number };

/** Counts what orders in our books have taken from, or given back to, the platform's figures of a shop's listings, whose rows are locked. */
export async function countSoldUnits(tx: Tx, tenant: TenantId, shop: ShopId, sold: readonly SoldUnits[]): Promise<void> {
  const sums = [...Map.groupBy(sold, (one) => one.listingKey)]
    .map(([key, list]) => ({
      key,
      units: list.reduce((sum, one) => sum + one.units, 0),
      returned: list.reduce((sum, one) => sum + Math.max(0, -one.units), 0),
    }))
    .filter((one) => one.units !== 0 || one.returned > 0);
  if (sums.length === 0) return;
  await sql`
    update listing l set sold_units = l.sold_units + r.units, platform_returned = l.platform_returned + r.returned
    from jsonb_to_recordset(${rows(sums)}) as r(key text, units integer, returned integer)
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.listing_key = r.key`.execute(tx);
}

/**
 * Listings `l` of the rows `r` that they are written from. Orders and pushes change the same rows at the same time: each locks them in one
 * order first.
 */
function ofListed(tenant: TenantId, list: readonly { id: ListingId }[]) {
  const ids = list.map((one) => one.id);
  return sql`where l.tenant_id = ${tenant} and l.id = r.id
    and l.id in (select i.id from listing i where i.tenant_id = ${tenant} and i.id = any(${ids}::uuid[]) order by i.id for no key update)`;
}
