-- Records grow by the day and are dropped by the day: tenant leads, the day is part of the key.
create table call_record (
  tenant_id uuid not null,
  day date not null,
  id uuid not null,
  at timestamptz not null,
  shop_id uuid not null,
  party text not null,
  operation text not null,
  class text not null,
  outcome text not null,
  code text,
  duration_ms integer not null,
  cause_kind text,
  cause_id uuid,
  primary key (tenant_id, day, id)
) partition by range (day);
create index call_record_by_shop on call_record (tenant_id, shop_id, at);

create table timeline (
  tenant_id uuid not null,
  day date not null,
  id uuid not null,
  at timestamptz not null,
  package_id uuid not null,
  actor_id text,
  actor_name text,
  kind text not null,
  event jsonb not null,
  primary key (tenant_id, day, id)
) partition by range (day);
create index timeline_by_package on timeline (tenant_id, package_id, at, id);

create table change (
  tenant_id uuid not null,
  day date not null,
  seq bigint not null,
  topic text not null,
  ids uuid[] not null,
  primary key (tenant_id, day, seq)
) partition by range (day);
create index change_by_seq on change (tenant_id, seq);

-- The head of each tenant's change feed; taken last in a transaction, so numbers become visible in their order.
create table change_head (
  tenant_id uuid primary key,
  seq bigint not null
);

create table audit (
  tenant_id uuid not null,
  day date not null,
  id uuid not null,
  at timestamptz not null,
  actor_id text not null,
  act text not null,
  subject_kind text not null,
  subject_id uuid not null,
  detail jsonb not null default '{}',
  primary key (tenant_id, day, id)
) partition by range (day);

create table call_record_default partition of call_record default;
create table timeline_default partition of timeline default;
create table change_default partition of change default;
create table audit_default partition of audit default;

-- Every tenant table gets the same wall: enabled, forced, read and write.
do $$
declare
  tenant_table record;
begin
  for tenant_table in
    select c.relname
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'migration'
  loop
    execute format('alter table public.%I enable row level security', tenant_table.relname);
    execute format('alter table public.%I force row level security', tenant_table.relname);
    execute format(
      'create policy tenant_wall on public.%I using (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)',
      tenant_table.relname);
  end loop;
end $$;

-- Rights go to parents only: a partition cannot be entered by its own name.
grant select, insert, update on tenant_setting, counter, warehouse, carrier_account, channel, shop, authorisation, channel_binding,
  sku, listing, pairing, stock_balance, shop_order, order_line, order_recipient, order_amount, package, package_line, quarantine,
  shop_runner, stream_state, intent, blob, change_head, platform_carrier, platform_warehouse to crossdock_app;
grant delete on pairing, channel_binding, order_recipient, blob, intent, platform_carrier, platform_warehouse to crossdock_app;
grant select, insert on tenant_key, stock_movement, call_record, timeline, change, audit to crossdock_app;

-- Makes day partitions for the coming days. Runs as its owner; walls each partition like its parent. Part of the allow-list of definer functions.
create function directory.ensure_partitions(first_day date, days integer) returns integer
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
  foreach parent in array array['call_record', 'timeline', 'change', 'audit'] loop
    for offset_days in 0 .. days - 1 loop
      day := first_day + offset_days;
      name := parent || '_' || to_char(day, 'YYYYMMDD');
      if to_regclass('public.' || name) is null then
        execute format('create table public.%I partition of public.%I for values from (%L) to (%L)', name, parent, day, day + 1);
        execute format('alter table public.%I enable row level security', name);
        execute format('alter table public.%I force row level security', name);
        execute format(
          'create policy tenant_wall on public.%I using (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)
           with check (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)', name);
        made := made + 1;
      end if;
    end loop;
  end loop;
  return made;
end $$;
revoke all on function directory.ensure_partitions(date, integer) from public;
grant execute on function directory.ensure_partitions(date, integer) to crossdock_directory;
