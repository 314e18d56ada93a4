import { Kysely, PostgresDialect, type PostgresPool, sql, type Transaction } from "kysely";
import pg from "pg";
import type { TenantId } from "../kernel/id.ts";
import { instantFromMs } from "../kernel/instant.ts";
import { preparedPool } from "./prepared-pool.ts";
import type { DirectorySchema, Schema } from "./schema.ts";
import { openTenants } from "./tenant-driver.ts";

/** A transaction inside one tenant's walls: the only way to the tenant tables. */
export type Tx = Transaction<Schema>;

export type ConnectionSettings = { host: string; port: number; user: string; password: string; database: string; ssl?: boolean };

/** `prepares`: statements are planned once per connection, see preparedPool. */
export type PoolSettings = ConnectionSettings & { prepares?: boolean };

export type Database = {
  /** BEGIN, `crossdock.tenant` for this transaction only, `fn`, COMMIT; works behind pgbouncer in transaction mode. Rolls back when `fn` throws. */
  inTenant<T>(tenant: TenantId, fn: (tx: Tx) => Promise<T>): Promise<T>;
  /** Statements under way or waiting for a connection: the simulated world waits for 0 before it moves time. */
  busy(): number;
  close(): Promise<void>;
};

/** The cross-tenant directory, by its own role: tenants, shops and leases, nothing else. */
export type Directory = {
  run<T>(fn: (db: Kysely<DirectorySchema>) => Promise<T>): Promise<T>;
  /** The same over a session that is opened for it and closed again: what old sessions still can, new ones perhaps cannot. */
  runAnew<T>(fn: (db: Kysely<DirectorySchema>) => Promise<T>): Promise<T>;
  busy(): number;
  close(): Promise<void>;
};

const types: pg.CustomTypesConfig = { getTypeParser };

function getTypeParser(oid: number, format?: "text" | "binary") {
  if (format === "binary") return pg.types.getTypeParser(oid, format);
  switch (oid) {
    case pg.types.builtins.INT8:
      return (text: string) => BigInt(text);
    case pg.types.builtins.TIMESTAMPTZ:
      return (text: string) => instantFromMs(Date.parse(text));
    case pg.types.builtins.DATE:
      return (text: string) => text;
    default:
      return pg.types.getTypeParser(oid, "text");
  }
}

const sessionSettings = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=30000 -c timezone=UTC";
/** A statement that is kept is planned once: over small tables any plan will do. */
const onePlan = " -c plan_cache_mode=force_generic_plan";

/** A pool whose type parsers are ours: int8 → bigint, timestamptz → Instant (ms), date → text. */
export function openPool({ prepares = false, ...settings }: PoolSettings, max: number, applicationName: string): pg.Pool {
  const pool = new pg.Pool({
    ...settings,
    max,
    types,
    // a statement leaves when it is asked for, not when the one before it has been answered
    pipeline: true,
    application_name: applicationName,
    // a tenant statement that takes longer is a bug or an attack; a stuck client must not hold locks
    options: `${sessionSettings}${prepares ? onePlan : ""}`,
    connectionTimeoutMillis: 10_000,
  });
  // an idle connection that breaks (server restart) is replaced by the pool; the error belongs to nobody's request
  pool.on("error", () => {});
  // one that breaks while a transaction holds it fails that transaction's statements; unheard, the event would end the process
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

function poolFor(settings: PoolSettings, max: number, applicationName: string): PostgresPool {
  const pool = openPool(settings, max, applicationName);
  return settings.prepares === true ? preparedPool(pool) : pool;
}

/** Opens the tenant tables as `crossdock_app`. `max` = 1 makes every transaction run alone (the simulated world). */
export function openDatabase(settings: PoolSettings, max: number): Database {
  const pool = poolFor(settings, max, "crossdock");
  const tenants = openTenants<Schema>(pool);
  let busy = 0;
  return {
    inTenant: async (tenant, fn) => {
      busy += 1;
      try {
        return await (await tenants)(tenant).transaction().execute(fn);
      } finally {
        busy -= 1;
      }
    },
    busy: () => busy,
    close: () => pool.end(),
  };
}

/** Opens the directory as `crossdock_directory`. */
export function openDirectory(settings: PoolSettings, max: number): Directory {
  const db = new Kysely<DirectorySchema>({ dialect: new PostgresDialect({ pool: poolFor(settings, max, "crossdock-directory") }) });
  let busy = 0;
  return {
    run: async (fn) => {
      busy += 1;
      try {
        return await fn(db);
      } finally {
        busy -= 1;
      }
    },
    runAnew: async (fn) => {
      const fresh = new Kysely<DirectorySchema>({ dialect: new PostgresDialect({ pool: poolFor(settings, 1, "crossdock-directory") }) });
      try {
        return await fn(fresh);
      } finally {
        await fresh.destroy();
      }
    },
    busy: () => busy,
    close: () => db.destroy(),
  };
}

/** A list as one parameter of a set-based statement: `from jsonb_to_recordset(${rows(list)}) as r(…)`. Big integers travel as text. */
export function rows(list: readonly object[]) {
  return sql`${JSON.stringify(list, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value))}::jsonb`;
}
