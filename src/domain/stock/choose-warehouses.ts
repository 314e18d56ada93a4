/** What a package wants, by SKU. */
type Wanting<Key, Sku> = { key: Key; goods: readonly { sku: Sku; units: number }[] };

/**
 * The warehouse from which each package leaves: the first that holds all of it, counted in the order given, so that the same units are not
 * counted twice; the best-ranked one where none does. A package leaves from one place: what lies in two makes no parcel.
 */
export function chooseWarehouses<Key, Warehouse extends string, Sku extends string>(
  warehouses: readonly Warehouse[],
  wanting: readonly Wanting<Key, Sku>[],
  available: ReadonlyMap<`${Warehouse} ${Sku}`, number>,
): Map<Key, Warehouse> {
  const left = new Map(available);
  const chosen = new Map<Key, Warehouse>();
  for (const { key, goods } of wanting) {
    const units = new Map<Sku, number>();
    for (const one of goods) units.set(one.sku, (units.get(one.sku) ?? 0) + one.units);
    const place = warehouses.find((warehouse) => [...units].every(([sku, wanted]) => (left.get(`${warehouse} ${sku}`) ?? 0) >= wanted));
    const from = place ?? warehouses[0];
    if (from === undefined) continue;
    chosen.set(key, from);
    for (const [sku, wanted] of units) left.set(`${from} ${sku}`, Math.max(0, (left.get(`${from} ${sku}`) ?? 0) - wanted));
  }
  return chosen;
}
