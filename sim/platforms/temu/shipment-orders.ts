import type { Call } from "./call.ts";
import { type Refusal, refuse } from "./codes.ts";
import { isCooperative } from "./cooperative-warehouse.ts";
import { quantityOf } from "./lifecycle.ts";
import type { Order } from "./model.ts";
import type { Send, SendType } from "./shipment-form.ts";

/** Whether these orders may leave, whole, in these parcels. */
export function checkOrders(call: Call, sendType: SendType, sends: Send[]): Refusal | undefined {
  return checkShape(sendType, sends) ?? checkEach(call, sends) ?? checkQuantities(call, sends) ?? checkAddresses(call, sends);
}

const parentsOf = (send: Send): string[] => [...new Set(send.orderSendInfoList.map((line) => line.parentOrderSn))];

/** 0: each parcel is one whole order. 1: one order in several parcels. 2: several whole orders in one parcel. */
function checkShape(sendType: SendType, sends: Send[]): Refusal | undefined {
  const parents = sends.map(parentsOf);
  const all = parents.flat();
  if (sendType !== 2 && parents.some((list) => list.length > 1)) return refuse(120012007, "one parcel holds one parent order");
  if (sendType === 1 && new Set(all).size > 1) return refuse(120012007, "one parent order per request");
  if (sendType !== 1 && new Set(all).size < all.length) return refuse(120012003, "a parent order lies in several parcels");
  return undefined;
}

function checkEach(call: Call, sends: Send[]): Refusal | undefined {
  for (const send of sends) {
    for (const line of send.orderSendInfoList) {
      const order = call.state.orders.get(line.parentOrderSn);
      const region = /^PO-(\d+)-/.exec(line.parentOrderSn)?.[1];
      if (region !== undefined && !call.regions.includes(String(Number(region)))) return refuse(120011072);
      if (order === undefined || order.mallId !== call.mall.mallId) return refuse(120012007, line.parentOrderSn);
      const child = order.lines.find((candidate) => candidate.orderSn === line.orderSn);
      if (child === undefined) return refuse(120012016, line.orderSn);
      const item = call.state.getItem(child.productSkuId);
      if (line.goodsId !== undefined && line.goodsId !== item.goodsId) return refuse(120012016, line.orderSn);
      if (line.skuId !== undefined && line.skuId !== item.skuId) return refuse(120012016, line.orderSn);
      const refusal = checkState(order, send.confirmAcceptance ?? []);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

function checkState(order: Order, accepted: string[]): Refusal | undefined {
  if (order.status === 4) return refuse(120012004, order.parentOrderSn);
  if (order.status !== 2) return refuse(120012012, order.parentOrderSn);
  if (isCooperative(order)) return refuse(120011030, order.parentOrderSn);
  if (order.cancelRequestedAt !== null && !accepted.includes("DENY_CANCELLATION")) return refuse(120012030, order.parentOrderSn);
  if (order.labels.includes("pending_buyer_address_change") && !accepted.includes("DENY_ADDRESS_CHANGE")) {
    return refuse(120012023, order.parentOrderSn);
  }
  if (order.labels.includes("pending_risk_control_alert") && !accepted.includes("DENY_PARENT_RISK_WARNING")) {
    return refuse(120012031, order.parentOrderSn);
  }
  return undefined;
}

/** Every line of every order named must be covered, to the piece. */
function checkQuantities(call: Call, sends: Send[]): Refusal | undefined {
  const sent = new Map<string, number>();
  for (const line of sends.flatMap((send) => send.orderSendInfoList)) {
    if (line.quantity < 1) return refuse(120013002, line.orderSn);
    sent.set(line.orderSn, (sent.get(line.orderSn) ?? 0) + line.quantity);
  }
  for (const parentOrderSn of new Set(sends.flatMap(parentsOf))) {
    for (const line of call.state.orders.get(parentOrderSn)?.lines ?? []) {
      const quantity = sent.get(line.orderSn);
      if (quantity === undefined) return refuse(120012003, line.orderSn);
      if (quantity !== quantityOf(line)) return refuse(120013002, line.orderSn);
    }
  }
  return undefined;
}

function checkAddresses(call: Call, sends: Send[]): Refusal | undefined {
  for (const send of sends) {
    const addresses = parentsOf(send).map((parentOrderSn) => {
      const to = call.state.orders.get(parentOrderSn)?.recipient;
      return [to?.firstName, to?.lastName, to?.addressLine1, to?.city, to?.postCode].join("\n");
    });
    if (new Set(addresses).size > 1) return refuse(120012015);
  }
  return undefined;
}
