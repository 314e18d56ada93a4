import { sql } from "kysely";
import type { Directory } from "./database.ts";

/** Active shops, and the beats of all leases in one text: it changes as long as some worker lives. Undefined when the database doesn't answer. */
export async function readBeats(directory: Directory): Promise<{ shops: bigint; beats: string } | undefined> {
  const result = await directory
    .run((db) =>
      sql<{ shops: bigint; beats: string }>`
        select (select count(*) from directory.shop where active) as shops,
          (select coalesce(string_agg(shop_id::text || epoch || beat, ',' order by shop_id), '')
            from directory.lease where owner is not null) as beats`.execute(db),
    )
    .catch(() => undefined);
  return result?.rows[0];
}

/** Whether a session that is opened now can do all that ours need: a server whose programs were replaced beneath it cannot load its languages. */
export async function canOpenSessions(directory: Directory): Promise<boolean> {
  return await directory
    .runAnew((db) => sql`do language plpgsql 'begin perform 1; end'`.execute(db))
    .then(
      () => true,
      () => false,
    );
}
