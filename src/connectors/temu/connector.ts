import type { PlatformConnector } from "../../ports/platform.ts";
import { listCancelRequests } from "./cancel-requests.ts";
import { hookApp, readHook, subscribeHooks } from "./hooks.ts";
import { listListings } from "./listings.ts";
import { countOrders, getOrder, listOrders, orderPageSize } from "./orders.ts";
import { readAmounts, readRecipient } from "./recipient.ts";
import { confirmShipment, listCarriers, listWarehouses, readShipments } from "./shipments.ts";
import { readFacts } from "./shop.ts";
import { readStock, stockGroup, writeStock } from "./stock.ts";

/** Temu Open Platform: orders by region; products and stock of semi-managed shops on the partner gateway, of local shops beside their orders (docs/platforms/temu.md). */
export const temuConnector: PlatformConnector = {
  platform: "temu",
  capabilities: {
    partialShipment: false,
    recipientApart: true,
    amountsApart: true,
    // of semi-managed shops; local ones are written by difference
    guardedStockWrite: true,
    maxOrderPageSize: orderPageSize,
    maxStockBatch: 100,
    // recipient, amounts, confirm, read-back, stock read and write, and a share of what changes later
    callsPerOrder: 6.5,
    historyDays: 30,
  },
  endpoints: {
    us: "https://openapi-b-us.temu.com",
    eu: "https://openapi-b-eu.temu.com",
    global: "https://openapi-b-global.temu.com",
    pa: "https://openapi-b-partner.temu.com",
    cn: "https://openapi.kuajingmaihuo.com",
  },
  orders: { list: listOrders, count: countOrders, get: getOrder, recipient: readRecipient, amounts: readAmounts },
  cancelRequests: { list: listCancelRequests },
  shipments: { confirm: confirmShipment, read: readShipments, carriers: listCarriers, warehouses: listWarehouses },
  listings: { list: listListings },
  stock: { read: readStock, write: writeStock, groupKey: stockGroup },
  shop: { facts: readFacts },
  hooks: { app: hookApp, read: readHook, subscribe: subscribeHooks },
};
