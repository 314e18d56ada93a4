import { jsonReply, type RawRequest, type RawResponse } from "../../kernel/wire.ts";
import { eventsOf, lastMileNumberAt, type ParcelEvent } from "./journey.ts";
import { toChinaTime, toLocalIso, toZoneText } from "./local-time.ts";
import type { YanwenOptions } from "./options.ts";
import type { Parcel } from "./parcel.ts";
import type { ParcelBook } from "./parcel-book.ts";

const maxNumbers = 30;

/** `GET /api/tracking?nums=A,B`: its own envelope, with a numeric code. A merchant sees its own parcels; all other numbers are unknown to it. */
export function answerTracking(
  query: URLSearchParams,
  request: RawRequest,
  nowMs: number,
  book: ParcelBook,
  options: YanwenOptions,
): RawResponse {
  const account = options.accounts.find((candidate) => candidate.userId === request.headers.authorization);
  if (!account) return trackingReply(options.authFailureStatus, 1, "授权信息错误", null, nowMs);
  const numbers = (query.get("nums") ?? "")
    .split(",")
    .map((number) => number.trim())
    .filter((number) => number !== "");
  if (numbers.length === 0) return trackingReply(200, 1, "查询单号不能为空", null, nowMs);
  if (numbers.length > maxNumbers) return trackingReply(200, 1, `单次查询不能超过${maxNumbers}个单号`, null, nowMs);
  const result = numbers.map((number) => {
    const parcel = findTracked(number, account.userId, nowMs, book, options);
    return parcel ? toTracked(number, parcel, nowMs, options) : toUnknown(number);
  });
  return trackingReply(200, 0, "success", result, nowMs);
}

function trackingReply(status: number, code: 0 | 1, message: string, result: unknown, nowMs: number): RawResponse {
  return jsonReply(status, { code, message, result, requestTime: toChinaTime(nowMs), elapsedMilliseconds: { total: 0 } });
}

function findTracked(number: string, userId: string, nowMs: number, book: ParcelBook, options: YanwenOptions): Parcel | undefined {
  const own = (parcel: Parcel | undefined): Parcel | undefined => (parcel?.userId === userId ? parcel : undefined);
  const byLastMile = own(book.findByLastMile(number));
  if (byLastMile && lastMileNumberAt(byLastMile, nowMs, options) !== null) return byLastMile;
  return own(book.find(number));
}

function toTracked(number: string, parcel: Parcel, nowMs: number, options: YanwenOptions): unknown {
  const events = eventsOf(parcel, nowMs, options);
  const code = events.at(-1)?.code ?? "OTHER";
  return {
    tracking_number: number,
    waybill_number: parcel.waybillNumber,
    exchange_number: lastMileNumberAt(parcel, nowMs, options),
    checkpoints: events.map(toCheckpoint),
    tracking_status: code,
    tracking_status_waybill: { level1: toLevel1(code), level2: code, level3: null },
    last_mile_tracking_expected: parcel.lastMileNumber !== null,
    origin_country: "CN",
    destination_country: parcel.countryCode,
  };
}

function toUnknown(number: string): unknown {
  return {
    tracking_number: number,
    waybill_number: null,
    exchange_number: null,
    checkpoints: [],
    tracking_status: "NOTFOUND",
    tracking_status_waybill: { level1: 1, level2: null, level3: null },
    last_mile_tracking_expected: false,
    origin_country: null,
    destination_country: null,
  };
}

function toCheckpoint(event: ParcelEvent): unknown {
  return {
    time_stamp: toLocalIso(event.atMs, event.utcOffsetHours),
    time_zone: toZoneText(event.utcOffsetHours),
    tracking_status: event.code,
    message: event.message,
    location: event.location,
    is_last_mile_checkpoint: event.isLastMile ? 1 : 0,
    extraProperties: event.code === "LH20" ? { FlightNumber: "CX880" } : {},
  };
}

function toLevel1(code: string): number {
  const levels: Record<string, number> = { OR10: 2, OR30: 7, LM25: 4, LM30: 5, LM40: 6, LM50: 8, LM54: 9, LM85: 9, LM90: 0 };
  return levels[code] ?? 3;
}
