-- What a platform shows besides what our orders tell, until it is read or written again:
alter table listing
  -- units that orders gave back since: the platform may have taken them back on sale before we heard of it, so that the figure that we knew
  -- held them already, and it may show as many less
  add column platform_returned integer not null default 0,
  -- the lowest and the highest of the figures whose way to the platform has no known end; counted, like platform_stock, by platform_sold
  add column platform_least integer,
  add column platform_most integer;
