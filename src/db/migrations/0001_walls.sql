-- Schemas and who may enter them. The owner role runs migrations and owns everything; the four login roles own nothing.
-- public: tenant tables, for crossdock_app, behind forced row-level security.
-- directory: tenants, shops and leases across tenants, no buyer data, for crossdock_directory.
-- auth: sign-in, for crossdock_auth. jobs: background jobs, for crossdock_jobs.
create schema directory;
create schema auth;
create schema jobs;

revoke create on schema public from public;
revoke all on schema public from public;
grant usage on schema public to crossdock_app;
grant usage on schema directory to crossdock_directory;
grant usage on schema auth to crossdock_auth;
grant usage on schema jobs to crossdock_jobs;

create table directory.tenant (
  id uuid primary key,
  name text not null check (name <> ''),
  demo boolean not null default false,
  created_at timestamptz not null
);

create table directory.shop (
  id uuid primary key,
  tenant_id uuid not null references directory.tenant (id),
  platform text not null,
  platform_shop_id text not null,
  active boolean not null default true,
  unique (platform, platform_shop_id)
);
create index shop_by_tenant on directory.shop (tenant_id, id);

-- One worker runs a shop. No clock is compared: a contender watches `beat` stand still on its own monotonic clock, then takes over by
-- raising `epoch`. `slots` is the call budget as the last owner left it; null unless it left cleanly.
create table directory.lease (
  shop_id uuid primary key references directory.shop (id),
  tenant_id uuid not null,
  owner text,
  epoch bigint not null default 0,
  beat bigint not null default 0,
  slots jsonb
);

grant select, insert, update on directory.tenant, directory.shop, directory.lease to crossdock_directory;
