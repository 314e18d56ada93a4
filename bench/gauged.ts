import path from "node:path";
import { z } from "zod";
import type { Program } from "./program.ts";

const Figures = z.object({
  rssBytes: z.number(),
  heapBytes: z.number(),
  heapTotalBytes: z.number(),
  externalBytes: z.number(),
  cpuMs: z.number(),
  lateP50Ms: z.number(),
  lateP99Ms: z.number(),
  lateMaxMs: z.number(),
});
/** What a process says of itself; lateness of its event loop since `begin`. */
export type GaugeFigures = z.infer<typeof Figures>;

/** Flags of Node that load the gauge into a program. */
export const gaugeFlags: readonly string[] = ["--import", path.join(import.meta.dirname, "gauge.ts")];

export type GaugeAsk = { begin?: true; passMs?: number; profile?: true; profileTo?: string };

/** Asks the gauge of a program that was started with it. */
export function askGauge(program: Program, ask: GaugeAsk = {}): Promise<GaugeFigures> {
  return new Promise((resolve, reject) => {
    program.child.once("message", (message) => {
      const figures = Figures.safeParse(message);
      if (figures.success) resolve(figures.data);
      else reject(figures.error);
    });
    program.child.send(ask);
  });
}
