-- Units that orders gave back since `platform_stock` was right. The platform may have taken them back on sale before we heard of it, so that
-- figure may have held them already: it may be as many lower than our orders tell.
alter table listing add column platform_returned integer not null default 0;
