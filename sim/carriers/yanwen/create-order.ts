import type { Call } from "./call.ts";
import { checkOrder } from "./check-order.ts";
import { type Answer, answer, refuse } from "./envelope.ts";
import { toNumbers } from "./order-record.ts";
import { readOrder } from "./read-order.ts";

/** `express.order.create`. There is no pause between the look for a duplicate and the booking, so two calls at once cannot both book. */
export function createOrder(call: Call): Answer {
  const { account, book, nowMs, options } = call;
  const read = readOrder(call.body, options.maxProducts);
  if (!read.ok) return refuse("invalidField", read.problems[0] ?? "请求数据不正确");
  const checked = checkOrder(account, read.order);
  if (!checked.ok) return checked;
  const refused = call.strike("refuse-create");
  if (refused) return refuse("bookingRefused", refused.message ?? "账户余额不足，下单失败");

  const { orderNumber } = read.order;
  const earlier = book
    .listByOrder(account.userId, orderNumber)
    .find((parcel) => parcel.cancelledAtMs === null || !options.reuseCancelledOrderNumbers);
  if (earlier) {
    book.countDuplicate(account.userId);
    if (options.duplicateOrder === "first-waybill") return answer(toNumbers(earlier, nowMs, options));
    return refuse("duplicateOrder", `客户订单号已存在，请勿重复下单：${orderNumber}`);
  }
  const order = { ...read.order, companyCode: read.order.companyCode || account.warehouseCode };
  const { channel, country } = checked;
  const parcel = book.book({ userId: account.userId, order, channel, country, nowMs, troubleShare: options.troubleShare });
  return answer(toNumbers(parcel, nowMs, options));
}
