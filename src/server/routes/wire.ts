import { asId, type ShopId, type WarehouseId } from "../../kernel/id.ts";
import { type Instant, parseInstant, toIso } from "../../kernel/instant.ts";
import type { Platform } from "../../kernel/vocabulary/platform.ts";

export function isoOrNull(instant: Instant | null): string | null {
  return instant === null ? null : toIso(instant);
}

/** The last row of a page, as the contract's PageCursor. */
export function writeCursor(cursor: { at: Instant; id: string } | null): string | null {
  return cursor === null ? null : `${toIso(cursor.at)}~${cursor.id}`;
}

/** A cursor whose form the contract has checked. */
export function readCursor(text: string | undefined): { at: Instant; id: string } | undefined {
  if (text === undefined) return undefined;
  const [time = "", id = ""] = text.split("~");
  const at = parseInstant(time);
  // a day that no calendar has: read from the beginning
  return at === undefined ? undefined : { at, id };
}

/** Shops of a filter. */
export function toShopIds(ids: readonly string[] | undefined): ShopId[] | undefined {
  return ids?.map((id) => asId<ShopId>(id));
}

/** Warehouses of a filter. */
export function toWarehouseIds(ids: readonly string[] | undefined): WarehouseId[] | undefined {
  return ids?.map((id) => asId<WarehouseId>(id));
}

/** The shop that a row is about, by its name. */
export function shopLabel(row: { shop_id: ShopId; shop_name: string; platform: Platform }) {
  return { id: row.shop_id, name: row.shop_name, platform: row.platform };
}
