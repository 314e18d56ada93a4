import type { Log, LogFields } from "../../src/ports/log.ts";

export type LogLine = { atMs: number; level: "info" | "warn" | "error"; process: string; message: string; fields: LogFields };

/** Everything our processes logged in this world, and how often each sentence was said. */
export type WorldLog = {
  of(process: string): Log;
  lines: readonly LogLine[];
  /** Every line as it would be written, also those that tell of nothing wrong. */
  all: readonly LogLine[];
  counts(): Record<string, number>;
};

export function openWorldLog(nowMs: () => number, listen: (line: LogLine) => void): WorldLog {
  const lines: LogLine[] = [];
  const all: LogLine[] = [];
  const counts = new Map<string, number>();
  return {
    lines,
    all,
    of: (process) => {
      const write = (level: LogLine["level"]) => (fields: LogFields, message: string) => {
        const line = { atMs: nowMs(), level, process, message, fields };
        all.push(line);
        if (level !== "info") lines.push(line);
        counts.set(message, (counts.get(message) ?? 0) + 1);
        listen(line);
      };
      return { info: write("info"), warn: write("warn"), error: write("error") };
    },
    counts: () => Object.fromEntries([...counts].sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}
