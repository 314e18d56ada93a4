import type { PackageLineToStore } from "../db/packages.ts";
import type { Pairing } from "../db/pairings.ts";
import { unitsToPick } from "../domain/stock/units.ts";
import { asId, type OrderLineId, type PackageId, type PackageLineId } from "../kernel/id.ts";
import type { App } from "./app.ts";

type SoldLine = { orderedQuantity: number; cancelledQuantity: number; unitsPerPiece: number };

/** What is picked for one order line: one line for a SKU, one per component for a bundle, one without a SKU while it is unpaired. */
export function toPackageLines(
  app: App,
  of: { id: OrderLineId; packageId: PackageId },
  sold: SoldLine,
  pairing: Pairing | undefined,
): PackageLineToStore[] {
  const base = { packageId: of.packageId, orderLineId: of.id, pairingQuantity: pairing?.quantity ?? 1 };
  if (pairing === undefined) {
    const units = unitsToPick(sold, 1);
    return [{ id: asId<PackageLineId>(app.entropy.uuid()), ...base, skuId: null, bundleId: null, bundleQuantity: 1, units }];
  }
  return pairing.parts.map((part) => ({
    id: asId<PackageLineId>(app.entropy.uuid()),
    ...base,
    skuId: part.skuId,
    bundleId: part.bundleId,
    bundleQuantity: part.perUnit,
    units: unitsToPick(sold, pairing.quantity * part.perUnit),
  }));
}
