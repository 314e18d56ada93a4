import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresDriver,
  PostgresIntrospector,
  type PostgresPool,
  PostgresQueryCompiler,
} from "kysely";
import pg from "pg";
import type { TenantId } from "../kernel/id.ts";

/**
 * Transactions inside one tenant's walls. BEGIN and the tenant's setting leave in one message, and the first statement behind them
 * without waiting for the answer: one round trip where three would be. What went wrong with the opening comes out at the latest before
 * COMMIT; a statement that ran without it has met the wall, for which no tenant is nobody.
 */
class TenantDriver implements Driver {
  readonly #pooled: PostgresDriver;
  readonly #opening: CompiledQuery;
  readonly #opened = new WeakMap<DatabaseConnection, Promise<unknown>>();

  constructor(pooled: PostgresDriver, tenant: TenantId) {
    this.#pooled = pooled;
    this.#opening = CompiledQuery.raw(`begin; set local crossdock.tenant to ${pg.escapeLiteral(tenant)}`);
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return this.#pooled.acquireConnection();
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const opened = connection.executeQuery(this.#opening);
    // heard at COMMIT; a transaction that fails before has its own error to tell
    opened.catch(() => {});
    this.#opened.set(connection, opened);
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#opened.get(connection);
    await this.#pooled.commitTransaction(connection);
  }

  rollbackTransaction(connection: Parameters<PostgresDriver["rollbackTransaction"]>[0]): Promise<void> {
    return this.#pooled.rollbackTransaction(connection);
  }

  releaseConnection(connection: Parameters<PostgresDriver["releaseConnection"]>[0]): Promise<void> {
    return this.#pooled.releaseConnection(connection);
  }

  async destroy(): Promise<void> {}
}

/**
 * Opens query builders whose transactions are one tenant's, over connections that all tenants share. Each is light enough for a single
 * transaction.
 */
export async function openTenants<Schema>(pool: PostgresPool): Promise<(tenant: TenantId) => Kysely<Schema>> {
  const pooled = new PostgresDriver({ pool });
  await pooled.init();
  const adapter = new PostgresAdapter();
  const compiler = new PostgresQueryCompiler();
  return (tenant) =>
    new Kysely<Schema>({
      dialect: {
        createDriver: () => new TenantDriver(pooled, tenant),
        createAdapter: () => adapter,
        createQueryCompiler: () => compiler,
        createIntrospector: (db) => new PostgresIntrospector(db),
      },
    });
}
