-- Every word that a tenant's SKUs have ever had. A part of a word is looked for here, not in each row: under row security
-- a pattern may not use an index, an equal word may.
create table word (
  tenant_id uuid not null,
  word text not null,
  primary key (tenant_id, word)
);

-- Every three neighbouring signs of each word.
create table word_part (
  tenant_id uuid not null,
  part text not null,
  word text not null,
  primary key (tenant_id, part, word),
  foreign key (tenant_id, word) references word (tenant_id, word)
);

-- singles are counted and bundles are paged without reading the rows
create index sku_by_kind on sku (tenant_id, kind, code);
-- what is low is told without them
create index sku_discontinued on sku (tenant_id, id) where status = 'discontinued';

-- What is there already gets its words as src/domain/stock/sku-words.ts splits them: runs of letters and digits, Chinese in pairs. The wall
-- stands before the owner too, whom no tenant has sent: for this transaction alone it lets him through.
alter table sku no force row level security;
alter table sku_word no force row level security;
alter table listing no force row level security;
alter table pairing no force row level security;
create function pg_temp.words_of(text) returns table (word text) language sql immutable as $$
  select case when n is null then run[1] else substr(run[1], n, 2) end
  from regexp_matches(lower($1), '([々〇㐀-䶿一-鿿豈-龎]+|(?:(?![々〇㐀-䶿一-鿿豈-龎])[[:alnum:]])+)', 'g') run
  left join lateral generate_series(1, greatest(1, length(run[1]) - 1)) n on run[1] ~ '^[々〇㐀-䶿一-鿿豈-龎]'
$$;
update sku set search_text = lower(code || ' ' || name_zh || ' ' || name_en) where search_text = '';
insert into sku_word (tenant_id, word, sku_id)
select distinct s.tenant_id, left(w.word, 500), s.id from sku s, pg_temp.words_of(s.search_text) w on conflict do nothing;
insert into word (tenant_id, word)
select distinct s.tenant_id, left(w.word, 500) from sku s, pg_temp.words_of(s.search_text) w;
insert into word_part (tenant_id, part, word)
select distinct w.tenant_id, substr(w.word, n, 3), w.word from word w, generate_series(1, length(w.word) - 2) n;
drop function pg_temp.words_of(text);
update listing l set is_paired = true
from pairing p where p.tenant_id = l.tenant_id and p.listing_id = l.id and not l.is_paired;
alter table sku force row level security;
alter table sku_word force row level security;
alter table listing force row level security;
alter table pairing force row level security;

do $$
declare
  tenant_table text;
begin
  foreach tenant_table in array array['word', 'word_part'] loop
    execute format('alter table public.%I enable row level security', tenant_table);
    execute format('alter table public.%I force row level security', tenant_table);
    execute format(
      'create policy tenant_wall on public.%I using (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)
       with check (tenant_id = nullif(current_setting(''crossdock.tenant'', true), '''')::uuid)', tenant_table);
  end loop;
end $$;
grant select, insert on word, word_part to crossdock_app;
