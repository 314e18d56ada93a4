import { sql } from "kysely";
import type { App } from "../../src/app/app.ts";
import type { DocumentWish } from "../../src/app/create-document.ts";
import { verifyStock } from "../../src/db/verify-stock.ts";
import { assertPresent } from "../../src/kernel/assert-never.ts";
import type { WarehouseId } from "../../src/kernel/id.ts";
import type { TestShop } from "./test-shop.ts";

type Figures = { code: string; on_hand: number; reserved: number; blocked: number; incoming: number };

/** What lies in a warehouse by SKU code: on hand, reserved, blocked, incoming. */
export async function readFigures(
  app: App,
  shop: TestShop,
  warehouse: WarehouseId = shop.warehouseId,
): Promise<Record<string, [number, number, number, number]>> {
  return await app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<Figures>`
      select s.code, b.on_hand, b.reserved, b.blocked, b.incoming
      from stock_balance b join sku s on s.tenant_id = b.tenant_id and s.id = b.sku_id
      where b.tenant_id = ${shop.tenant} and b.warehouse_id = ${warehouse} order by s.code`.execute(tx);
    return Object.fromEntries(found.rows.map((row) => [row.code, [row.on_hand, row.reserved, row.blocked, row.incoming]]));
  });
}

/** Movements that documents caused, oldest first: kind, on hand, blocked, incoming. */
export async function readDocumentMoves(app: App, shop: TestShop): Promise<[string, number, number, number][]> {
  return await app.database.inTenant(shop.tenant, async (tx) => {
    const found = await sql<{ kind: string; on_hand: number; blocked: number; incoming: number }>`
      select kind, on_hand_delta as on_hand, blocked_delta as blocked, incoming_delta as incoming from stock_movement
      where tenant_id = ${shop.tenant} and cause_kind = 'document' order by at, id`.execute(tx);
    return found.rows.map((row) => [row.kind, row.on_hand, row.blocked, row.incoming]);
  });
}

/** Figures that don't follow from the ledger or the packages. */
export const findDifferences = (app: App, shop: TestShop) => app.database.inTenant(shop.tenant, (tx) => verifyStock(tx, shop.tenant));

/** A document of the shop's warehouse with lines by code. */
export function wishFor(
  shop: TestShop,
  kind: DocumentWish["kind"],
  reason: DocumentWish["reason"],
  lines: Record<string, number | null> | "all",
  toWarehouseId: WarehouseId | null = null,
): DocumentWish {
  const list = lines === "all" ? lines : Object.entries(lines).map(([code, units]) => ({ code, units }));
  return { kind, reason, warehouseId: shop.warehouseId, toWarehouseId, note: "", lines: list };
}

export const skuOf = (shop: TestShop, code: string) => assertPresent(shop.skus.get(code), code);
