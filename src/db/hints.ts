import { sql } from "kysely";
import type { ShopId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

/** Heard by workers; see src/db/listener.ts. */
export const hintChannel = "crossdock_hint";

/** Wakes the runner of a shop when this transaction commits. Only a hint: a runner looks by itself every few seconds. */
export async function hintRunner(tx: Tx, shop: ShopId): Promise<void> {
  await sql`select pg_notify(${hintChannel}, ${shop})`.execute(tx);
}
