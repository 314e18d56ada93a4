import type { Fence } from "../db/fence.ts";
import type { WarehouseId } from "../kernel/id.ts";
import type { Platform } from "../kernel/vocabulary/platform.ts";

/** What ingest must know of the shop. */
export type IngestShop = {
  fence: Fence;
  platform: Platform;
  /** The warehouses that it sells from, best first; never empty. */
  warehouses: readonly WarehouseId[];
  /** The tenant has 审核 on. */
  review: boolean;
  /** For the day in package and order numbers. */
  timeZone: string;
};
