import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import type { Database, Tx } from "./database.ts";

/** Thrown inside a runner's transaction when another worker has taken the shop over. Nothing of it is committed. */
export class FencedOff extends Error {
  constructor() {
    super("another worker owns this shop");
    this.name = "FencedOff";
  }
}

/** Which runner may commit: its shop and the epoch of its lease. */
export type Fence = { tenant: TenantId; shop: ShopId; epoch: bigint };

/** First statement of every runner transaction: holds the epoch for share until commit, so a takeover waits for us or we fail. */
export async function passFence(tx: Tx, fence: Fence): Promise<void> {
  const { rows } = await sql<{ epoch: bigint }>`
    select epoch from shop_runner where tenant_id = ${fence.tenant} and shop_id = ${fence.shop} for share`.execute(tx);
  if (rows[0]?.epoch !== fence.epoch) throw new FencedOff();
}

/** A runner's transaction: what it reads and writes holds only if the shop is still its own. Throws `FencedOff` otherwise. */
export function inFence<T>(database: Database, fence: Fence, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.inTenant(fence.tenant, async (tx) => {
    await passFence(tx, fence);
    return await work(tx);
  });
}

/** Raises the fence for a new owner; waits for transactions of the old one. False when a newer owner was there first. */
export async function raiseFence(tx: Tx, fence: Fence): Promise<boolean> {
  const { rows } = await sql`
    insert into shop_runner (tenant_id, shop_id, epoch) values (${fence.tenant}, ${fence.shop}, ${fence.epoch})
    on conflict (tenant_id, shop_id) do update set epoch = excluded.epoch where shop_runner.epoch < excluded.epoch
    returning epoch`.execute(tx);
  return rows.length === 1;
}
