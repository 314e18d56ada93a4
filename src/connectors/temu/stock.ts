import { z } from "zod";
import { fail, ok } from "../../kernel/result.ts";
import type { PlatformFailure, PlatformResult, ShopLink, StockReading, StockTarget, StockWritten } from "../../ports/platform.ts";
import { isLocalShop } from "./authorisations.ts";
import { callTemu } from "./call.ts";
import type { WireFields } from "./json.ts";
import { readLocalStock, writeLocalStock } from "./local-stock.ts";
import { idOnWire, WireCount, WireId, WireText } from "./wire.ts";

type Wire = Readonly<Record<string, string>>;

const absolute = 2;

/** One call speaks of one SKC, in local shops of one item of goods: their listings have no SKC. */
export function stockGroup(wire: Wire): string {
  return wire.productSkcId ?? wire.goodsId ?? "";
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

/** What the platform shows of listings of one group, by the shop's kind. */
export async function readStock(
  link: ShopLink,
  listings: readonly { listingKey: string; wire: Wire }[],
): PlatformResult<readonly StockReading[]> {
  return isLocalShop(link) ? await readLocalStock(link, listings) : await readProductStock(link, listings);
}

/** `bg.btg.goods.stock.quantity.get` of one SKC. A SKU in several warehouses is read as their sum and is not written. */
async function readProductStock(
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

/** Writes listings of one group, by the shop's kind: guarded where the platform can, else as a difference. */
export async function writeStock(
  link: ShopLink,
  targets: readonly StockTarget[],
  seen: readonly StockReading[],
): PlatformResult<StockWritten> {
  return isLocalShop(link) ? await writeLocalStock(link, targets, seen) : await writeProductStock(link, targets, seen);
}

const written: StockWritten = { shows: "targets", refused: [] };

/** `bg.btg.goods.stock.quantity.update` in absolute form, refused by the platform when its figure is no longer the one that was read. */
async function writeProductStock(
  link: ShopLink,
  targets: readonly StockTarget[],
  seen: readonly StockReading[],
): PlatformResult<StockWritten> {
  const first = targets[0];
  if (first === undefined) return ok(written);
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
  return reply.ok ? ok(written) : reply;
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
