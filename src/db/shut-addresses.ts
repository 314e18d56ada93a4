import { sql } from "kysely";
import type { Directory } from "./database.ts";

const max = 1_000;

/** Outbound addresses that a platform shut out. `version` rises with each ban; `leftMs` counted from its being written. */
export type ShutAddress = { address: string; version: bigint; leftMs: number };

export async function listShutAddresses(directory: Directory): Promise<ShutAddress[]> {
  const result = await directory.run((db) =>
    sql<ShutAddress>`
      select address, version, left_ms as "leftMs" from directory.shut_address order by address limit ${max}`.execute(db),
  );
  return result.rows;
}

/** Notes a ban for the other workers; 0 ms: it is over. Returns its version. */
export async function saveShutAddress(directory: Directory, address: string, leftMs: number): Promise<bigint> {
  const result = await directory.run((db) =>
    sql<{ version: bigint }>`
      insert into directory.shut_address as s (address, version, left_ms) values (${address}, 1, ${Math.round(leftMs)})
      on conflict (address) do update set version = s.version + 1, left_ms = excluded.left_ms
      returning version`.execute(db),
  );
  return result.rows[0]?.version ?? 0n;
}
