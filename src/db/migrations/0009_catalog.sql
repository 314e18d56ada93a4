-- What a seller knows of its goods. A bundle (组合SKU) is virtual: it has no stock of its own, only what its components allow.
alter table sku
  add column kind text not null default 'single' check (kind in ('single', 'bundle')),
  add column status text not null default 'active' check (status in ('active', 'clearing', 'discontinued')),
  -- variants (变体) of one product share its code
  add column product_code text not null default '',
  add column variant text not null default '',
  add column cost_amount bigint check (cost_amount >= 0),
  add column cost_currency text not null default 'CNY',
  add column length_mm integer check (length_mm >= 0),
  add column width_mm integer check (width_mm >= 0),
  add column height_mm integer check (height_mm >= 0),
  add column has_liquid boolean not null default false,
  add column has_magnet boolean not null default false,
  add column origin text not null default 'CN' check (origin ~ '^[A-Z]{2}$'),
  -- 即将售罄: with fewer units than this in the pool only one shop goes on selling
  add column scarce_below integer check (scarce_below > 0),
  add column scarce_shop_id uuid,
  -- lower case: code, names, product, barcodes; what the search box looks into
  add column search_text text not null default '',
  add column updated_at timestamptz,
  add foreign key (tenant_id, scarce_shop_id) references shop (tenant_id, id),
  add check ((scarce_below is null) = (scarce_shop_id is null));
update sku set search_text = lower(code || ' ' || name_zh || ' ' || name_en);
create index sku_by_product on sku (tenant_id, product_code, code) where product_code <> '';

create table sku_barcode (
  tenant_id uuid not null,
  barcode text not null check (barcode <> ''),
  sku_id uuid not null,
  primary key (tenant_id, barcode),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
create index sku_barcode_by_sku on sku_barcode (tenant_id, sku_id, barcode);

-- The words that a code and its names are made of: how listings without an equal code find their likely SKUs.
create table sku_word (
  tenant_id uuid not null,
  word text not null,
  sku_id uuid not null,
  primary key (tenant_id, word, sku_id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
create index sku_word_by_sku on sku_word (tenant_id, sku_id);

-- A component stands once per bundle: the same one twice is one row with the sum.
create table bundle_component (
  tenant_id uuid not null,
  bundle_id uuid not null,
  component_id uuid not null,
  quantity integer not null check (quantity > 0),
  primary key (tenant_id, bundle_id, component_id),
  foreign key (tenant_id, bundle_id) references sku (tenant_id, id),
  foreign key (tenant_id, component_id) references sku (tenant_id, id),
  check (bundle_id <> component_id)
);
create index bundle_component_by_component on bundle_component (tenant_id, component_id, bundle_id);

alter table listing
  add column barcode text not null default '',
  -- kept with the row in `pairing`, so that what is unpaired can be counted and paged by an index
  add column is_paired boolean not null default false,
  add column first_seen_at timestamptz,
  -- pieces that orders in our books have taken from the platform's figure, cancelled ones given back
  add column sold_units integer not null default 0,
  -- `sold_units` when `platform_stock` was right: what the platform shows now follows from the difference. Null: it must be read
  add column platform_sold integer,
  -- what a stock write must name besides, as last read
  add column stock_wire jsonb,
  -- the platform counts pieces, not sold units: what stands in one sold unit matters to its order lines alone
  drop column units_per_piece,
  -- somebody else has changed the platform's figure: {"seen", "expected", "at"}
  add column foreign_change jsonb;
update listing l set is_paired = true from pairing p where p.tenant_id = l.tenant_id and p.listing_id = l.id;
create index listing_by_code on listing (tenant_id, seller_code, id);
create index listing_foreign on listing (tenant_id, shop_id, id) where foreign_change is not null;
create index listing_unpaired on listing (tenant_id, shop_id, seller_code, id) where not is_paired;

alter table pairing
  add column how text not null default 'code' check (how in ('code', 'rule', 'barcode', 'suggestion', 'hand', 'import')),
  add column paired_at timestamptz,
  add column paired_by text;

-- 配对规则: a seller code less this prefix and suffix is the SKU's code; so many units of it per piece.
create table pairing_rule (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid,
  prefix text not null default '',
  suffix text not null default '',
  quantity integer not null default 1 check (quantity > 0),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id),
  check (prefix <> '' or suffix <> '')
);

-- A line of a bundle stands once per component: `bundle_id` tells what was sold, `bundle_quantity` how many units of the component one bundle takes.
alter table package_line
  add column bundle_id uuid,
  add column bundle_quantity integer not null default 1 check (bundle_quantity > 0),
  add foreign key (tenant_id, bundle_id) references sku (tenant_id, id),
  add check (bundle_id is not null or bundle_quantity = 1);

-- packages that may still get stock, for the look that serves what others have passed over
create index package_short on package (tenant_id, shop_id, id)
  where stock_state in ('none', 'partial') and state in ('platform_hold', 'pending_review', 'pending_process');

alter table stock_movement drop constraint stock_movement_kind_check;
alter table stock_movement add constraint stock_movement_kind_check check (kind in ('opening', 'adjustment', 'reserve', 'release', 'ship',
  'purchase_in', 'return_good', 'return_bad', 'other_in', 'scrap', 'other_out', 'count', 'transfer_out', 'transfer_in', 'transfer_lost',
  'block', 'unblock', 'kit_out', 'kit_in'));
create index stock_balance_by_sku on stock_balance (tenant_id, sku_id, warehouse_id);

-- What a person wants of a SKU in a warehouse. `safety_units` are never offered to shops; below `low_units` it stands on the low-stock list.
create table stock_limit (
  tenant_id uuid not null,
  warehouse_id uuid not null,
  sku_id uuid not null,
  safety_units integer not null default 0 check (safety_units >= 0),
  low_units integer not null default 0 check (low_units >= 0),
  primary key (tenant_id, warehouse_id, sku_id),
  foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
create index stock_limit_by_sku on stock_limit (tenant_id, sku_id, warehouse_id);

-- The warehouses whose goods a shop offers, best first. None: its default warehouse alone.
create table shop_source (
  tenant_id uuid not null,
  shop_id uuid not null,
  warehouse_id uuid not null,
  rank integer not null,
  primary key (tenant_id, shop_id, warehouse_id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id),
  foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id)
);
create index shop_source_by_warehouse on shop_source (tenant_id, warehouse_id, shop_id);

-- How much of the pool a shop, or one of its listings, shows. `off`: nothing is pushed.
create table stock_rule (
  tenant_id uuid not null,
  id uuid not null,
  shop_id uuid not null,
  listing_id uuid,
  kind text not null check (kind in ('real', 'percent', 'capped', 'fixed', 'off')),
  -- percent: 0 to 100; capped and fixed: pieces
  value integer check (value >= 0),
  updated_at timestamptz not null,
  updated_by text,
  primary key (tenant_id, id),
  unique nulls not distinct (tenant_id, shop_id, listing_id),
  foreign key (tenant_id, shop_id) references shop (tenant_id, id),
  foreign key (tenant_id, listing_id) references listing (tenant_id, id),
  check ((kind in ('percent', 'capped', 'fixed')) = (value is not null)),
  check (kind <> 'percent' or value <= 100)
);

-- 库存单据. A transfer leaves (`in_transit`) and arrives; a count is entered (`submitted`) and approved; the rest is done at once.
create table stock_document (
  tenant_id uuid not null,
  id uuid not null,
  number text not null,
  kind text not null check (kind in ('stock_in', 'stock_out', 'adjustment', 'transfer', 'count', 'block', 'unblock', 'kit')),
  warehouse_id uuid not null,
  to_warehouse_id uuid,
  reason text not null,
  note text not null default '',
  state text not null check (state in ('draft', 'submitted', 'in_transit', 'done', 'cancelled')),
  created_at timestamptz not null,
  created_by text not null,
  done_at timestamptz,
  done_by text,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, warehouse_id) references warehouse (tenant_id, id),
  foreign key (tenant_id, to_warehouse_id) references warehouse (tenant_id, id),
  check ((kind = 'transfer') = (to_warehouse_id is not null)),
  check (to_warehouse_id <> warehouse_id)
);
create index stock_document_recent on stock_document (tenant_id, created_at desc, id);
create index stock_document_open on stock_document (tenant_id, kind, created_at desc, id) where state in ('draft', 'submitted', 'in_transit');

create table stock_document_line (
  tenant_id uuid not null,
  document_id uuid not null,
  sku_id uuid not null,
  position integer not null,
  -- units in, out, to move or (adjustment) more or fewer; null in a count
  units integer,
  -- count: what the books said when it was counted, and what was found; transfer: what arrived
  expected integer,
  counted integer check (counted >= 0),
  primary key (tenant_id, document_id, sku_id),
  foreign key (tenant_id, document_id) references stock_document (tenant_id, id),
  foreign key (tenant_id, sku_id) references sku (tenant_id, id)
);
create index stock_document_line_by_sku on stock_document_line (tenant_id, sku_id, document_id);

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['sku_barcode', 'sku_word', 'bundle_component', 'pairing_rule', 'stock_limit', 'shop_source', 'stock_rule',
    'stock_document', 'stock_document_line'] loop
    execute format('alter table public.%I enable row level security', tenant_table);
    execute format('alter table public.%I force row level security', tenant_table);
    execute format(
      'create policy tenant_wall on public.%I using (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;
grant select, insert, update on stock_limit, stock_rule, stock_document, stock_document_line, bundle_component to crossdock_app;
grant select, insert on sku_barcode, sku_word, pairing_rule, shop_source to crossdock_app;
grant delete on sku_barcode, sku_word, bundle_component, pairing_rule, stock_limit, shop_source, stock_rule, stock_document_line, package_line to crossdock_app;
