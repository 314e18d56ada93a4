import type { Install } from "../app/install.ts";
import { canDatabaseGrow, readHealth } from "../app/read-health.ts";

export type Health = { database: boolean; worker: boolean };

export type WorkerWatch = { read(): Promise<Health> };

const turnMs = 5_000;
/** A new session costs the server a process: not at every turn. */
const anewMs = 15_000;

/**
 * Watches the workers' beats stand still or move, on this process's own clock: no two clocks are compared. A worker counts as alive when a
 * beat moved within `freshMs`; where no shop is active none is needed. What a dead worker left behind never moves, so it proves nothing.
 * The database counts as well only while a session that is opened now can work.
 */
export function watchWorkers(install: Install, freshMs: number, stop: AbortSignal): WorkerWatch {
  const { clock } = install.app;
  let beats: string | undefined;
  let movedAt: number | undefined;
  let canGrow = true;
  const read = async (): Promise<Health> => {
    const row = await readHealth(install);
    if (row === undefined) return { database: false, worker: false };
    const now = clock.monotonicMs();
    if (beats !== undefined && row.beats !== beats) movedAt = now;
    beats = row.beats;
    const fresh = movedAt !== undefined && now - movedAt <= freshMs;
    return { database: canGrow, worker: row.shops === 0n || fresh };
  };
  const watch = async () => {
    let grownAt = Number.NEGATIVE_INFINITY;
    while (!stop.aborted) {
      await read();
      if (clock.monotonicMs() - grownAt >= anewMs) {
        grownAt = clock.monotonicMs();
        canGrow = await canDatabaseGrow(install);
      }
      await clock.sleep(turnMs, stop);
    }
  };
  void watch();
  return { read };
}
