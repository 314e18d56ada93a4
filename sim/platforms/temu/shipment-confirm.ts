import type { z } from "zod";
import type { Call, Operation } from "./call.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import type { Parcel } from "./model.ts";
import { newPackageSn } from "./package-number.ts";
import { readParams } from "./params.ts";
import { ConfirmParams, type Send, type SendType } from "./shipment-form.ts";
import { checkNumbers } from "./shipment-numbers.ts";
import { checkOrders } from "./shipment-orders.ts";

const duplicateCodes = new Set([120012004, 120014004]);

/** `bg.logistics.shipment.v2.confirm`. */
export const confirmShipment: Operation = (call) => confirm(call, true);

/** `bg.logistics.shipment.confirm`: the superseded form, which knows no warehouse. */
export const confirmShipmentV1: Operation = (call) => confirm(call, false);

/** All of a request or nothing: one refused parcel refuses the whole call. */
function confirm(call: Call, asksWarehouse: boolean) {
  const read = readParams(ConfirmParams, call.params);
  const refusal = read.ok ? check(call, read.value, asksWarehouse) : read;
  if (!read.ok || refusal !== undefined) {
    const refused = refusal ?? refuse(3000000);
    call.state.countRefusal(call.mall.mallId, duplicateCodes.has(refused.code) ? "duplicate" : "rejected");
    return refused;
  }
  for (const send of read.value.sendRequestList) ship(call, send);
  return grant({ warningMessage: null, assistantAgreementText: null });
}

function check(call: Call, params: z.output<typeof ConfirmParams>, asksWarehouse: boolean): Refusal | undefined {
  const sends = params.sendRequestList;
  const sendType = readSendType(params.sendType);
  if (sendType === undefined) return refuse(120011002, "sendType");
  if (sends.length === 0 || sends.some((send) => send.orderSendInfoList.length === 0)) return refuse(120011002, "sendRequestList");
  return checkOrders(call, sendType, sends) ?? (asksWarehouse ? checkWarehouses(call, sends) : undefined) ?? checkNumbers(call, sends);
}

function readSendType(value: number | undefined): SendType | undefined {
  return value === 0 || value === 1 || value === 2 ? value : undefined;
}

function checkWarehouses(call: Call, sends: Send[]): Refusal | undefined {
  for (const carried of sends.flatMap((send) => [send, ...(send.subSendRequests ?? [])])) {
    const id = carried.selfShippingWarehouseId;
    if (id === undefined) return refuse(120015527);
    if (!call.mall.warehouses.some((warehouse) => warehouse.warehouseId === id)) return refuse(120011085, id);
  }
  return undefined;
}

function ship(call: Call, send: Send): void {
  const { state, nowMs } = call;
  const now = Math.floor(nowMs / 1000);
  const chance = state.nextChance("package");
  const parcel: Parcel = {
    packageSn: newPackageSn(chance),
    mallId: call.mall.mallId,
    carrierId: send.carrierId ?? "",
    trackingNumber: send.trackingNumber,
    warehouseId: send.selfShippingWarehouseId ?? null,
    deliveryType: 1,
    confirmedAtMs: nowMs,
    lines: send.orderSendInfoList.map(({ parentOrderSn, orderSn, quantity }) => ({ parentOrderSn, orderSn, quantity })),
    subParcels: (send.subSendRequests ?? []).map((sub) => ({
      packageSn: newPackageSn(chance),
      carrierId: sub.carrierId ?? "",
      trackingNumber: sub.trackingNumber,
    })),
  };
  state.saveParcel(parcel);
  for (const parentOrderSn of new Set(parcel.lines.map((line) => line.parentOrderSn))) {
    const order = state.orders.get(parentOrderSn);
    if (order === undefined) continue;
    order.status = 4;
    order.shippedAt = now;
    order.updatedAt = now;
    order.cancelRequestedAt = null;
    order.cancelAnswerBy = null;
    order.labels = order.labels.filter((label) => !label.startsWith("pending_"));
    state.saveOrder(order);
    // it can only have left in spite of a request by DENY_CANCELLATION
    state.closeCancellation(order, 7, nowMs);
  }
}
