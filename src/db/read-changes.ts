import type { TenantId } from "../kernel/id.ts";
import type { Tx } from "./database.ts";

export type ChangeRow = { seq: bigint; topic: string; ids: string[] };

/** Changes after `after`, oldest first, not older than `sinceDay` (YYYY-MM-DD): the planner leaves all other days' partitions out. */
export async function listChanges(tx: Tx, tenant: TenantId, after: bigint, sinceDay: string, limit: number): Promise<ChangeRow[]> {
  return await tx
    .selectFrom("change")
    .select(["seq", "topic", "ids"])
    .where("tenant_id", "=", tenant)
    .where("day", ">=", sinceDay)
    .where("seq", ">", after)
    .orderBy("seq")
    .limit(limit)
    .execute();
}
