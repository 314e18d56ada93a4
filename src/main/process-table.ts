import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The command line of a process, its words parted by spaces; empty when there is no such process. */
export function commandOf(pid: number): string {
  if (process.platform !== "linux") return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
