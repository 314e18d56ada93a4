import { z } from "zod";
import type { Call, Operation } from "./call.ts";
import { agreeToCancellation } from "./cancellations.ts";
import { grant, type Refusal, refuse } from "./codes.ts";
import type { Cancellation } from "./model.ts";
import { integer, optional, readParams } from "./params.ts";

const names = optional(z.array(z.string()));
const pageSizeMax = 200;
const isSecond = (time: number): boolean => time >= 1_000_000_000 && time <= 9_999_999_999;

const Page = { pageNo: optional(integer), pageSize: optional(integer) };
const Which = { parentOrderSnList: names, parentAfterSalesSnList: names, afterSalesStatusGroup: optional(integer) };
const CancelParams = z.object({ ...Page, ...Which });
const ParentParams = z.object({
  ...Page,
  ...Which,
  createAtStart: optional(integer),
  createAtEnd: optional(integer),
  updateAtStart: optional(integer),
  updateAtEnd: optional(integer),
});
type Filter = z.output<typeof CancelParams>;

type Status = Cancellation["status"];
/** What each list calls the four ends of a request: waiting, granted, taken back by the buyer, refused by the seller. */
const cancelGroups: Record<Status, number> = { 1: 8, 5: 9, 6: 11, 7: 10 };
const parentGroups: Record<Status, number> = { 1: 1, 5: 5, 6: 7, 7: 6 };
const knownCancelGroups = new Set([8, 9, 10, 11]);
const knownParentGroups = new Set([1, 2, 3, 4, 5, 6, 7]);

/** The requests of this shop whose orders this gateway shows. */
function requestsOf(call: Call): Cancellation[] {
  return call.state
    .cancellationsIn(call.mall.mallId)
    .filter((request) => call.regions.includes(call.state.orders.get(request.parentOrderSn)?.regionId ?? ""));
}

function checkPage({ pageNo = 1, pageSize = 10, afterSalesStatusGroup }: Filter, groups: ReadonlySet<number>): Refusal | undefined {
  if (pageNo < 1) return refuse(130010001, "pageNo");
  if (pageSize < 1 || pageSize > pageSizeMax) return refuse(130010001, "pageSize");
  const isKnown = afterSalesStatusGroup === undefined || groups.has(afterSalesStatusGroup);
  return isKnown ? undefined : refuse(130010001, "afterSalesStatusGroup");
}

function matches(filter: Filter, request: Cancellation, groups: Record<Status, number>): boolean {
  const { parentOrderSnList, parentAfterSalesSnList, afterSalesStatusGroup } = filter;
  if (parentOrderSnList !== undefined && !parentOrderSnList.includes(request.parentOrderSn)) return false;
  if (parentAfterSalesSnList !== undefined && !parentAfterSalesSnList.includes(request.parentAfterSalesSn)) return false;
  return afterSalesStatusGroup === undefined || groups[request.status] === afterSalesStatusGroup;
}

/** Newest request first; equal times go by number, so that pages are stable. */
function pageOf({ pageNo = 1, pageSize = 10 }: Filter, found: Cancellation[], view: (request: Cancellation) => unknown) {
  found.sort((left, right) => right.requestedAtMs - left.requestedAtMs || (left.parentAfterSalesSn < right.parentAfterSalesSn ? -1 : 1));
  const page = found.slice((pageNo - 1) * pageSize, pageNo * pageSize);
  return grant({ total: found.length, pageNumber: pageNo, data: page.map(view) });
}

/** `bg.aftersales.cancel.list.get`: buyers who want to cancel what has not left, and what became of it. */
export const listCancellations: Operation = (call) => {
  const read = readParams(CancelParams, call.params);
  if (!read.ok) return read;
  const refusal = checkPage(read.value, knownCancelGroups);
  if (refusal !== undefined) return refusal;
  const found = requestsOf(call).filter((request) => matches(read.value, request, cancelGroups));
  return pageOf(read.value, found, (request) => ({
    parentAfterSalesSn: request.parentAfterSalesSn,
    parentAfterSalesStatus: request.status,
    afterSalesInfoList: request.lines.map((line) => lineView(call, request, line)),
  }));
};

function lineView(call: Call, request: Cancellation, line: Cancellation["lines"][number]): unknown {
  const item = call.state.getItem(line.productSkuId);
  return {
    afterSalesSn: line.afterSalesSn,
    parentOrderSn: request.parentOrderSn,
    orderSn: line.orderSn,
    goodsId: Number(item.goodsId),
    productSkuId: Number(item.productSkuId),
    applyGoodsNumber: line.quantity,
    createAtMillis: request.requestedAtMs,
    productList: [
      { productId: Number(item.productId), productSkuId: Number(item.productSkuId), soldFactor: item.soldFactor, extCode: item.extCode },
    ],
  };
}

function checkTimes(filter: z.output<typeof ParentParams>): Refusal | undefined {
  const pairs = [
    { name: "createAt", start: filter.createAtStart, end: filter.createAtEnd },
    { name: "updateAt", start: filter.updateAtStart, end: filter.updateAtEnd },
  ];
  for (const { name, start, end } of pairs) {
    if (start === undefined && end === undefined) continue;
    if (start === undefined || end === undefined || !isSecond(start) || !isSecond(end) || end < start) return refuse(130010001, name);
  }
  return undefined;
}

const isWithin = (atMs: number, start: number | undefined, end: number | undefined): boolean =>
  start === undefined || end === undefined || (Math.floor(atMs / 1000) >= start && Math.floor(atMs / 1000) <= end);

/** `bg.aftersales.parentaftersales.list.get`. The simulator knows no returns, so it holds the cancellations, as refunds without return. */
export const listParentAfterSales: Operation = (call) => {
  const read = readParams(ParentParams, call.params);
  if (!read.ok) return read;
  const filter = read.value;
  const refusal = checkPage(filter, knownParentGroups) ?? checkTimes(filter);
  if (refusal !== undefined) return refusal;
  const found = requestsOf(call).filter(
    (request) =>
      matches(filter, request, parentGroups) &&
      isWithin(request.requestedAtMs, filter.createAtStart, filter.createAtEnd) &&
      isWithin(request.updatedAtMs, filter.updateAtStart, filter.updateAtEnd),
  );
  return pageOf(filter, found, (request) => {
    const answerBy = call.state.orders.get(request.parentOrderSn)?.cancelAnswerBy ?? null;
    return {
      parentAfterSalesSn: request.parentAfterSalesSn,
      parentOrderSn: request.parentOrderSn,
      parentAfterSalesStatus: request.status,
      afterSalesStatusGroup: parentGroups[request.status],
      afterSalesType: 1,
      returnDeliveryType: null,
      // the list's numbers are not published
      availableOperateList: [],
      operateExpireTimeMs: request.status === 1 && answerBy !== null ? answerBy * 1000 : null,
      createAt: Math.floor(request.requestedAtMs / 1000),
      updateAt: Math.floor(request.updatedAtMs / 1000),
    };
  });
};

const AgreeParams = z.object({ parentAfterSalesSn: optional(z.string()), parentAfterSalesSnList: names });

/** `bg.aftersales.cancel.agree`: the seller lets the buyer go. All of a call or nothing. Its parameters are our guess: one number or a list. */
export const agreeToCancel: Operation = (call) => {
  const read = readParams(AgreeParams, call.params);
  if (!read.ok) return read;
  const { parentAfterSalesSn, parentAfterSalesSnList = [] } = read.value;
  const wanted = new Set(parentAfterSalesSn === undefined ? parentAfterSalesSnList : [parentAfterSalesSn, ...parentAfterSalesSnList]);
  if (wanted.size === 0) return refuse(130010001, "parentAfterSalesSn");
  const found = requestsOf(call).filter((request) => wanted.has(request.parentAfterSalesSn));
  if (found.length < wanted.size) return refuse(130010004);
  for (const request of found) {
    if (call.state.orders.get(request.parentOrderSn)?.status === 4) return refuse(130010002, request.parentAfterSalesSn);
    if (request.status !== 1) return refuse(130010005, request.parentAfterSalesSn);
  }
  for (const request of found) agreeToCancellation(call.state, request, call.nowMs);
  return grant(true);
};
