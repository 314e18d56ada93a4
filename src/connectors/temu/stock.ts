import { z } from "zod";
import { fail, ok } from "../../kernel/result.ts";
import type { PlatformFailure, PlatformResult, ShopLink, StockReading, StockTarget } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import type { WireFields } from "./json.ts";
import { idOnWire, WireCount, WireId, WireText } from "./wire.ts";

type Wire = Readonly<Record<string, string>>;

const absolute = 2;

/** One call speaks of one SKC. */
export function stockGroup(wire: Wire): string {
  return wire.productSkcId ?? "";
}

const Quantities = z.looseObject({
  productSkuStockList: z
    .array(
      z.looseObject({
        productSkuId: WireId,
        skuStockQuantity: WireCount.nullish(),
        tempLockQuantity: WireCount.nullish(),
        warehouseId: WireText,
      }),
    )
    .nullish(),
});
type Quantity = NonNullable<z.output<typeof Quantities>["productSkuStockList"]>[number];

/** `bg.btg.goods.stock.quantity.get` of one SKC. A SKU in several warehouses is read as their sum and is not written. */
export async function readStock(
  link: ShopLink,
  listings: readonly { listingKey: string; wire: Wire }[],
): PlatformResult<readonly StockReading[]> {
  const first = listings[0];
  if (first === undefined) return ok([]);
  const reply = await callTemu(link, {
    type: "bg.btg.goods.stock.quantity.get",
    purpose: "products",
    writes: false,
    params: { productSkcId: idOnWire(stockGroup(first.wire)) },
    reply: Quantities,
  });
  if (!reply.ok) return reply;
  const rows = Map.groupBy(reply.value.productSkuStockList ?? [], (row) => row.productSkuId);
  return ok(
    listings.flatMap((listing) => {
      const found = rows.get(listing.listingKey);
      return found === undefined ? [] : [toReading(listing.listingKey, found)];
    }),
  );
}

function toReading(listingKey: string, rows: readonly Quantity[]): StockReading {
  return {
    listingKey,
    available: rows.reduce((sum, row) => sum + (row.skuStockQuantity ?? 0), 0),
    locked: rows.reduce((sum, row) => sum + (row.tempLockQuantity ?? 0), 0),
    wire: { warehouseId: rows[0]?.warehouseId ?? "", warehouses: String(rows.length) },
  };
}

/** `bg.btg.goods.stock.quantity.update` in absolute form, refused by the platform when its figure is no longer the one that was read. */
export async function writeStock(link: ShopLink, targets: readonly StockTarget[], seen: readonly StockReading[]): PlatformResult<void> {
  const first = targets[0];
  if (first === undefined) return ok(undefined);
  const readings = new Map(seen.map((one) => [one.listingKey, one]));
  const changes = targets.map((target) => toChange(target, readings.get(target.listingKey)));
  if (changes.some((change) => change === undefined)) return fail(unread);
  if (targets.some((target) => Number(readings.get(target.listingKey)?.wire.warehouses ?? 1) > 1)) return fail(spread);
  const reply = await callTemu(link, {
    type: "bg.btg.goods.stock.quantity.update",
    purpose: "products",
    writes: true,
    params: {
      quantityChangeMode: absolute,
      productSkcId: idOnWire(stockGroup(first.wire)),
      skuStockChangeList: changes.filter((change) => change !== undefined),
    },
    reply: z.unknown(),
  });
  return reply.ok ? ok(undefined) : reply;
}

const unread: PlatformFailure = {
  kind: "rejected",
  reason: "stock-changed-meanwhile",
  code: "",
  message: "the platform's figure was not read",
};

/** Setting one warehouse to our whole figure would put the others' units on sale twice. */
const spread: PlatformFailure = {
  kind: "rejected",
  reason: "other",
  code: "several-warehouses",
  message: "the SKU has stock in several platform warehouses: keep it in one",
};

function toChange(target: StockTarget, reading: StockReading | undefined): WireFields | undefined {
  if (reading === undefined) return undefined;
  return {
    productSkuId: idOnWire(target.listingKey),
    warehouseId: reading.wire.warehouseId === "" ? undefined : reading.wire.warehouseId,
    targetStockAvailable: target.quantity,
    currentStockAvailable: reading.available,
  };
}
