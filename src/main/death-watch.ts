import { type ChildProcess, spawn } from "node:child_process";
import type { ProcessUser } from "./system-user.ts";

/**
 * Makes a detached child end when this process ends, kill -9 included: a shell holds the reading end of a pipe of ours, and when that
 * closes it passes the signal on. The child needs to know nothing of it.
 */
export function endWithUs(child: ChildProcess, signal: "SIGINT" | "SIGTERM", user: ProcessUser): void {
  if (child.pid === undefined) return;
  const script = 'read -r _; kill -"$1" "$2" 2>/dev/null';
  const watcher = spawn("/bin/sh", ["-c", script, "sh", signal.slice(3), String(child.pid)], {
    ...user,
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  // a pid is used again some day: the watcher must not outlive whom it watches
  child.once("exit", () => watcher.kill("SIGKILL"));
}
