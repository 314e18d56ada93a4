import { FencedOff } from "../db/fence.ts";
import type { Run } from "./run.ts";

const crashPauseMs = { first: 1_000, last: 30_000 };

/** Waits that long, or until something wants this loop. */
export type Rest = (ms: number) => Promise<void>;

/**
 * Repeats one stream or kind of work until the end; `rest` waits between two turns. What only a bug or the database can throw is logged here
 * and tried again, ever more slowly. `end` is called when another worker has taken the shop over.
 */
export async function loop(run: Run, name: string, rest: Rest, end: () => void, turn: () => Promise<number>): Promise<void> {
  let pause = crashPauseMs.first;
  while (!run.stop.aborted) {
    try {
      const ms = await turn();
      await rest(ms);
      pause = crashPauseMs.first;
    } catch (error) {
      if (error instanceof FencedOff) {
        run.app.log.warn({ shop: run.fence.shop, loop: name }, "another worker owns this shop");
        end();
        return;
      }
      run.app.log.error({ shop: run.fence.shop, loop: name, error: nameOf(error) }, "runner loop failed");
      await run.app.clock.sleep(pause, run.stop);
      pause = Math.min(pause * 2, crashPauseMs.last);
    }
  }
}

/** An error's own words could hold values of a statement: only its name, code and place go into the log. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? String(error.code) : "";
  const place = error.stack?.split("\n").find((line) => line.includes("/src/")) ?? "";
  return `${error.name} ${code} ${place.trim()}`;
}
