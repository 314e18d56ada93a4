const hourMs = 3_600_000;

function shifted(ms: number, utcOffsetHours: number): string {
  return new Date(ms + utcOffsetHours * hourMs).toISOString();
}

/** `2026-01-02T10:00:00` on the wall of a place. */
export function toLocalIso(ms: number, utcOffsetHours: number): string {
  return shifted(ms, utcOffsetHours).slice(0, 19);
}

/** `2026-01-02 10:00:00` in China, where the carrier's system runs. */
export function toChinaTime(ms: number): string {
  return toLocalIso(ms, 8).replace("T", " ");
}

/** `2026-01-02` in China. */
export function toChinaDate(ms: number): string {
  return toLocalIso(ms, 8).slice(0, 10);
}

/** `+08`, `-06`, `+00`. */
export function toZoneText(utcOffsetHours: number): string {
  return `${utcOffsetHours < 0 ? "-" : "+"}${String(Math.abs(utcOffsetHours)).padStart(2, "0")}`;
}
