import { type Call, pictureUrl } from "./call.ts";
import { isCooperative } from "./cooperative-warehouse.ts";
import { deliverBy, labelsOf, quantityOf, shipBy } from "./lifecycle.ts";
import type { Order } from "./model.ts";

type Json = Record<string, unknown>;

function lineView(call: Call, order: Order, line: Order["lines"][number]): Json {
  const item = call.state.getItem(line.productSkuId);
  const lineLabels = ["customized_products", ...line.labels.filter((label) => label !== "customized_products")];
  return {
    orderSn: line.orderSn,
    quantity: quantityOf(line),
    originalOrderQuantity: line.originalQuantity,
    canceledQuantityBeforeShipment: line.cancelledQuantity,
    orderStatus: order.status,
    goodsId: Number(item.goodsId),
    skuId: Number(item.skuId),
    goodsName: item.goodsName,
    originalGoodsName: item.goodsName,
    spec: item.spec,
    originalSpecName: item.spec,
    thumbUrl: pictureUrl(call.settings, item),
    productList: [
      { productId: Number(item.productId), productSkuId: Number(item.productSkuId), soldFactor: item.soldFactor, extCode: item.extCode },
    ],
    orderLabel: lineLabels.map((name) => ({ name, value: line.labels.includes(name) ? 1 : 0 })),
    fulfillmentType: order.fulfillmentType,
    fulfillmentWarning: [],
    packageAbnormalTypeList: line.abnormal,
    inventoryDeductionWarehouseId: null,
    inventoryDeductionWarehouseName: null,
    orderPaymentType: "PPD",
    isCancelledDuringPending: order.wasCancelledWhilePending,
    orderCreateTime: order.createdAt,
    orderShippingTime: order.shippedAt,
    earliestTimeBuyShippingLabel: null,
    earliestTimeGetShippingDocument: null,
    qualificationUploadEndTime: null,
    isShipmentConsolidatedByMainMall: false,
  };
}

function parentView(call: Call, order: Order): Json {
  return {
    parentOrderSn: order.parentOrderSn,
    parentOrderStatus: order.status,
    parentOrderTime: order.createdAt,
    parentOrderPendingFinishTime: order.pendingUntil,
    expectShipLatestTime: shipBy(order),
    latestDeliveryTime: deliverBy(order),
    parentShippingTime: order.shippedAt,
    parentConfirmTime: order.confirmedAt,
    siteId: Number(order.siteId),
    regionId: Number(order.regionId),
    parentOrderLabel: labelsOf(order, call.nowMs),
    fulfillmentWarning: order.warnings,
    // the field belongs to local shops; true means that the buyer paid nothing
    hasShippingFee: call.mall.mallType === 100 ? order.shippingMinor === 0 : null,
    orderPaymentType: "PPD",
    batchOrderNumberList: isCooperative(order) ? [`BO-${order.parentOrderSn.slice(3)}`] : null,
    shippingMethod: 1,
    isShipmentConsolidatedByMainMall: false,
  };
}

/** What a serialiser with a fault makes of an order: negative quantities, words for numbers, an object for a list. */
function poison(item: { parentOrderMap: Json; orderList: Json[] }): Json {
  return {
    parentOrderMap: { ...item.parentOrderMap, parentOrderTime: "yesterday", regionId: { id: null }, parentOrderLabel: { broken: true } },
    orderList: item.orderList.map((line) => ({ ...line, quantity: -7, goodsId: "goods\u0000id", productList: null, orderStatus: "TWO" })),
  };
}

/** A page item of the order list. */
export function listView(call: Call, order: Order): Json {
  const view = {
    parentOrderMap: { ...parentView(call, order), updateTime: order.updatedAt },
    orderList: order.lines.map((line) => lineView(call, order, line)),
  };
  return call.settings.isPoisoned(order) ? poison(view) : view;
}

/** The detail knows no update time and adds the region's names, packages and evidence. */
export function detailView(call: Call, order: Order): Json {
  const parcels = call.state.parcelsOf(order.parentOrderSn);
  const view = {
    parentOrderMap: {
      ...parentView(call, order),
      regionName1: order.recipient.country,
      regionName2: order.recipient.state,
      regionName3: order.recipient.city,
    },
    orderList: order.lines.map((line) => ({
      ...lineView(call, order, line),
      packageSnInfo: parcels
        .filter((parcel) => parcel.lines.some((covered) => covered.orderSn === line.orderSn))
        .map((parcel) => ({ packageSn: parcel.packageSn, packageDeliveryType: parcel.deliveryType, callSuccess: true })),
      hasUploadedEvidence: false,
    })),
  };
  return call.settings.isPoisoned(order) ? poison(view) : view;
}
