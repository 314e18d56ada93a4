import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { makePassable } from "./postgres-place.ts";
import { commandOf } from "./process-table.ts";
import { StartRefusal } from "./start-refusal.ts";

/**
 * Makes sure that one Crossdock at a time uses a data directory: a second one would stop the first one's database. The lock of a process
 * that is gone is taken over. Returns what gives it back.
 */
export function lockDataDirectory(dataDir: string): () => void {
  try {
    makePassable(dataDir);
  } catch (error) {
    throw new StartRefusal(`The data directory ${dataDir} cannot be made (${messageOf(error)}); set CROSSDOCK_DATA_DIR.`);
  }
  const file = path.join(dataDir, "crossdock.pid");
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${process.pid}\n${commandOf(process.pid)}\n`);
  try {
    if (!link(draft, file)) {
      const [pid = "", command = ""] = readFileSync(file, "utf8").split("\n");
      // the same number with another command line is somebody else, later
      if (Number(pid) !== process.pid && command !== "" && commandOf(Number(pid)) === command) {
        throw new StartRefusal(
          `Crossdock already runs on ${dataDir} (process ${pid}); stop it, or set CROSSDOCK_DATA_DIR and PORT for a second one.`,
        );
      }
      rmSync(file);
      if (!link(draft, file)) throw new StartRefusal(`Another Crossdock starts on ${dataDir} at this very moment; try again.`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** A link, unlike a write, fails when the file is there, and the file is never seen half written. */
function link(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
