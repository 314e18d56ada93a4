import type { GatewayName } from "./model.ts";

const orderScopes = [
  "bg.open.accesstoken.info.get",
  "bg.local.mall.info.get",
  "bg.tmc.message.update",
  "bg.order.list.v2.get",
  "bg.order.detail.v2.get",
  "bg.order.shippinginfo.v2.get",
  "bg.order.decryptshippinginfo.get",
  "bg.order.amount.query",
  "bg.order.combinedshipment.list.get",
  "bg.logistics.companies.get",
  "bg.logistics.warehouse.list.get",
  "bg.logistics.shipment.confirm",
  "bg.logistics.shipment.v2.confirm",
  "bg.logistics.shipment.v2.get",
  "bg.logistics.shipment.shippingtype.update",
  "bg.aftersales.cancel.list.get",
  "bg.aftersales.cancel.agree",
  "bg.aftersales.parentaftersales.list.get",
];

const productScopes = [
  "bg.open.accesstoken.info.get.global",
  "temu.goods.list.get",
  "bg.glo.goods.list.get",
  "bg.glo.product.search",
  "bg.btg.goods.stock.quantity.get",
  "bg.btg.goods.stock.quantity.update",
  "bg.btg.goods.stock.warehouse.list.get",
];

const sellerSide = new Set<GatewayName>(["pa", "cn"]);

/** What a seller grants with the usual permission packages, including the white-listed amounts. */
export function scopesOf(gateway: GatewayName): string[] {
  return [...(sellerSide.has(gateway) ? productScopes : orderScopes)];
}
