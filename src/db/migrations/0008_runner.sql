-- What a stream did last: {"at", "cause", "calls", "got", "kept", "skipped": {"unchanged": 3, "quarantined": 1}}. `delay_ms`: from the platform's
-- own stamp of the newest change to its being stored here.
alter table stream_state
  add column last_run jsonb,
  add column next_run_at timestamptz,
  add column delay_ms integer;

-- The call budget as its runner sees it: {"ceiling", "inFlight", "waiting": {"P0": 0}, "pausedMs", "spent": [{"operation", "class", "calls"}],
-- "ordersPerDay"}.
alter table shop_runner add column budget jsonb;

-- An outbound proxy of the shop's own; its address may hold a password.
alter table shop add column proxy_encrypted text;
-- What the platform has forbidden this shop: exactly these acts stop, with the platform's words. [{"act", "code", "message", "since"}]
alter table shop add column restrictions jsonb not null default '[]';
alter table shop drop constraint shop_state_check;
alter table shop add constraint shop_state_check check (
  state in ('active', 'needs_reauth', 'scope_missing', 'banned', 'unreachable', 'starting', 'withdrawn', 'suspended', 'frozen'));

-- A person's wish that only the runner can fulfil: read now, read these orders, try this item again.
create table shop_request (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  kind text not null check (kind in ('pull', 'pull_orders', 'retry_item', 'reconcile')),
  -- pull_orders: {"numbers": []}; retry_item: {"quarantineId"}; reconcile: {"kind"}
  data jsonb not null default '{}',
  requested_by text not null,
  created_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  -- {"got", "kept", "failure"} and per number what became of it: {"numbers": {"PO-1": "stored" | "unchanged" | "not-found" | "failed"}}
  result jsonb,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create index shop_request_waiting on shop_request (tenant_id, shop_id, created_at, id) where state = 'waiting';
create index shop_request_recent on shop_request (tenant_id, shop_id, created_at desc, id);

-- A comparison of the platform's orders with ours.
create table reconciliation (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  kind text not null check (kind in ('recent', 'nightly', 'weekly')),
  window_from timestamptz not null,
  window_to timestamptz not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  state text not null check (state in ('running', 'done', 'failed')),
  platform_count integer,
  our_count integer,
  pulled integer not null default 0,
  failure text,
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create index reconciliation_recent on reconciliation (tenant_id, shop_id, started_at desc, id);
create index reconciliation_by_kind on reconciliation (tenant_id, shop_id, kind, started_at desc);

create table reconciliation_difference (
  tenant_id uuid not null,
  reconciliation_id uuid not null,
  platform_order_id text not null,
  -- missing: they have it, we had not; stale: ours was older; extra: we have it, they no longer list it
  kind text not null check (kind in ('missing', 'stale', 'extra')),
  -- why the fast path had not brought it
  cause text not null check (cause in ('late-visible', 'paging-shift', 'stream-down', 'quarantined', 'window-closed', 'unexplained')),
  found_at timestamptz not null,
  pulled boolean not null,
  order_id uuid,
  primary key (tenant_id, reconciliation_id, platform_order_id),
  foreign key (tenant_id, reconciliation_id) references reconciliation (tenant_id, id)
);

-- Something that somebody should know, once while it lasts. `kind` names a text in the user's language, `detail` its values.
create table alert (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  shop_id uuid,
  -- tells apart alerts of one kind on one shop
  subject text not null default '',
  detail jsonb not null default '{}',
  opened_at timestamptz not null,
  last_at timestamptz not null,
  times integer not null default 1,
  closed_at timestamptz,
  seen_at timestamptz,
  seen_by text,
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create unique index alert_open on alert (tenant_id, kind, subject, shop_id) nulls not distinct where closed_at is null;
create index alert_recent on alert (tenant_id, opened_at desc, id);

-- What a platform announced to us, once each. A hint to look now: never a source of data.
create table hook_event (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  -- event, order and platform time: what repeats under one key is one event
  key text not null,
  event text not null,
  platform_order_id text,
  platform_at timestamptz,
  received_at timestamptz not null,
  raw_blob_id uuid not null,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, key),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create index hook_event_received on hook_event (tenant_id, shop_id, received_at desc, id);

-- Raw answers of one shop over a second or two, sealed, kept for a week so that a day can be played again.
create table answer_batch (
  tenant_id uuid not null,
  blob_id uuid not null,
  shop_id uuid not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  answers integer not null check (answers > 0),
  primary key (tenant_id, blob_id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create index answer_batch_by_time on answer_batch (tenant_id, first_at, blob_id);

alter table blob drop constraint blob_purpose_check;
alter table blob add constraint blob_purpose_check check (purpose in ('label', 'quarantine', 'hook', 'answers'));
alter table call_record add column slot integer;
-- the platform's order number, where the item had one: what a retry asks for
alter table quarantine add column platform_order_id text;
create index quarantine_open on quarantine (tenant_id, shop_id, first_seen_at, id) where released_at is null;

-- Writes that were refused, newest first; and whether another of the kind came after.
create index intent_rejected on intent (tenant_id, updated_at desc, id) where state = 'rejected';
create index intent_by_subject on intent (tenant_id, kind, subject_id, created_at);

-- The weekly count compares orders by when they last changed.
create index shop_order_updated on shop_order (tenant_id, shop_id, platform_updated_at);

-- Where a platform sends its announcements for a tenant: /hooks/:platform/:key. The key is no secret; each message is signed.
create table directory.hook (
  key text primary key,
  tenant_id uuid not null references directory.tenant (id),
  platform text not null,
  unique (tenant_id, platform)
);

-- An outbound address that a platform has shut out. `version` rises with each ban and each widening, so every worker counts `left_ms` from
-- the moment it saw the new version, on its own clock.
create table directory.shut_address (
  address text primary key,
  version bigint not null,
  left_ms integer not null
);
grant select, insert, update on directory.hook, directory.shut_address to crossdock_directory;
grant delete on directory.shut_address to crossdock_directory;

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['shop_request', 'reconciliation', 'reconciliation_difference', 'alert', 'hook_event', 'answer_batch'] loop
    execute format('alter table public.%I enable row level security', tenant_table);
    execute format('alter table public.%I force row level security', tenant_table);
    execute format(
      'create policy tenant_wall on public.%I using (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;
grant select, insert, update on shop_request, reconciliation, reconciliation_difference, alert to crossdock_app;
grant select, insert on hook_event to crossdock_app;
grant select, insert, delete on answer_batch to crossdock_app;

-- As before, and a day whose rows lie in the default partition already is left there. Two workers may ask at once.
create or replace function directory.ensure_partitions(first_day date, days integer) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  parent text;
  day date;
  name text;
  made integer := 0;
begin
  if days < 1 or days > 400 then
    raise exception 'days must be 1 to 400';
  end if;
  perform pg_advisory_xact_lock(7308332);
  foreach parent in array array['call_record', 'timeline', 'change', 'audit'] loop
    for offset_days in 0 .. days - 1 loop
      day := first_day + offset_days;
      name := parent || '_' || to_char(day, 'YYYYMMDD');
      continue when to_regclass('public.' || name) is not null;
      begin
        execute format('create table public.%I partition of public.%I for values from (%L) to (%L)', name, parent, day, day + 1);
        execute format('alter table public.%I enable row level security', name);
        execute format('alter table public.%I force row level security', name);
        execute format(
          'create policy tenant_wall on public.%I using (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)
           with check (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)', name);
        made := made + 1;
      exception when check_violation then
        null;
      end;
    end loop;
  end loop;
  return made;
end $$;

-- Drops the call record before a day. Part of the allow-list of definer functions.
create function directory.drop_call_records(before date) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  old record;
  dropped integer := 0;
begin
  perform pg_advisory_xact_lock(7308332);
  for old in
    select c.relname from pg_class c join pg_inherits i on i.inhrelid = c.oid
    where i.inhparent = 'public.call_record'::regclass and c.relname ~ '^call_record_[0-9]{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') < before
  loop
    execute format('drop table public.%I', old.relname);
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
revoke all on function directory.drop_call_records(date) from public;
grant execute on function directory.drop_call_records(date) to crossdock_directory;
grant delete on hook_event to crossdock_app;
