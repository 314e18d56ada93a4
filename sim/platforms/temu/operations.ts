import type { Operation } from "./call.ts";
import { agreeToCancel, listCancellations, listParentAfterSales } from "./cancel-list.ts";
import { refuse } from "./codes.ts";
import { listCompanies, listWarehouses } from "./companies.ts";
import { listGoods, searchProducts } from "./goods.ts";
import { retrieveLocalGoods, retrieveLocalSkus } from "./local-cursor.ts";
import { queryLocalGoods, queryLocalSkus } from "./local-goods.ts";
import { checkSellerCodes, setSellerCodes } from "./local-seller-codes.ts";
import { getPublishStatus, setSaleStatus } from "./local-shelf.ts";
import { editLocalStock, queryLocalStock } from "./local-stock.ts";
import type { GatewayName } from "./model.ts";
import { getDecryptedShippingInfo, getShippingInfo } from "./order-address.ts";
import { getOrderAmount } from "./order-amount.ts";
import { getOrderDetail, listCombinedShipments, listOrders } from "./order-list.ts";
import { confirmShipment, confirmShipmentV1 } from "./shipment-confirm.ts";
import { getShipment, updateShipment } from "./shipment-get.ts";
import { getStock, listStockWarehouses, updateStock } from "./stock.ts";
import { getMallInfo, getTokenInfo } from "./token-operations.ts";
import { updateMessages } from "./webhook-operations.ts";

const orderSide: Record<string, Operation> = {
  "bg.open.accesstoken.info.get": getTokenInfo,
  "bg.local.mall.info.get": getMallInfo,
  "bg.tmc.message.update": updateMessages,
  "bg.order.list.v2.get": listOrders,
  "bg.order.detail.v2.get": getOrderDetail,
  "bg.order.shippinginfo.v2.get": getShippingInfo,
  "bg.order.decryptshippinginfo.get": getDecryptedShippingInfo,
  "bg.order.amount.query": getOrderAmount,
  "bg.order.combinedshipment.list.get": listCombinedShipments,
  "bg.logistics.companies.get": listCompanies,
  "bg.logistics.warehouse.list.get": listWarehouses,
  "bg.logistics.shipment.confirm": confirmShipmentV1,
  "bg.logistics.shipment.v2.confirm": confirmShipment,
  "bg.logistics.shipment.v2.get": getShipment,
  "bg.logistics.shipment.shippingtype.update": updateShipment,
  "bg.aftersales.cancel.list.get": listCancellations,
  "bg.aftersales.cancel.agree": agreeToCancel,
  "bg.aftersales.parentaftersales.list.get": listParentAfterSales,
};

/** A semi-managed shop keeps its goods on the partner gateway: whatever its token says, there are none here. */
const ofLocalShop =
  (operation: Operation): Operation =>
  (call) =>
    call.mall.mallType === 100 ? operation(call) : refuse(150010105);

const localSide: Record<string, Operation> = {
  "bg.local.goods.list.query": ofLocalShop(queryLocalGoods),
  "bg.local.goods.sku.list.query": ofLocalShop(queryLocalSkus),
  "temu.local.goods.list.retrieve": ofLocalShop(retrieveLocalGoods),
  "temu.local.sku.list.retrieve": ofLocalShop(retrieveLocalSkus),
  "bg.local.goods.stock.edit": ofLocalShop(editLocalStock),
  "temu.local.goods.sku.stock.query": ofLocalShop(queryLocalStock),
  "bg.local.goods.sale.status.set": ofLocalShop(setSaleStatus),
  "bg.local.goods.publish.status.get": ofLocalShop(getPublishStatus),
  "bg.local.goods.sku.out.sn.set": ofLocalShop(setSellerCodes),
  "bg.local.goods.sku.out.sn.check": ofLocalShop(checkSellerCodes),
};

const partnerSide: Record<string, Operation> = {
  "bg.open.accesstoken.info.get.global": getTokenInfo,
  "temu.goods.list.get": listGoods,
  "bg.glo.goods.list.get": listGoods,
  "bg.glo.product.search": searchProducts,
  "bg.btg.goods.stock.quantity.get": getStock,
  "bg.btg.goods.stock.quantity.update": updateStock,
  "bg.btg.goods.stock.warehouse.list.get": listStockWarehouses,
};

/** The one type that is answered without a token: it makes one. */
export const createTokenType = "bg.open.accesstoken.create";

const regional = Object.entries({ ...orderSide, ...localSide });
const byGateway: Record<GatewayName, Map<string, Operation>> = {
  us: new Map(regional),
  eu: new Map(regional),
  global: new Map(regional),
  pa: new Map(Object.entries(partnerSide)),
  cn: new Map(Object.entries(partnerSide)),
};

/** The operation of an API type on a gateway. The types of the other side do not exist there. */
export function findOperation(gateway: GatewayName, type: string): Operation | undefined {
  return byGateway[gateway].get(type);
}
