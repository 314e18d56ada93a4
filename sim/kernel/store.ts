import { DatabaseSync } from "node:sqlite";

/** Where a simulator keeps its facts: documents by kind and id. In memory for tests and the simulated world, a file for the sandbox (so that a restart keeps the orders). */
export type SimStore = {
  put(kind: string, id: string, value: unknown): void;
  remove(kind: string, id: string): void;
  /** All documents of a kind, in the order in which they were first put. */
  all(kind: string): { id: string; value: unknown }[];
  clear(): void;
  close(): void;
};

/** Keeps nothing: a simulator holds its state in memory and only writes through. */
export function memoryStore(): SimStore {
  return { put: () => {}, remove: () => {}, all: () => [], clear: () => {}, close: () => {} };
}

/** SQLite file. Writes are batched by SQLite's WAL; a crash of the machine may lose the last moments, a crash of the process does not. */
export function fileStore(path: string): SimStore {
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = wal; pragma synchronous = off;");
  database.exec(
    "create table if not exists fact (seq integer primary key autoincrement, kind text not null, id text not null, value text not null, unique (kind, id))",
  );
  const put = database.prepare(
    "insert into fact (kind, id, value) values (?, ?, ?) on conflict (kind, id) do update set value = excluded.value",
  );
  const remove = database.prepare("delete from fact where kind = ? and id = ?");
  const all = database.prepare("select id, value from fact where kind = ? order by seq");
  return {
    put: (kind, id, value) => {
      put.run(kind, id, JSON.stringify(value));
    },
    remove: (kind, id) => {
      remove.run(kind, id);
    },
    all: (kind) => all.all(kind).map((row) => ({ id: String(row.id), value: parse(String(row.value)) })),
    clear: () => database.exec("delete from fact"),
    close: () => database.close(),
  };
}

function parse(text: string): unknown {
  return JSON.parse(text);
}
