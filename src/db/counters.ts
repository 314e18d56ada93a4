import { sql } from "kysely";
import type { TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

/** Takes `count` numbers in a block and returns the first. Gaps appear when the transaction rolls back; doubles never. */
export async function takeNumbers(tx: Tx, tenant: TenantId, name: string, count: number): Promise<bigint> {
  const { rows } = await sql<{ first: bigint }>`
    insert into counter (tenant_id, name, next) values (${tenant}, ${name}, ${1 + count})
    on conflict (tenant_id, name) do update set next = counter.next + ${count}::int
    returning next - ${count}::int as first`.execute(tx);
  const first = rows[0]?.first;
  if (first === undefined) throw new Error("counter gave no number");
  return first;
}
