import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type pg from "pg";

/** So many statements are kept by name; lists of many lengths make more texts, and those are planned each time. */
const statementsMax = 500;

/**
 * A pool whose connections plan each statement once and keep it by name, which takes more than half of a small statement's time away. Only
 * for a server of one's own: a pooler in between may hand the next statement to another session, and a migration makes old plans void.
 */
export function preparedPool(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PreparingClient>();
  const names = new Map<string, string>();
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      const preparing = clients.get(client) ?? new PreparingClient(client, names);
      clients.set(client, preparing);
      return preparing;
    },
  };
}

/** What of pg's client we use, in the words of the query builder. */
type NamingClient = {
  query<R>(statement: { name?: string; text: string; values: unknown[] }): Promise<PostgresQueryResult<R>>;
  release(destroy?: boolean): void;
};

class PreparingClient implements PostgresPoolClient {
  readonly #client: NamingClient;
  readonly #names: Map<string, string>;

  constructor(client: NamingClient, names: Map<string, string>) {
    this.#client = client;
    this.#names = names;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(text: string | PostgresCursor<R>, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof text !== "string") throw new Error("cursors are not prepared");
    const values = [...parameters];
    // BEGIN, COMMIT and the like have no plan
    const name = values.length === 0 ? undefined : this.#nameOf(text);
    return this.#client.query(name === undefined ? { text, values } : { name, text, values });
  }

  release(destroy?: boolean): void {
    this.#client.release(destroy);
  }

  #nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= statementsMax) return known;
    const name = `s${this.#names.size + 1}`;
    this.#names.set(text, name);
    return name;
  }
}
