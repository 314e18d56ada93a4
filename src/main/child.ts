import type { ConnectionSettings } from "../db/database.ts";
import type { LoginRole } from "../db/login-roles.ts";
import { MigrationRefusal } from "../db/migration-refusal.ts";
import type { Log } from "../ports/log.ts";
import { type Config, readConfig } from "./config.ts";
import { openLog } from "./log.ts";
import { loadMasterKey, rolePassword } from "./master-key.ts";
import { StartRefusal } from "./start-refusal.ts";
import { personNeeded } from "./supervised-child.ts";

/** What every process of ours is made of. */
export type ChildContext = { config: Config; masterKey: Buffer; log: Log; connection: (role: LoginRole) => ConnectionSettings };

/** A process at work. `ready` is printed for the supervisor, `stop` ends what was begun. */
export type RunningChild = { ready: Readonly<Record<string, unknown>>; stop(): Promise<void> };

const stopTimeoutMs = 4_000;

/**
 * The outer edge of a process that `npm start` supervises (and that may as well run alone, with DATABASE_URL): reads the settings,
 * starts, prints the ready line, and stops once on SIGTERM or SIGINT.
 */
export async function runChild(name: string, start: (context: ChildContext) => Promise<RunningChild>): Promise<void> {
  try {
    const context = createContext(name);
    const running = await start(context);
    let stopping = false;
    const stop = () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), stopTimeoutMs).unref();
      running.stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    process.stdout.write(`${JSON.stringify({ ready: true, ...running.ready })}\n`);
  } catch (error) {
    fail(error);
  }
}

/** The same edge for a program that does its work and ends. */
export async function runProgram(name: string, work: (context: ChildContext) => Promise<void>): Promise<void> {
  try {
    await work(createContext(name));
  } catch (error) {
    fail(error);
  }
}

function createContext(name: string): ChildContext {
  const config = readConfig(process.env);
  const masterKey = loadMasterKey(config.masterKeyFile);
  return {
    config,
    masterKey,
    log: openLog({ name, level: config.logLevel, form: config.mode === "production" ? "json" : "text" }),
    connection: (role) => connectionFor(config, masterKey, role),
  };
}

/** How one of our roles signs in. Throws a StartRefusal when nobody said where the database is. */
export function connectionFor(config: Config, masterKey: Buffer, role: LoginRole): ConnectionSettings {
  if (config.databaseAddress === undefined) {
    throw new StartRefusal("There is no database: start Crossdock with npm start, or set DATABASE_URL for this process.");
  }
  return { ...config.databaseAddress, user: role, password: rolePassword(masterKey, role) };
}

/** Ends the process: with a sentence where a person can put it right, else as the crash that it is. */
function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(isForPerson(error) ? personNeeded : 1);
}

/** What to print about an error that ends a process: its sentence, or where the bug is. */
export function explain(error: unknown): string {
  if (isForPerson(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function isForPerson(error: unknown): error is Error {
  return error instanceof StartRefusal || error instanceof MigrationRefusal;
}
