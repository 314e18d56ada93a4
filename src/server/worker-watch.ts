import type { Install } from "../app/install.ts";
import { readHealth } from "../app/read-health.ts";

export type Health = { database: boolean; worker: boolean };

export type WorkerWatch = { read(): Promise<Health> };

const turnMs = 5_000;

/**
 * Watches the workers' beats stand still or move, on this process's own clock: no two clocks are compared. A worker counts as alive when a
 * beat moved within `freshMs`; where no shop is active none is needed. What a dead worker left behind never moves, so it proves nothing.
 */
export function watchWorkers(install: Install, freshMs: number, stop: AbortSignal): WorkerWatch {
  const { clock } = install.app;
  let beats: string | undefined;
  let movedAt: number | undefined;
  const read = async (): Promise<Health> => {
    const row = await readHealth(install);
    if (row === undefined) return { database: false, worker: false };
    const now = clock.monotonicMs();
    if (beats !== undefined && row.beats !== beats) movedAt = now;
    beats = row.beats;
    const fresh = movedAt !== undefined && now - movedAt <= freshMs;
    return { database: true, worker: row.shops === 0n || fresh };
  };
  const watch = async () => {
    while (!stop.aborted) {
      await read();
      await clock.sleep(turnMs, stop);
    }
  };
  void watch();
  return { read };
}
