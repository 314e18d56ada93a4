-- 待归位: goods of a cancelled package whose label was printed are blocked until somebody has put them back.
alter table stock_document drop constraint stock_document_kind_check;
alter table stock_document add constraint stock_document_kind_check check (kind in ('stock_in', 'stock_out', 'adjustment', 'transfer', 'count',
  'block', 'unblock', 'kit', 'put_back'));
alter table stock_document drop constraint stock_document_state_check;
alter table stock_document add constraint stock_document_state_check check (state in ('draft', 'submitted', 'in_transit', 'to_put_back', 'done',
  'cancelled'));
drop index stock_document_open;
create index stock_document_open on stock_document (tenant_id, kind, created_at desc, id)
  where state in ('draft', 'submitted', 'in_transit', 'to_put_back');

-- packages are looked for by the code of what was sold, too
create index package_line_by_bundle on package_line (tenant_id, bundle_id, package_id) where bundle_id is not null;

-- pictures of goods that people upload
alter table blob drop constraint blob_purpose_check;
alter table blob add constraint blob_purpose_check check (purpose in ('label', 'quarantine', 'hook', 'answers', 'picture'));
