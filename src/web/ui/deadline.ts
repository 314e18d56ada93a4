import type { Instant } from "../../kernel/instant.ts";
import type { Translate } from "../text/text.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** How urgent a deadline is: past, within a day, or later. */
export type Urgency = "late" | "soon" | "calm";

export function urgencyOf(deadline: Instant, now: Instant): Urgency {
  if (deadline <= now) return "late";
  return deadline - now < dayMs ? "soon" : "calm";
}

/** `剩 1天6时`, `剩 3时05分`, `剩 42分`, `超 1时12分`. A started minute counts as a whole one while time is left. */
export function sayDeadline(t: Translate, deadline: Instant, now: Instant): string {
  if (deadline <= now) return t("deadline.late", { span: saySpan(t, now - deadline) });
  const left = Math.ceil((deadline - now) / minuteMs) * minuteMs;
  return t("deadline.left", { span: saySpan(t, left) });
}

function saySpan(t: Translate, ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  if (ms >= dayMs) return t("span.daysHours", { days: Math.floor(ms / dayMs), hours: Math.floor((ms % dayMs) / hourMs) });
  if (ms < hourMs) return t("span.minutes", { minutes });
  return t("span.hoursMinutes", { hours: Math.floor(minutes / 60), minutes: String(minutes % 60).padStart(2, "0") });
}
