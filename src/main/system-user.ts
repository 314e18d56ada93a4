import { spawnSync } from "node:child_process";
import { StartRefusal } from "./start-refusal.ts";

/** Who a child process runs as; undefined = as ourselves. */
export type ProcessUser = { uid: number; gid: number } | undefined;

const wantedName = "crossdock";

/**
 * PostgreSQL refuses to run as root, so root starts it as the system user `crossdock` (made when missing), or as `nobody` where
 * users cannot be made. Everyone else starts it as himself.
 */
export function databaseUser(): ProcessUser {
  if (process.getuid?.() !== 0) return undefined;
  const known = lookUp(wantedName);
  if (known !== undefined) return known;
  const flags = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", "--user-group", wantedName];
  spawnSync("useradd", flags, { stdio: "ignore" });
  // looked up again whatever useradd said: another process may have made it at the same moment
  const found = lookUp(wantedName) ?? lookUp("nobody");
  if (found !== undefined) return found;
  throw new StartRefusal(
    "PostgreSQL cannot run as root and no other user could be made; start Crossdock as an ordinary user or set DATABASE_URL.",
  );
}

function lookUp(name: string): ProcessUser {
  const uid = idOf(["-u", name]);
  const gid = idOf(["-g", name]);
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function idOf(args: string[]): number | undefined {
  const asked = spawnSync("id", args, { encoding: "utf8" });
  return asked.status === 0 ? Number(asked.stdout.trim()) : undefined;
}

/** Whether that user can enter a directory and write in it. Asked by trying, since modes, ACLs and mounts all have a say. */
export function canUse(directory: string, user: ProcessUser): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1" && test -w .', "sh", directory], { ...user, cwd: "/", stdio: "ignore" }).status === 0;
}
