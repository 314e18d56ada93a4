import { findChannel } from "./channel.ts";
import { findCountry } from "./country.ts";
import { isJsonObject } from "./field-reader.ts";
import { type JourneyOptions, lastMileNumberAt, statusOf } from "./journey.ts";
import { toChinaDate, toChinaTime } from "./local-time.ts";
import type { Parcel } from "./parcel.ts";

/** The four numbers of a booking: the whole answer of `create`, the head of an order record. */
export function toNumbers(parcel: Parcel, nowMs: number, options: JourneyOptions) {
  return {
    waybillNumber: parcel.waybillNumber,
    orderNumber: parcel.order.orderNumber,
    referenceNumber: lastMileNumberAt(parcel, nowMs, options),
    yanwenOrderNumber: parcel.yanwenOrderNumber,
  };
}

/** An order as `get` and `getlist` show it; the blocks stand as they were sent. */
export function toOrderRecord(parcel: Parcel, nowMs: number, options: JourneyOptions): unknown {
  const { order } = parcel;
  const country = findCountry(parcel.countryCode);
  const receiver = isJsonObject(order.sent.receiverInfo) ? order.sent.receiverInfo : {};
  return {
    ...toNumbers(parcel, nowMs, options),
    userId: parcel.userId,
    channelId: order.channelId,
    channelName: findChannel(order.channelId)?.nameCh ?? "",
    orderSource: order.orderSource,
    companyCode: order.companyCode,
    dateOfReceipt: order.dateOfReceipt === "" ? toChinaDate(parcel.createdAtMs) : order.dateOfReceipt,
    createTime: toChinaTime(parcel.createdAtMs),
    status: statusOf(parcel, nowMs, options),
    isPrint: parcel.labelsServed > 0 ? 1 : 0,
    remark: order.remark,
    receiverInfo: { ...receiver, countryId: country?.id ?? null, countryName: country?.nameCh ?? null },
    senderInfo: order.sent.senderInfo ?? null,
    parcelInfo: order.sent.parcelInfo ?? null,
  };
}
