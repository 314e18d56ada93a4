import { itemsForShop } from "./catalogue.ts";
import { localItemsForShop } from "./local-catalogue.ts";
import type { GatewayName, Mall } from "./model.ts";
import type { ShopPlan, TemuOptions } from "./options.ts";
import { type OrderPlan, placeOrder } from "./place-order.ts";
import { findRegion } from "./regions.ts";
import type { State } from "./state.ts";
import { issueToken } from "./token-operations.ts";

const hour = 3600;

/** Opens the shops that are not there yet, with their warehouses, items and tokens, and orders that wait already. */
export function openWorld(state: State, shops: readonly ShopPlan[], options: TemuOptions): void {
  const nowMs = state.world.clock.nowMs();
  if (shops.every((shop) => state.malls.has(shop.mallId))) return;
  for (const [index, shop] of shops.entries()) {
    if (state.malls.has(shop.mallId)) continue;
    const mall = mallOf(shop, index);
    state.saveMall(mall);
    const itemsOf = shop.mallType === 100 ? localItemsForShop : itemsForShop;
    for (const item of itemsOf(shop.mallId, index, mall.warehouses[0]?.warehouseId ?? "", nowMs)) state.saveItem(item);
    for (const [gateway, token] of tokensOf(shop)) issueToken(state, { token, appKey: shop.appKey, mallId: shop.mallId, gateway }, nowMs);
    placeOpeningOrders(state, shop.mallId, shop.openingOrders ?? options.openingOrders ?? 20, nowMs);
  }
  state.saveMeta();
}

/** Where a seller keeps goods near the buyers. */
const overseasWarehouses: Record<string, string> = {
  "211": "Ontario CA Overseas Warehouse",
  "76": "Leipzig Overseas Warehouse",
  "37": "Hamilton ON Overseas Warehouse",
};

function mallOf(shop: ShopPlan, index: number): Mall {
  const regions = shop.regions ?? ["211"];
  const home = regions[0] ?? "211";
  const own = (last: number): string => `WH-${String(index * 100 + last).padStart(17, "0")}`;
  return {
    mallId: shop.mallId,
    mallType: shop.mallType,
    semiUniqueId: `SEMI-${shop.mallId}`,
    regionId: home,
    siteId: findRegion(home)?.siteId ?? "100",
    regions,
    warehouses: [
      { warehouseId: own(1), warehouseName: "Yiwu Dispatch Centre", warehouseBrand: "Own", regionId: "43", isDefault: true },
      {
        warehouseId: own(2),
        warehouseName: overseasWarehouses[home] ?? "Overseas Warehouse",
        warehouseBrand: "Own",
        regionId: home,
        isDefault: false,
      },
    ],
  };
}

function tokensOf(shop: ShopPlan): [GatewayName, string][] {
  const named: [GatewayName, string | undefined][] = [
    ["us", shop.tokens.us],
    ["eu", shop.tokens.eu],
    ["global", shop.tokens.global],
    ["pa", shop.tokens.pa],
    ["cn", shop.tokens.cn],
  ];
  return named.flatMap(([gateway, token]) => (token === undefined ? [] : [[gateway, token]]));
}

/** What a shop finds on a Monday morning: most orders plain, a few of every kind that needs a person. */
function placeOpeningOrders(state: State, mallId: string, count: number, nowMs: number): void {
  const special: Partial<OrderPlan>[] = [
    { status: 1, pendingSeconds: 20 * 60 },
    { fulfillmentType: "fulfillByCooperativeWarehouse" },
    { recipient: { postCode: "" } },
    { recipient: { mobile: "", virtualMobile: "" } },
    { labels: ["pending_buyer_cancellation"] },
    { shipWithinSeconds: 47 * hour, ageSeconds: 44 * hour },
    { shipWithinSeconds: 30 * hour, ageSeconds: 31 * hour },
    { lineLabels: ["Y2_advance_sale"], shipWithinSeconds: 9 * 24 * hour },
    { labels: ["signature_required_on_delivery"], warnings: ["SUGGEST_SIGNATURE_ON_DELIVERY"], signOnDeliveryMinor: 350 },
  ];
  for (let index = 0; index < count; index += 1) {
    const plain = { ageSeconds: (count - index) * 40 * 60 };
    placeOrder(state, { mallId, ...plain, ...special[index % 2 === 1 ? (index - 1) / 2 : special.length] }, nowMs);
  }
}
