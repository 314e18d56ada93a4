import { type KyselyPlugin, sql } from "kysely";
import type { Database, Directory, Tx } from "../../src/db/database.ts";
import type { Random } from "../kernel/random.ts";
import type { Faults, TransactionFault } from "./faults.ts";
import type { Life } from "./life.ts";
import type { Stillness } from "./stillness.ts";

/** The connection broke. The process lives on and cannot know whether the commit was made. */
export class ConnectionLost extends Error {
  readonly code = "08006";
  constructor() {
    super("the connection to the database was lost");
    this.name = "ConnectionLost";
  }
}

class Died extends Error {}

type Parts = { stillness: Stillness; faults: Faults; random: Random };
type Outcome<T> = { value: T } | { error: unknown };

const never = <T>(): Promise<T> => new Promise<T>(() => {});

/**
 * The database as one process sees it. A process that is killed between two statements leaves a transaction that PostgreSQL rolls
 * back when the socket closes: here the transaction is made to throw, and the process never hears of it. One that is killed after its
 * COMMIT left never learns that it was made.
 */
export function processDatabase(real: Database, life: Life, parts: Parts): Database {
  return {
    inTenant: async (tenant, fn) => {
      if (life.isDead) return await never();
      const broken = parts.faults.drawTransaction(parts.random);
      if (broken !== undefined) parts.faults.hit(`database ${broken}`);
      const breaksAt = broken === "at-statement" ? parts.random.int(1, 4) : undefined;
      const outcome = await parts.stillness.alone(() =>
        settle(() =>
          real.inTenant(tenant, async (tx) => {
            // it may have died while it waited for its turn
            if (life.isDead) throw new Died();
            // nobody waits for it: it goes ahead of the first statement
            void signAs(tx, life.name);
            const value = await untilDeath({ life, faults: parts.faults, breaksAt }, tx, fn);
            if (broken === "before-commit") throw new ConnectionLost();
            return value;
          }),
        ),
      );
      return await hand(life, broken === "after-commit" ? { error: new ConnectionLost() } : outcome);
    },
    busy: () => real.busy(),
    close: () => real.close(),
  };
}

/** Says whose transaction this is, for the instruments in the world's database. */
async function signAs(tx: Tx, process: string): Promise<void> {
  await sql`select set_config('watch.process', ${process}, true)`.execute(tx).catch(() => {});
}

/** The directory as one process sees it: single statements, each a transaction of its own. */
export function processDirectory(real: Directory, life: Life, parts: Parts): Directory {
  return {
    run: async (fn) => {
      if (life.isDead) return await never();
      const broken = toDirectory(parts.faults.drawTransaction(parts.random));
      if (broken !== undefined) parts.faults.hit(`directory ${broken}`);
      const outcome = await parts.stillness.alone(() =>
        settle(() => {
          if (life.isDead) throw new Died();
          if (broken === "before-commit") throw new ConnectionLost();
          return real.run(fn);
        }),
      );
      return await hand(life, broken === "after-commit" ? { error: new ConnectionLost() } : outcome);
    },
    // only the server asks for new sessions, and it stands outside
    runAnew: real.runAnew,
    busy: () => real.busy(),
    close: () => real.close(),
  };
}

/** A single statement breaks before or after its commit. */
function toDirectory(fault: TransactionFault | undefined): "before-commit" | "after-commit" | undefined {
  return fault === "at-statement" ? "before-commit" : fault;
}

async function settle<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

async function hand<T>(life: Life, outcome: Outcome<T>): Promise<T> {
  await life.pass(undefined);
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

type Fate = { life: Life; faults: Faults; breaksAt: number | undefined };

/**
 * Runs a transaction's statements; when the process dies at one of them the transaction throws, and what awaited it waits for ever. When the
 * connection breaks at one, that one and all behind it throw.
 */
function untilDeath<T>({ life, faults, breaksAt }: Fate, tx: Tx, fn: (tx: Tx) => Promise<T>): Promise<T> {
  let statements = 0;
  return new Promise((resolve, reject) => {
    const plugin: KyselyPlugin = {
      transformQuery: ({ node }) => node,
      transformResult: ({ result }) => {
        statements += 1;
        if (breaksAt !== undefined && statements >= breaksAt) return Promise.reject(new ConnectionLost());
        if (life.survives()) return Promise.resolve(result);
        faults.hit("database killed-in-transaction");
        reject(new Died());
        return never();
      },
    };
    fn(tx.withPlugin(plugin)).then(resolve, reject);
  });
}
