import type { GatewayName, Mall } from "./model.ts";

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

/** The local product package: a shop that ships from its own country keeps its goods where its orders are. */
const localGoodsScopes = [
  "bg.local.goods.list.query",
  "bg.local.goods.sku.list.query",
  "temu.local.goods.list.retrieve",
  "temu.local.sku.list.retrieve",
  "bg.local.goods.stock.edit",
  "temu.local.goods.sku.stock.query",
  "bg.local.goods.sale.status.set",
  "bg.local.goods.publish.status.get",
  "bg.local.goods.sku.out.sn.set",
  "bg.local.goods.sku.out.sn.check",
];

const sellerSide = new Set<GatewayName>(["pa", "cn"]);

/** What a seller grants with the usual permission packages, including the white-listed amounts. */
export function scopesOf(gateway: GatewayName, mallType: Mall["mallType"]): string[] {
  if (sellerSide.has(gateway)) return [...productScopes];
  return mallType === 100 ? [...orderScopes, ...localGoodsScopes] : [...orderScopes];
}
