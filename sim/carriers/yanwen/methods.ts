import type { Call, CarrierMethod } from "./call.ts";
import { channels, findChannel } from "./channel.ts";
import { countries } from "./country.ts";
import { createOrder } from "./create-order.ts";
import { type Answer, answer, refusalCodes, refuse } from "./envelope.ts";
import { fieldReader, isJsonObject } from "./field-reader.ts";
import { drawLabel } from "./label.ts";
import { toOrderRecord } from "./order-record.ts";
import type { Parcel } from "./parcel.ts";
import { warehouses } from "./warehouse.ts";

const maxListed = 50;

const methods: Record<string, CarrierMethod> = {
  "common.country.getlist": () => answer(countries.map(({ id, code, nameCh, nameEn }) => ({ id, code, nameCh, nameEn }))),
  "common.warehouse.getlist": listWarehouses,
  "common.verify.us.address": verifyUsAddress,
  "express.channel.getlist": ({ account }) =>
    answer(channels.filter(({ id }) => account.channelIds.includes(id)).map(({ id, nameCh, nameEn }) => ({ id, nameCh, nameEn }))),
  "express.order.create": createOrder,
  "express.order.get": getOrder,
  "express.order.getlist": listOrders,
  "express.order.label.get": getLabel,
  "express.order.cancel": cancelOrder,
};

/** Finds the method that a call names. */
export function findMethod(name: string): CarrierMethod | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function listWarehouses({ body }: Call): Answer {
  const channelId = fieldReader(body, "", []).text("channelId", "产品编号");
  if (channelId !== "" && !findChannel(channelId)) return refuse("channelClosed", `产品不存在或未开通：${channelId}`);
  return answer(warehouses.map(({ code, name, area }) => ({ code, name, area })));
}

type FoundParcel = { ok: true; parcel: Parcel } | ReturnType<typeof refuse>;

/** The caller's own parcel: another account's number is as unknown as an invented one. */
function findOwn(call: Call): FoundParcel {
  const problems: string[] = [];
  const waybillNumber = fieldReader(call.body, "", problems).text("waybillNumber", "运单号", { required: true });
  const [problem] = problems;
  if (problem !== undefined) return refuse("invalidField", problem);
  const parcel = call.book.find(waybillNumber);
  if (!parcel || parcel.userId !== call.account.userId) return refuse("waybillNotFound", `运单号不存在：${waybillNumber}`);
  return { ok: true, parcel };
}

function getOrder(call: Call): Answer {
  const found = findOwn(call);
  return found.ok ? answer(toOrderRecord(found.parcel, call.nowMs, call.options)) : found;
}

function listOrders(call: Call): Answer {
  const { account, book, nowMs, options } = call;
  const list = call.body.listNumber;
  if (!Array.isArray(list) || list.length === 0) return refuse("invalidField", "查询单号不能为空");
  if (list.length > maxListed) return refuse("invalidField", `查询单号不能超过${maxListed}个`);
  const found = new Set<Parcel>();
  for (const number of list.map(String)) {
    const parcel = book.find(number);
    if (parcel?.userId === account.userId) found.add(parcel);
    for (const booked of book.listByOrder(account.userId, number)) found.add(booked);
  }
  return answer([...found].map((parcel) => toOrderRecord(parcel, nowMs, options)));
}

async function getLabel(call: Call): Promise<Answer> {
  const found = findOwn(call);
  const given = String(call.body.waybillNumber);
  if (!found.ok) return found.refusal.code === refusalCodes.waybillNotFound ? answer(noLabel(given, found.refusal.message)) : found;
  const { parcel } = found;
  if (parcel.cancelledAtMs !== null) return answer(noLabel(given, "订单已取消，无法获取面单"));
  if (call.strike("label-late")) return answer(noLabel(given, "面单生成中，请稍后重试"));
  const pdf = await drawLabel(parcel, String(call.body.printRemark) === "1");
  call.book.countLabel(parcel.waybillNumber);
  const base64String = Buffer.from(pdf).toString("base64");
  return answer({ waybillNumber: parcel.waybillNumber, isSuccess: true, errorMsg: null, base64String, labelType: "PDF" });
}

function noLabel(waybillNumber: string, errorMsg: string): unknown {
  return { waybillNumber, isSuccess: false, errorMsg, base64String: null, labelType: null };
}

function cancelOrder(call: Call): Answer {
  const found = findOwn(call);
  if (!found.ok) return found;
  const { parcel } = found;
  if (parcel.cancelledAtMs !== null) return refuse("alreadyCancelled", `订单已取消，请勿重复操作：${parcel.waybillNumber}`);
  if (parcel.receivedAtMs !== null) return refuse("cancelRefused", `包裹已收货，无法取消：${parcel.waybillNumber}`);
  call.book.cancel(parcel, fieldReader(call.body, "", []).text("note", "备注"), call.nowMs);
  return answer(null);
}

/** Upper case and the postcode in its two parts; no street file stands behind it. */
function verifyUsAddress({ body }: Call): Answer {
  const problems: string[] = [];
  const read = fieldReader(isJsonObject(body.receiverInfo) ? body.receiverInfo : {}, "收件人", problems);
  const tidy = (text: string): string => text.toUpperCase().replace(/\s+/g, " ");
  const address = tidy(read.text("address", "地址", { required: true }));
  const city = tidy(read.text("city", "城市", { required: true }));
  const state = tidy(read.text("state", "州/省", { required: true }));
  const zip = /^(\d{5})(?:-?(\d{4}))?$/.exec(read.text("zipCode", "邮编", { required: true }));
  const problem = problems[0] ?? (zip ? undefined : "收件人邮编格式不正确");
  if (problem !== undefined) return refuse("invalidField", problem);
  return answer({ address, city, state, zipCode4: zip?.[2] ?? "", zipCode5: zip?.[1] ?? "" });
}
