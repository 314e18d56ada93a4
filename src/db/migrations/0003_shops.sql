create table tenant_setting (
  tenant_id uuid primary key,
  name text not null,
  -- 审核 on: every package waits in 待审核; off: only those with a problem
  review boolean not null default false,
  time_zone text not null default 'Asia/Shanghai'
);

-- Data and index keys of the tenant, wrapped by the master key. Deleting a tenant's rows here makes all its ciphertexts unreadable.
create table tenant_key (
  tenant_id uuid not null,
  purpose text not null check (purpose in ('data', 'index')),
  version integer not null check (version > 0),
  master_key_id text not null,
  wrapped text not null,
  created_at timestamptz not null,
  primary key (tenant_id, purpose, version)
);

create table counter (
  tenant_id uuid not null,
  name text not null,
  next bigint not null check (next > 0),
  primary key (tenant_id, name)
);

create table warehouse (
  tenant_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);

create table carrier_account (
  tenant_id uuid not null,
  id uuid not null,
  carrier text not null,
  name text not null,
  -- JSON object of the carrier's credential fields
  credentials_encrypted text not null,
  sender jsonb,
  primary key (tenant_id, id)
);

create table channel (
  tenant_id uuid not null,
  id uuid not null,
  carrier_account_id uuid not null,
  code text not null,
  name text not null,
  is_default boolean not null default false,
  takes_battery boolean not null default true,
  primary key (tenant_id, id),
  unique (tenant_id, carrier_account_id, code),
  foreign key (tenant_id, carrier_account_id) references carrier_account (tenant_id, id)
);

create table shop (
  tenant_id uuid not null,
  id uuid not null,
  platform text not null,
  platform_shop_id text not null,
  name text not null,
  kind text not null,
  site text not null,
  region_id text not null,
  currency text not null,
  time_zone text not null,
  state text not null default 'active' check (state in ('active', 'needs_reauth', 'scope_missing', 'banned', 'unreachable', 'starting')),
  state_detail text,
  default_warehouse_id uuid not null,
  platform_warehouse_id text,
  -- {"cap":120,"windowMs":60000,"banMs":900000}: what the platform tolerates, as data
  call_policy jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, platform, platform_shop_id),
  foreign key (tenant_id, default_warehouse_id) references warehouse (tenant_id, id)
);

create table authorisation (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  gateway text not null,
  purpose text not null check (purpose in ('orders', 'products')),
  app_key text not null,
  app_secret_encrypted text not null,
  access_token_encrypted text not null,
  scopes text[],
  expires_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, gateway, purpose),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);

-- Which of the platform's carriers a channel is for the platform. The id travels on the wire, the name is what a person picked.
create table channel_binding (
  tenant_id uuid not null,
  shop_id uuid not null,
  channel_id uuid not null,
  platform_carrier_id text not null,
  platform_carrier_name text not null,
  primary key (tenant_id, shop_id, channel_id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id),
  foreign key (tenant_id, channel_id) references channel (tenant_id, id)
);
