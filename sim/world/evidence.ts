import pg from "pg";

/** All rows of the tenants, and what the product put on record about itself: read at rest, because it is much. */
export type Evidence = {
  rows: EvidenceRow[];
  calls: CallRecord[];
  /** Orders that only a sweep brought. */
  differences: { tenant: string; platformOrderId: string; kind: string; cause: string; foundAtMs: number }[];
  /** Packages that were stopped because their buyer wants to cancel. */
  stops: { platformOrderId: string; atMs: number }[];
  /** Commits that put something older in the place of something newer, as the database itself saw them. */
  regressions: string[];
};

/** One row as text. `id`: the row's own, where its table has one. */
export type EvidenceRow = { table: string; tenant: string; id: string | null; line: string };

/** A call that the product says it made. `endedAtMs`: when it was put on record, by the world's clock. */
export type CallRecord = { shopId: string; party: string; operation: string; outcome: string; slot: number | null; endedAtMs: number };

type List = <Row extends pg.QueryResultRow>(statement: string) => Promise<Row[]>;

export async function readEvidence(list: List): Promise<Evidence> {
  // wrapped keys are no data of anybody's
  const tables = await list<{ name: string; hasId: boolean }>(
    `select c.relname as name, exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype) as "hasId"
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname not in ('migration', 'tenant_key') order by 1`,
  );
  const rows: EvidenceRow[] = [];
  for (const { name, hasId } of tables) {
    const found = await list<Omit<EvidenceRow, "table">>(
      `select t.tenant_id::text as tenant, ${hasId ? "t.id::text" : "null"} as id, t::text as line from public.${pg.escapeIdentifier(name)} t order by 3`,
    );
    // a long world has more rows than a call may have arguments
    for (const row of found) rows.push({ table: name, ...row });
  }
  const records = await list<Omit<CallRecord, "endedAtMs"> & { id: string }>(
    `select id::text, shop_id::text as "shopId", party, operation, outcome, slot from call_record order by id`,
  );
  const differences = await list<Evidence["differences"][number]>(
    `select tenant_id::text as tenant, platform_order_id as "platformOrderId", kind, cause, (extract(epoch from found_at) * 1000)::float8 as "foundAtMs"
      from reconciliation_difference order by 2, 5`,
  );
  const stops = await list<{ id: string; platformOrderId: string }>(
    `select t.id::text, o.platform_order_id as "platformOrderId" from timeline t
      join package p on p.tenant_id = t.tenant_id and p.id = t.package_id join shop_order o on o.tenant_id = p.tenant_id and o.id = p.order_id
      where t.kind = 'overlay_laid' and t.event->>'overlay' = 'cancel_requested' order by t.id`,
  );
  const regressions = await list<{ fact: string }>("select fact from watch.regression order by 1");
  return {
    regressions: regressions.map((one) => one.fact),
    rows,
    calls: records.map(({ id, ...call }) => ({ ...call, endedAtMs: momentOf(id) })),
    differences,
    stops: stops.map(({ id, platformOrderId }) => ({ platformOrderId, atMs: momentOf(id) })),
  };
}

/** The moment inside a UUIDv7, which the world's own entropy made. */
function momentOf(id: string): number {
  return Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}

/**
 * Instruments in the simulated world's database only: a wrong commit may be overwritten before anybody looks. Each watched table notes the
 * updates that lower a figure which may only rise, and what only a shop's runner writes when another process does it than the one that raised
 * the fence last. Each transaction says whose it is.
 */
export const installWatch = `
  create schema watch;
  create table watch.regression (fact text not null);
  create function watch.note() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
  begin
    insert into watch.regression values (tg_argv[0] || ' went back: ' || to_jsonb(old)::text);
    return null;
  end $$;
  create table watch.owner (shop_id uuid primary key, process text not null);
  create function watch.take() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
  begin
    insert into watch.owner values (new.shop_id, current_setting('watch.process', true))
      on conflict (shop_id) do update set process = excluded.process;
    return null;
  end $$;
  create function watch.guard() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
  declare
    writer text := current_setting('watch.process', true);
    owner text := (select process from watch.owner where shop_id = new.shop_id);
  begin
    -- people write of their own accord; a worker must own the shop
    if writer like 'worker-%' and owner <> writer then
      insert into watch.regression values (writer || ' wrote ' || tg_table_name || ' of shop ' || new.shop_id || ', which ' || owner || ' has taken over');
    end if;
    return null;
  end $$;
  create trigger owner after insert or update of epoch on public.shop_runner for each row execute function watch.take();
  create trigger guard after insert or update on public.stream_state for each row execute function watch.guard();
  -- a sale in one shop asks for pushes in others: those intents are anybody's
  create trigger guard after update on public.intent for each row when (new.kind <> 'stock_push') execute function watch.guard();
  create trigger guard after insert or update on public.reconciliation for each row execute function watch.guard();
  create trigger guard after insert or update on public.quarantine for each row execute function watch.guard();
  create trigger guard after insert or update on public.shop_order for each row execute function watch.guard();
  create trigger watch after update on public.shop_order for each row
    when (new.platform_updated_at < old.platform_updated_at) execute function watch.note('the version of an order');
  create trigger watch after update on public.stream_state for each row
    when (old.stream = 'orders' and new.cursor->>'updatedTo' < old.cursor->>'updatedTo') execute function watch.note('the cursor of a stream');
  create trigger watch after update on public.package for each row
    when ((old.state in ('shipped', 'delivered') and new.state not in ('shipped', 'delivered'))
      or (old.backfill_state = 'confirmed' and new.backfill_state <> 'confirmed')) execute function watch.note('a package');`;
