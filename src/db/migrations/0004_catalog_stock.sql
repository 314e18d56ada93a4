create table sku (
  tenant_id uuid not null,
  id uuid not null,
  code text not null check (code <> ''),
  name_zh text not null,
  name_en text not null,
  picture_url text,
  weight_g integer not null check (weight_g >= 0),
  has_battery boolean not null default false,
  customs_name_zh text not null default '',
  customs_name_en text not null default '',
  hs_code text,
  declared_amount bigint not null default 0 check (declared_amount >= 0),
  declared_currency text not null default 'USD',
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);

create table listing (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  listing_key text not null,
  seller_code text not null,
  title text not null,
  spec text not null,
  picture_url text,
  state text not null check (state in ('live', 'delisted', 'punished', 'draft')),
  wire jsonb not null,
  -- pieces in one sold unit as the last order line told
  units_per_piece integer not null default 1 check (units_per_piece > 0),
  platform_stock integer,
  platform_stock_at timestamptz,
  pushed_stock integer,
  pushed_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, listing_key),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);

create table pairing (
  tenant_id uuid not null,
  listing_id uuid not null,
  sku_id uuid not null,
  quantity integer not null default 1 check (quantity > 0),
  primary key (tenant_id, listing_id),
  foreign key (tenant_id, listing_id) references listing (tenant_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
create index pairing_by_sku on pairing (tenant_id, sku_id);

-- The counters. Changed only together with their movements, by one guarded statement per batch (src/db/stock.ts).
create table stock_balance (
  tenant_id uuid not null,
  warehouse_id uuid not null,
  sku_id uuid not null,
  on_hand integer not null default 0,
  reserved integer not null default 0,
  blocked integer not null default 0,
  incoming integer not null default 0,
  primary key (tenant_id, warehouse_id, sku_id),
  foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id),
  check (on_hand >= 0 and reserved >= 0 and blocked >= 0 and incoming >= 0),
  check (reserved + blocked <= on_hand)
);

-- Append-only: the app's role may insert and read, never update or delete.
create table stock_movement (
  tenant_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  warehouse_id uuid not null,
  sku_id uuid not null,
  kind text not null check (kind in ('opening', 'adjustment', 'reserve', 'release', 'ship')),
  on_hand_delta integer not null,
  reserved_delta integer not null,
  blocked_delta integer not null default 0,
  incoming_delta integer not null default 0,
  cause_kind text not null,
  cause_id uuid not null,
  actor_id text,
  primary key (tenant_id, id),
  foreign key (tenant_id, warehouse_id, sku_id) references stock_balance (tenant_id, warehouse_id, sku_id)
);
create index stock_movement_by_sku on stock_movement (tenant_id, sku_id, warehouse_id, at, id);
