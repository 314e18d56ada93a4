-- What a platform shows besides what our orders tell, until it is read or written again:
alter table listing
  -- units that orders gave back since: the platform may have taken them back on sale before we heard of it, so that the figure that we knew
  -- held them already, and it may show as many less
  add column platform_returned integer not null default 0,
  -- a figure that was on its way when our runner was last heard of, instead
  add column platform_written integer;
