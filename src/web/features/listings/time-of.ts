import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { formatDayTime } from "../../ui/time.ts";

/** An instant of the server as a row shows it. */
export function timeOf(text: string, now: Instant): string {
  return formatDayTime(parseInstant(text) ?? now, now);
}
