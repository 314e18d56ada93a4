-- The fence: the epoch of the worker that may commit for a shop. Every commit of a runner reads it for share.
create table shop_runner (
  tenant_id uuid not null,
  shop_id uuid not null,
  epoch bigint not null,
  budget_used integer not null default 0,
  budget_cap integer not null default 0,
  budget_window_ms integer not null default 60000,
  beat_at timestamptz,
  primary key (tenant_id, shop_id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);

create table stream_state (
  tenant_id uuid not null,
  shop_id uuid not null,
  stream text not null,
  cursor jsonb,
  last_success_at timestamptz,
  last_failure text,
  last_failure_at timestamptz,
  primary key (tenant_id, shop_id, stream),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);

-- A write that must reach a platform or carrier, stored with the decision. pending → sent → accepted → confirmed, or rejected, or unknown.
create table intent (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  kind text not null check (kind in ('ship_confirm', 'book_label', 'cancel_waybill', 'stock_push')),
  -- the package or listing that it is about
  subject_id uuid not null,
  -- tells apart acts of one kind on one subject: the booking number of a waybill
  key text not null default '',
  state text not null check (state in ('pending', 'sent', 'accepted', 'unknown', 'confirmed', 'rejected', 'dropped')),
  data jsonb not null default '{}',
  -- raised when the same act is wanted again while it is under way
  revision integer not null default 0,
  attempts integer not null default 0,
  -- how many read-backs in a row showed no effect, and when the first of them was
  absent_reads integer not null default 0,
  absent_since timestamptz,
  due_at timestamptz not null,
  last_code text,
  last_message text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create unique index intent_open on intent (tenant_id, kind, subject_id, key) where state in ('pending', 'sent', 'accepted', 'unknown');
create index intent_due on intent (tenant_id, shop_id, due_at, id) where state in ('pending', 'sent', 'accepted', 'unknown');

create table blob (
  tenant_id uuid not null,
  id uuid not null,
  purpose text not null check (purpose in ('label', 'quarantine')),
  bytes integer not null,
  created_at timestamptz not null,
  purge_at timestamptz not null,
  primary key (tenant_id, id)
);
create index blob_purge on blob (tenant_id, purge_at);

-- What a person may pick from when binding a channel or choosing where a shop ships from: the platform's own lists, as last read.
create table platform_carrier (
  tenant_id uuid not null,
  shop_id uuid not null,
  id text not null,
  name text not null,
  read_at timestamptz not null,
  primary key (tenant_id, shop_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);

create table platform_warehouse (
  tenant_id uuid not null,
  shop_id uuid not null,
  id text not null,
  name text not null,
  is_default boolean not null,
  read_at timestamptz not null,
  primary key (tenant_id, shop_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
