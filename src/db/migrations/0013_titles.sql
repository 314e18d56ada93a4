-- Titles are looked for by a part of them, whatever the case. No index leads to a part of a text under row security, but it may hold the text:
-- the list is read in its order without touching the rows. What stands behind 400 characters is not found; an entry must stay below a
-- third of a page.
alter table listing add column title_found text not null generated always as (lower(left(title, 400))) stored;
drop index listing_by_code;
create index listing_by_code on listing (tenant_id, seller_code, id) include (title_found, shop_id, state, is_paired);
drop index listing_unpaired;
create index listing_unpaired on listing (tenant_id, shop_id, seller_code, id) include (title_found, state) where not is_paired;
