/** A line that is being made: `units` null in a count. */
export type DraftLine = { code: string; name: string; units: number | null };

export type Pasted = { lines: { code: string; units: number }[]; bad: string[] };

/** Lines as copied from a sheet: code, tab (or spaces, comma, semicolon), units. Without units it is one. The same code twice is summed. */
export function readPasted(text: string): Pasted {
  const units = new Map<string, number>();
  const bad: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (trimmed === "") continue;
    const [, code = "", figure] = /^(.*?)(?:[\t,;，；]+\s*|\s+)([+\-−]?\d{1,8})$/u.exec(trimmed) ?? [trimmed, trimmed];
    const clean = code.trim();
    if (clean === "" || /[\t;；]/u.test(clean)) {
      bad.push(trimmed);
      continue;
    }
    units.set(clean, (units.get(clean) ?? 0) + (figure === undefined ? 1 : Number(figure.replace("−", "-"))));
  }
  return { lines: [...units].map(([code, sum]) => ({ code, units: sum })), bad };
}

/** Adds lines to those that are there; a code that is there already gets the sum. */
export function mergeLines(lines: readonly DraftLine[], added: readonly DraftLine[]): DraftLine[] {
  const byCode = new Map(lines.map((line) => [line.code, line]));
  for (const line of added) {
    const before = byCode.get(line.code);
    const units = before === undefined || before.units === null || line.units === null ? line.units : before.units + line.units;
    byCode.set(line.code, { code: line.code, name: line.name === "" ? (before?.name ?? "") : line.name, units });
  }
  return [...byCode.values()];
}
