import type { Instant } from "../../kernel/instant.ts";
import type { Translate } from "../text/text.ts";

export const beijing = "Asia/Shanghai";

const formats = new Map<string, Intl.DateTimeFormat>();

function partsIn(timeZone: string, at: Instant): Record<string, string> {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
}

/** `11-23 16:20`, with the year only when it is not the present one. */
export function formatDayTime(at: Instant, now: Instant, timeZone: string = beijing): string {
  const { year, month, day, hour, minute } = partsIn(timeZone, at);
  const short = `${month}-${day} ${hour}:${minute}`;
  return year === partsIn(timeZone, now).year ? short : `${year}-${short}`;
}

/** `16:20:08`. */
export function formatClock(at: Instant, timeZone: string = beijing): string {
  const { hour, minute, second } = partsIn(timeZone, at);
  return `${hour}:${minute}:${second}`;
}

/** `16:20`. */
export function formatHourMinute(at: Instant, timeZone: string = beijing): string {
  return formatClock(at, timeZone).slice(0, 5);
}

/** `2026-11-23`. */
export function formatDay(at: Instant, timeZone: string = beijing): string {
  const { year, month, day } = partsIn(timeZone, at);
  return `${year}-${month}-${day}`;
}

/** Both clocks for a hover: Beijing's and the site's. */
export function sayBothTimes(t: Translate, at: Instant, now: Instant, siteZone: string): string {
  return `${t("time.beijing", { time: formatDayTime(at, now) })}\n${t("time.site", { time: formatDayTime(at, now, siteZone) })}`;
}

/** An age in whole seconds or larger: for what ticks. */
export function sayWholeAge(t: Translate, ms: number): string {
  return ms < 60_000 ? t("age.seconds", { n: Math.max(0, Math.floor(ms / 1000)) }) : sayAge(t, ms);
}

/** An age in one unit: `1.4 s`, `12 分`, `3 小时`. */
export function sayAge(t: Translate, ms: number): string {
  const age = Math.max(0, ms);
  if (age < 10_000) return t("age.secondsExact", { n: (age / 1000).toFixed(1) });
  if (age < 60_000) return t("age.seconds", { n: Math.round(age / 1000) });
  if (age < 3_600_000) return t("age.minutes", { n: Math.floor(age / 60_000) });
  if (age < 86_400_000) return t("age.hours", { n: Math.floor(age / 3_600_000) });
  return t("age.days", { n: Math.floor(age / 86_400_000) });
}
