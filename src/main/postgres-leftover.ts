import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { commandOf } from "./process-table.ts";
import { StartRefusal } from "./start-refusal.ts";

/**
 * Stops a server that is still running on this data directory: its parent was killed before it could. Stopping and starting anew,
 * rather than adopting, leaves one way in which a server comes to life. The port and the pid in `postmaster.pid` may by now be
 * somebody else's, so the process must name this very directory.
 */
export async function stopLeftover(data: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGINT", 10_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    const pid = leftoverPid(data);
    if (pid === undefined) return;
    signalProcess(pid, signal);
    for (let waited = 0; waited < patienceMs && leftoverPid(data) !== undefined; waited += 50) await sleep(50);
  }
  if (leftoverPid(data) !== undefined)
    throw new StartRefusal(`A database server of an earlier start still runs on ${data} and does not stop.`);
}

function leftoverPid(data: string): number | undefined {
  const file = path.join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readText(file).split("\n")[0]);
  return Number.isInteger(pid) && pid > 1 && commandOf(pid).includes(` -D ${data} `) ? pid : undefined;
}

/** Empty when the file went away between looking and reading. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended by itself in the meantime; the caller looks again
  }
}
