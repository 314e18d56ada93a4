-- Sign-in. The first five tables have the shape that better-auth asks for (names mapped in src/server/auth/auth.ts); no row-level security:
-- a user is looked up before the tenant is known. Only crossdock_auth may enter, and it can enter nothing else.
create table auth."user" (
  id uuid primary key,
  name text not null,
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

create table auth.session (
  id uuid primary key,
  user_id uuid not null references auth."user" (id) on delete cascade,
  -- SHA-256 of the token, hex; the token itself exists in the cookie only
  token text not null unique check (token ~ '^[0-9a-f]{64}$'),
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index session_by_user on auth.session (user_id, id);

create table auth.account (
  id uuid primary key,
  user_id uuid not null references auth."user" (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  -- argon2id in PHC form, parameters inside
  password text check (password is null or password like '$argon2id$%'),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index account_by_user on auth.account (user_id, id);

create table auth.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index verification_by_identifier on auth.verification (identifier, id);

create table auth.rate_limit (
  id uuid primary key,
  key text not null unique,
  count integer not null,
  last_request bigint not null
);

-- What a user may do in a tenant. Null lists mean all shops, all warehouses.
create table auth.member (
  user_id uuid not null references auth."user" (id) on delete cascade,
  tenant_id uuid not null,
  role text not null check (role in ('owner', 'operator', 'warehouse', 'viewer')),
  shops uuid[],
  warehouses uuid[],
  disabled_at timestamptz,
  created_at timestamptz not null,
  primary key (user_id, tenant_id)
);
create index member_by_tenant on auth.member (tenant_id, user_id);

grant select, insert, update, delete on auth."user", auth.session, auth.account, auth.verification, auth.rate_limit, auth.member to crossdock_auth;
