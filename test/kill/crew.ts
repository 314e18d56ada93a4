import type { ChildProcess } from "node:child_process";
import { globSync, writeFileSync } from "node:fs";
import { sql } from "kysely";
import type { LiveWorld } from "./live-world.ts";

/** Several worker processes on one shop, and what may be done to whichever of them owns it. */
export type Crew = {
  /** Starts one more. `clock`: a file that tells how far its wall clock is off; see `setClock`. `blocks`: its event loop stands still now and then. */
  hire(how?: { clock?: string; blocks?: { forMs: number; everyMs: number } }): void;
  /** The process that owns the shop now. Waits until one does. */
  owner(): Promise<ChildProcess>;
  /** Waits until another one owns the shop. */
  successorOf(former: ChildProcess): Promise<ChildProcess>;
  /** Ends all of them politely, waits, and says how many are still there. */
  dismiss(): Promise<number>;
};

const patienceMs = 60_000;

export function openCrew(world: LiveWorld): Crew {
  const hired: ChildProcess[] = [];
  const ownerPid = async (): Promise<number> => {
    const found = await world.directory
      .run((db) => sql<{ owner: string | null }>`select owner from directory.lease order by shop_id limit 1`.execute(db))
      .catch(() => undefined);
    return Number(found?.rows[0]?.owner?.split(":").at(-1) ?? 0);
  };
  const await_ = async (isWanted: (one: ChildProcess) => boolean): Promise<ChildProcess> => {
    for (const until = performance.now() + patienceMs; performance.now() < until; await pause(100)) {
      const pid = await ownerPid();
      const found = hired.find((one) => one.pid === pid && isAlive(one));
      if (found !== undefined && isWanted(found)) return found;
    }
    throw new Error("nobody took the shop over in a minute");
  };
  return {
    hire: ({ clock, blocks } = {}) =>
      void hired.push(
        world.startWorker({ ...(clock && fakeClock(clock)), ...(blocks && { NODE_OPTIONS: `--import=${blocker(blocks)}` }) }),
      ),
    owner: () => await_(() => true),
    successorOf: (former) => await_((one) => one !== former),
    dismiss: async () => {
      for (const one of hired) {
        one.kill("SIGCONT");
        one.kill("SIGTERM");
      }
      for (const until = performance.now() + 10_000; hired.some(isAlive) && performance.now() < until; ) await pause(50);
      return hired.filter(isAlive).length;
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isAlive = (one: ChildProcess): boolean => one.exitCode === null && one.signalCode === null;

/** Sets the wall clock of a worker that was hired with this file: `+4m`, `-600`. Its monotonic clock goes on. */
export function setClock(file: string, offset: string): void {
  writeFileSync(file, `${offset}\n`);
}

function fakeClock(file: string): Record<string, string> {
  const [library] = globSync("/usr/lib/*/faketime/libfaketimeMT.so.1");
  if (library === undefined) throw new Error("this test needs libfaketime (Debian's package name); npm test installs it");
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    NO_FAKE_STAT: "1",
  };
}

/** A module that keeps the event loop busy with nothing. */
function blocker({ forMs, everyMs }: { forMs: number; everyMs: number }): string {
  const block = `const end = performance.now() + ${forMs}; while (performance.now() < end);`;
  return `data:text/javascript,${encodeURIComponent(`setInterval(() => { ${block} }, ${everyMs}).unref();`)}`;
}
