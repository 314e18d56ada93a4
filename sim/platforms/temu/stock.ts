import { z } from "zod";
import type { Call, Operation } from "./call.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import { quantityOf } from "./lifecycle.ts";
import type { Item } from "./model.ts";
import { idText, integer, optional, readParams, text } from "./params.ts";

export const maximumStock = 1_000_000;

/** Units in orders whose payment is pending, by item. They have left the stock on sale already. */
function lockedUnits(call: Call): Map<string, number> {
  const locked = new Map<string, number>();
  for (const order of call.state.waitingOrders()) {
    if (order.status !== 1 || order.mallId !== call.mall.mallId) continue;
    for (const line of order.lines) {
      const units = quantityOf(line) * call.state.getItem(line.productSkuId).soldFactor;
      locked.set(line.productSkuId, (locked.get(line.productSkuId) ?? 0) + units);
    }
  }
  return locked;
}

const GetParams = z.object({ productSkcId: optional(idText) });

/** `bg.btg.goods.stock.quantity.get`. */
export const getStock: Operation = (call) => {
  const read = readParams(GetParams, call.params);
  if (!read.ok) return read;
  const { productSkcId } = read.value;
  if (productSkcId === undefined) return refuse(150010001, "productSkcId");
  const items = call.state.itemsIn(call.mall.mallId).filter((item) => item.productSkcId === productSkcId);
  if (items.length === 0) return refuse(150010188, productSkcId);
  const locked = lockedUnits(call);
  return grant({
    total: items.length,
    productSkuStockList: items.map((item) => ({
      productSkuId: Number(item.productSkuId),
      skuStockQuantity: item.stock,
      tempLockQuantity: locked.get(item.productSkuId) ?? 0,
      warehouseId: item.warehouseId,
      shippingMode: 1,
    })),
  });
};

const UpdateParams = z.object({
  quantityChangeMode: optional(integer),
  productSkcId: optional(idText),
  skuStockChangeList: z.array(
    z.object({
      productSkuId: idText,
      warehouseId: text,
      stockDiff: optional(integer),
      targetStockAvailable: optional(integer),
      currentShippingMode: optional(integer),
      currentStockAvailable: optional(integer),
    }),
  ),
});
type Change = z.output<typeof UpdateParams>["skuStockChangeList"][number];

function targetOf(mode: 1 | 2, change: Change, item: Item): number | Refusal {
  if (change.stockDiff !== undefined && change.targetStockAvailable !== undefined) return refuse(150013003, item.productSkuId);
  if (change.warehouseId !== "" && change.warehouseId !== item.warehouseId) return refuse(150010001, "warehouseId");
  const { currentStockAvailable: expected } = change;
  if (expected !== undefined && expected !== item.stock) return refuse(150010005, `${item.productSkuId} has ${item.stock}`);
  if (mode === 1) return change.stockDiff === undefined ? refuse(150010001, "stockDiff") : item.stock + change.stockDiff;
  return change.targetStockAvailable ?? refuse(150010001, "targetStockAvailable");
}

/** `bg.btg.goods.stock.quantity.update`: 1 adds a difference, 2 sets a target. All changes or none. */
export const updateStock: Operation = (call) => {
  const read = readParams(UpdateParams, call.params);
  if (!read.ok) return read;
  const { quantityChangeMode: mode, productSkcId, skuStockChangeList } = read.value;
  if (mode !== 1 && mode !== 2) return refuse(150010001, "quantityChangeMode");
  if (skuStockChangeList.length === 0) return refuse(150010001, "skuStockChangeList");
  const targets = new Map<Item, number>();
  for (const change of skuStockChangeList) {
    const item = call.state.items.get(change.productSkuId);
    if (item === undefined || item.mallId !== call.mall.mallId) return refuse(150010188, change.productSkuId);
    if (productSkcId !== undefined && productSkcId !== item.productSkcId) return refuse(150010189, change.productSkuId);
    if (targets.has(item)) return refuse(150013001, change.productSkuId);
    const target = targetOf(mode, change, item);
    if (typeof target !== "number") return target;
    if (target < 0 || target > maximumStock) return refuse(150013002, change.productSkuId);
    targets.set(item, target);
  }
  for (const [item, target] of targets) {
    item.stock = target;
    call.state.saveItem(item);
  }
  return grant(null);
};

const WarehouseParams = z.object({ siteIdList: optional(z.array(idText)) });

/** `bg.btg.goods.stock.warehouse.list.get`: per site, the warehouses that goods can be bound to. */
export const listStockWarehouses: Operation = (call) => {
  const read = readParams(WarehouseParams, call.params);
  if (!read.ok) return read;
  const sites = read.value.siteIdList ?? [call.mall.siteId];
  return grant({
    warehouseDTOList: sites
      .filter((siteId) => siteId === call.mall.siteId)
      .map((siteId) => ({
        siteId: Number(siteId),
        siteName: "United States",
        validWarehouseList: call.mall.warehouses.map((warehouse) => ({
          warehouseId: warehouse.warehouseId,
          warehouseName: warehouse.warehouseName,
          warehouseDisable: false,
          managementType: "1",
        })),
      })),
  });
};
