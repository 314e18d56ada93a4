import { sql } from "kysely";
import type { ListingId, ShopId, TenantId, WarehouseId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import { rows, type Tx } from "./database.ts";

/** A listing whose stock is to be pushed, with what stands behind it now. */
export type PushedListing = {
  listingId: ListingId;
  listingKey: string;
  wire: Readonly<Record<string, string>>;
  available: number;
  unitsPerPiece: number;
  pairingQuantity: number;
};

/** What is available behind these listings in the shop's warehouse. Listings that are unpaired or gone are absent. */
export async function listPushedListings(
  tx: Tx,
  tenant: TenantId,
  shop: ShopId,
  warehouse: WarehouseId,
  listings: readonly string[],
): Promise<PushedListing[]> {
  const result = await sql<PushedListing>`
    select l.id as "listingId", l.listing_key as "listingKey", l.wire, l.units_per_piece as "unitsPerPiece", p.quantity as "pairingQuantity",
      coalesce(b.on_hand - b.reserved - b.blocked, 0) as available
    from listing l
    join pairing p on p.tenant_id = l.tenant_id and p.listing_id = l.id
    left join stock_balance b on b.tenant_id = p.tenant_id and b.warehouse_id = ${warehouse} and b.sku_id = p.sku_id
    where l.tenant_id = ${tenant} and l.shop_id = ${shop} and l.id = any(${listings}::uuid[]) and l.state = 'live'
    order by l.id`.execute(tx);
  return result.rows;
}

/** Remembers what the platform shows and, where one was made, what was pushed. */
export async function savePushedStock(
  tx: Tx,
  tenant: TenantId,
  at: Instant,
  figures: readonly { listingId: ListingId; platformStock: number; pushed: boolean }[],
): Promise<void> {
  if (figures.length === 0) return;
  const list = figures.map((one) => ({ id: one.listingId, stock: one.platformStock, pushed: one.pushed }));
  await sql`
    update listing l set platform_stock = r.stock, platform_stock_at = ${toIso(at)}::timestamptz,
      pushed_stock = case when r.pushed then r.stock else l.pushed_stock end,
      pushed_at = case when r.pushed then ${toIso(at)}::timestamptz else l.pushed_at end
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, stock integer, pushed boolean)
    where l.tenant_id = ${tenant} and l.id = r.id`.execute(tx);
}
