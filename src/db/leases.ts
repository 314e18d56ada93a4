import { sql } from "kysely";
import type { ShopId, TenantId } from "../kernel/id.ts";
import { type Directory, rows } from "./database.ts";

/** A shop as the directory knows it, with what is needed to try for its lease. */
export type LeaseRow = { shopId: ShopId; tenantId: TenantId; owner: string | null; epoch: bigint; beat: bigint };

/**
 * What a lease knows of the call budget, per limit of the policy. `pledged`: only slots below this number were ever used by the owner.
 * `left`: the wait of each slot in ms, where the owner left cleanly.
 */
export type LeaseSlots = { pledged: number[]; left?: number[][] };

/** A lease in hand. `slots`: as the last owner left them; null when nothing is known of them. */
export type Lease = { shopId: ShopId; tenantId: TenantId; epoch: bigint; slots: LeaseSlots | null };

/** Active shops with the state of their leases. */
export async function listLeases(directory: Directory, limit: number): Promise<LeaseRow[]> {
  const result = await directory.run((db) =>
    sql<LeaseRow>`
      select s.id as "shopId", s.tenant_id as "tenantId", l.owner, coalesce(l.epoch, 0) as epoch, coalesce(l.beat, 0) as beat
      from directory.shop s
      left join directory.lease l on l.shop_id = s.id
      where s.active
      order by s.id
      limit ${limit}`.execute(db),
  );
  return result.rows;
}

/**
 * Takes a lease whose epoch and beat are still what we saw. Undefined when somebody else was faster or the owner lives. What the lease says
 * of slots is believed only on the timeline of the write-ahead log that it was written on: a database that was restored to an earlier moment
 * has forgotten calls.
 */
export async function claimLease(directory: Directory, seen: LeaseRow, owner: string): Promise<Lease | undefined> {
  const result = await directory.run((db) =>
    sql<{ epoch: bigint; slots: LeaseSlots | null }>`
      with here as (select left(pg_walfile_name(pg_current_wal_lsn()), 8) as timeline),
      before as (
        select slots from directory.lease, here
        where shop_id = ${seen.shopId} and slots->>'timeline' = here.timeline
      )
      insert into directory.lease as l (shop_id, tenant_id, owner, epoch, beat)
      values (${seen.shopId}, ${seen.tenantId}, ${owner}, ${seen.epoch.toString()}::bigint + 1, 0)
      on conflict (shop_id) do update set owner = excluded.owner, epoch = l.epoch + 1, beat = 0, slots = l.slots - 'left'
        where l.epoch = ${seen.epoch.toString()}::bigint and l.beat = ${seen.beat.toString()}::bigint
      returning l.epoch, (select slots from before) as slots`.execute(db),
  );
  const row = result.rows[0];
  return row === undefined ? undefined : { shopId: seen.shopId, tenantId: seen.tenantId, epoch: row.epoch, slots: row.slots };
}

/** A sign of life: how many slots the owner may use of each limit. */
export type Beat = { lease: Lease; pledged: readonly number[] };

/** Shows for many leases at once that their owner lives. Returns the shops whose lease is still this owner's. */
export async function beatLeases(directory: Directory, beats: readonly Beat[]): Promise<ReadonlySet<ShopId>> {
  const list = beats.map(({ lease, pledged }) => ({ shop: lease.shopId, epoch: lease.epoch, pledged }));
  const result = await directory.run((db) =>
    sql<{ id: ShopId }>`
      update directory.lease l set beat = l.beat + 1,
        slots = jsonb_build_object('pledged', r.pledged, 'timeline', left(pg_walfile_name(pg_current_wal_lsn()), 8))
      from jsonb_to_recordset(${rows(list)}) as r(shop uuid, epoch bigint, pledged jsonb)
      where l.shop_id = r.shop and l.epoch = r.epoch and l.owner is not null
      returning l.shop_id as id`.execute(db),
  );
  return new Set(result.rows.map((row) => row.id));
}

/** Gives the lease back cleanly, with the budget as it stands: the next owner need not wait. */
export async function releaseLease(directory: Directory, lease: Lease, slots: LeaseSlots): Promise<void> {
  await directory.run((db) =>
    sql`update directory.lease set owner = null,
        slots = ${JSON.stringify(slots)}::jsonb || jsonb_build_object('timeline', left(pg_walfile_name(pg_current_wal_lsn()), 8))
      where shop_id = ${lease.shopId} and epoch = ${lease.epoch.toString()}::bigint`.execute(db),
  );
}
