import type { Instant } from "../../kernel/instant.ts";

/** The day of an instant in a time zone as YYMMDD: the middle of package and order numbers. */
export function dayCode(at: Instant, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "2-digit", month: "2-digit", day: "2-digit" }).formatToParts(at);
  const pick = (type: string) => parts.find((part) => part.type === type)?.value ?? "00";
  return `${pick("year")}${pick("month")}${pick("day")}`;
}

/** 包裹号: PK, day, running number of that day (at least four digits). */
export function packageNumber(day: string, running: bigint): string {
  return `PK${day}${running.toString().padStart(4, "0")}`;
}

/** 系统单号: SO, day, running number of that day (at least four digits). */
export function orderNumber(day: string, running: bigint): string {
  return `SO${day}${running.toString().padStart(4, "0")}`;
}

/** 单据号: SD, day, running number of that day (at least four digits). */
export function stockDocumentNumber(day: string, running: bigint): string {
  return `SD${day}${running.toString().padStart(4, "0")}`;
}
