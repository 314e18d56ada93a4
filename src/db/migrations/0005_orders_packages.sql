-- The platform's truth. Named shop_order because "order" is a word of SQL.
create table shop_order (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  platform_order_id text not null,
  -- internal order number (系统单号)
  number text not null,
  status text not null check (status in ('unpaid', 'held', 'to_ship', 'partly_shipped', 'shipped', 'delivered', 'cancelled')),
  fulfilled_by text not null check (fulfilled_by in ('seller', 'platform')),
  platform_updated_at timestamptz,
  content_hash text not null,
  ordered_at timestamptz not null,
  paid_at timestamptz,
  hold_until timestamptz,
  ship_by timestamptz,
  deliver_by timestamptz,
  marks text[] not null default '{}',
  recipient_state text not null default 'wanted' check (recipient_state in ('wanted', 'hidden', 'stored', 'failed', 'not_ours')),
  amount_state text not null default 'wanted' check (amount_state in ('wanted', 'stored', 'unauthorised', 'failed', 'not_ours')),
  -- when the next attempt to read recipient or amounts is due, and how many failed
  follow_up_at timestamptz,
  follow_up_attempts integer not null default 0,
  downloaded_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, platform_order_id),
  unique (tenant_id, number),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
create index shop_order_follow_up on shop_order (tenant_id, shop_id, follow_up_at, id)
  where follow_up_at is not null;

create table order_line (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  platform_line_id text not null,
  listing_key text not null,
  seller_code text not null,
  title text not null,
  spec text not null,
  picture_url text,
  ordered_quantity integer not null check (ordered_quantity >= 0),
  cancelled_quantity integer not null check (cancelled_quantity >= 0),
  units_per_piece integer not null check (units_per_piece > 0),
  wire jsonb not null,
  primary key (tenant_id, id),
  unique (tenant_id, order_id, platform_line_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);

-- Buyer data: each value encrypted by itself; in clear only country, state and the head of the postcode; masks are written at ingest.
create table order_recipient (
  tenant_id uuid not null,
  order_id uuid not null,
  country text,
  region text,
  postcode_prefix text,
  has_postcode boolean not null,
  has_phone boolean not null,
  name_mask text not null,
  phone_mask text,
  address_mask text,
  city_mask text,
  name_encrypted text not null,
  phone_encrypted text,
  email_encrypted text,
  address_encrypted text not null,
  district_encrypted text,
  city_encrypted text,
  region_encrypted text,
  postcode_encrypted text,
  tax_number_encrypted text,
  -- HMAC of the normalised value with the tenant's index key, for equality search
  name_index text not null,
  phone_index text,
  index_key_version integer not null,
  stored_at timestamptz not null,
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);
create index order_recipient_by_name on order_recipient (tenant_id, name_index);

create table order_amount (
  tenant_id uuid not null,
  order_id uuid not null,
  currency text not null,
  customer_paid bigint,
  goods bigint,
  shipping bigint,
  tax bigint,
  seller_discount bigint,
  platform_discount bigint,
  estimated_revenue bigint,
  platform_deduction bigint,
  primary key (tenant_id, order_id),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id)
);

-- Our work. List columns are kept here so that a page of the list reads one index.
create table package (
  tenant_id uuid not null,
  id uuid not null,
  number text not null,
  order_id uuid not null,
  shop_id uuid not null,
  platform text not null,
  warehouse_id uuid not null,
  state text not null check (state in ('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print', 'shipped',
    'delivered', 'cancelled', 'ignored')),
  stock_state text not null check (stock_state in ('full', 'partial', 'none', 'unpaired')),
  label_state text not null default 'none' check (label_state in ('none', 'requesting', 'failed', 'ready')),
  backfill_state text not null default 'none' check (backfill_state in ('none', 'pending', 'sending', 'accepted', 'confirmed', 'rejected',
    'unknown', 'elsewhere')),
  overlays text[] not null default '{}',
  composition text not null check (composition in ('one_piece', 'one_sku', 'mixed')),
  country text,
  ordered_at timestamptz not null,
  paid_at timestamptz,
  ship_by timestamptz,
  channel_id uuid,
  -- how often a waybill was asked for: makes the booking number unique with the carrier
  booking_attempt integer not null default 0,
  waybill text,
  tracking_number text,
  label_blob_id uuid,
  label_refusal jsonb,
  backfill_refusal jsonb,
  printed_count integer not null default 0,
  printed_at timestamptz,
  shipped_at timestamptz,
  backfilled_at timestamptz,
  platform_shipment jsonb,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, order_id) references shop_order (tenant_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id),
  foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
  foreign key (tenant_id, channel_id) references channel (tenant_id, id),
  check (label_state <> 'ready' or waybill is not null),
  check (state not in ('pending_print') or label_state = 'ready')
);
create index package_by_state on package (tenant_id, state, ship_by, id);
-- the tab 全部, which has no state
create index package_by_ship_by on package (tenant_id, ship_by, id);
create index package_by_shop on package (tenant_id, shop_id, state, ship_by, id);
create index package_by_order on package (tenant_id, order_id);
create index package_by_paid on package (tenant_id, paid_at, id);
create index package_by_created on package (tenant_id, created_at, id);
create index package_open on package (tenant_id, state)
  where state in ('platform_hold', 'pending_review', 'pending_process', 'label_requesting', 'pending_print');
create index package_backfill_trouble on package (tenant_id, ship_by, id) where backfill_state in ('rejected', 'unknown');
create unique index package_by_waybill on package (tenant_id, waybill) where waybill is not null;
create index package_by_tracking on package (tenant_id, tracking_number) where tracking_number is not null;

create table package_line (
  tenant_id uuid not null,
  id uuid not null,
  package_id uuid not null,
  order_line_id uuid not null,
  -- null while the listing is paired with no SKU
  sku_id uuid,
  pairing_quantity integer not null default 1 check (pairing_quantity > 0),
  -- units to pick: sold quantity × units_per_piece × pairing_quantity
  units integer not null check (units >= 0),
  reserved_units integer not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, package_id) references package (tenant_id, id),
  foreign key (tenant_id, order_line_id) references order_line (tenant_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id),
  check (reserved_units >= 0 and reserved_units <= units)
);
create index package_line_by_package on package_line (tenant_id, package_id);
create index package_line_short on package_line (tenant_id, sku_id) where reserved_units < units;
create index package_line_by_sku on package_line (tenant_id, sku_id, package_id);

create table quarantine (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  -- the platform's order id, or a hash of the raw text where none could be read
  item_key text not null,
  detail text not null,
  raw_blob_id uuid not null,
  seen_count integer not null default 1,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  released_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, shop_id, item_key),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id)
);
