import pg from "pg";
import type { TestShop } from "../test/support/test-shop.ts";
import type { ThrowAwayDatabase } from "../test/support/throw-away-server.ts";

const shopCount = 20;
const at = "2026-11-01T00:00:00Z";

// as src/domain/stock/sku-words.ts splits what stands below
const words = `
  create function pg_temp.words_of(text) returns table (word text) language sql immutable as $$
    select case when n is null then run[1] else substr(run[1], n, 2) end
    from regexp_matches($1, '([a-z0-9]+|[一-鿿]+)', 'g') run
    left join lateral generate_series(1, greatest(1, length(run[1]) - 1)) n on run[1] ~ '^[一-鿿]'
  $$`;

// a word of each list by a step of its own: what stands together does not repeat with the product's number
const texts = `
  create temporary table made as
  select i, i / 6 as product, uuidv7() as id, (array['RED', 'BLU', 'GRN', 'WHT', 'BLK', 'PNK'])[i % 6 + 1] as variant,
    (array['HG', 'QS', 'MX', 'YD', 'LK', 'TB', 'WN', 'PF'])[i / 6 % 8 + 1] as brand,
    (array['MUG', 'LMP', 'RUG', 'BOX', 'CUP', 'TOY', 'BAG', 'PEN', 'HAT', 'MAT', 'JAR', 'FAN', 'BED', 'NET', 'KIT'])[i / 6 % 15 + 1] as noun,
    (array['Mug', 'Lamp', 'Rug', 'Box', 'Cup', 'Toy', 'Bag', 'Pen', 'Hat', 'Mat', 'Jar', 'Fan', 'Bed', 'Net', 'Kit'])[i / 6 % 15 + 1] as noun_en,
    (array['马克杯', '床头台灯', '羊毛地毯', '收纳盒', '咖啡杯', '儿童玩具', '手提袋', '中性笔', '遮阳帽', '瑜伽垫', '密封罐', '静音风扇', '折叠床', '洗衣网',
      '工具箱'])[i / 6 % 15 + 1] as noun_zh,
    (array['Enamel', 'Ceramic', 'Bamboo', 'Folding', 'Magnetic', 'Silicone', 'Cotton', 'Stainless', 'Portable', 'Waterproof',
      'Vintage'])[i / 6 % 11 + 1] as kind_en,
    (array['搪瓷', '陶瓷', '竹制', '可折叠', '磁吸', '硅胶', '纯棉', '不锈钢', '便携', '防水', '复古'])[i / 6 % 11 + 1] as kind_zh,
    (array['Red', 'Blue', 'Green', 'White', 'Black', 'Pink'])[i % 6 + 1] as colour_en,
    (array['红色', '蓝色', '绿色', '白色', '黑色', '粉色'])[i % 6 + 1] as colour_zh,
    (i / 6 % 37 * 10 + 50)::text || 'ml' as size, '69' || lpad((i::bigint * 7919 % 99999999999)::text, 11, '0') as barcode,
    i % 50 = 49 as is_bundle
  from generate_series(0, $skus::integer - 1) i;
  alter table made add column code text, add column name_en text, add column name_zh text;
  update made set code = brand || '-' || noun || '-' || lpad(product::text, 5, '0') || '-' || variant,
    name_en = kind_en || ' ' || noun_en || ' ' || size || ', ' || colour_en, name_zh = kind_zh || noun_zh || ' ' || size || ' ' || colour_zh;
  create index on made (i);
  analyze made`;

/** SKUs with barcodes and words, one in fifty a bundle of the two before it. */
const skus = `
  insert into sku (tenant_id, id, code, kind, product_code, variant, name_zh, name_en, weight_g, customs_name_zh, customs_name_en, hs_code,
    declared_amount, cost_amount, search_text, created_at, updated_at)
  select $tenant, id, code, case when is_bundle then 'bundle' else 'single' end, brand || '-' || noun || '-' || lpad(product::text, 5, '0'),
    colour_zh, name_zh, name_en, 200 + i % 900, '家居用品', case when i % 40 = 0 then '' else 'household goods' end, '392410', 500, 1200 + i % 5000,
    lower(concat_ws(' ', code, name_zh, name_en, brand || '-' || noun || '-' || lpad(product::text, 5, '0'), colour_zh, barcode)), '${at}', '${at}'
  from made order by i;
  insert into sku_barcode (tenant_id, barcode, sku_id) select $tenant, barcode, id from made on conflict do nothing;
  insert into sku_word (tenant_id, word, sku_id)
  select distinct $tenant, w.word, s.id from sku s, pg_temp.words_of(s.search_text) w where s.tenant_id = $tenant
  union select $tenant, regexp_replace(lower(code), '[^a-z0-9]', '', 'g'), id from made;
  insert into bundle_component (tenant_id, bundle_id, component_id, quantity)
  select $tenant, b.id, c.id, b.i % 3 + 1 from made b join made c on c.i in (b.i - 1, b.i - 2) where b.is_bundle`;

/** Every SKU is sold in several shops; a tenth is not paired: half of it has a prefix that a rule could take away, half codes of its own. */
const listings = `
  insert into shop (tenant_id, id, platform, platform_shop_id, name, kind, site, region_id, currency, time_zone, default_warehouse_id, call_policy, created_at)
  select tenant_id, uuidv7(), platform, platform_shop_id || '-' || n, name || ' ' || n, kind, site, region_id, currency, time_zone,
    default_warehouse_id, call_policy, created_at
  from shop, generate_series(2, ${shopCount}) n where tenant_id = $tenant;
  create temporary table sold as
  select j, uuidv7() as id, m.id as sku_id, s.id as shop_id, j % 10 <> 9 as is_paired, m.code, m.kind_en, m.noun_en, m.size, m.colour_en, m.product
  from generate_series(0, $listings::integer - 1) j
  join made m on m.i = j % $skus::integer
  join (select id, row_number() over (order by id) - 1 as n from shop where tenant_id = $tenant) s
    on s.n = (j / $skus::integer * 7 + m.i / 100) % ${shopCount};
  insert into listing (tenant_id, id, shop_id, listing_key, seller_code, title, spec, state, wire, platform_stock, platform_stock_at, is_paired, first_seen_at)
  select $tenant, id, shop_id, (17592186044416 + j)::text, case when is_paired then code when j % 20 = 9 then 'EU_' || code else 'T' || j || 'x' end,
    (array['2026 New ', 'Hot Sale ', '1pc ', 'Upgraded ', ''])[j % 5 + 1] || kind_en || ' ' || noun_en || ' for Home Kitchen Outdoor Travel, '
      || (array['Gift for Mom', 'Back to School', 'Camping Essential', 'Large Capacity', 'Easy to Clean', 'Anti Slip'])[j % 6 + 1]
      || ', Model ' || (array['A', 'K', 'X'])[j % 3 + 1] || (product * 17)::text || ' ' || size,
    colour_en || ' / ' || size, case when j % 12 = 0 then 'delisted' else 'live' end, jsonb_build_object('goodsId', (601099500000000 + j / 6)::text,
    'skuId', (17592186044416 + j)::text), 20, '${at}', is_paired, '${at}'
  from sold order by j;
  update listing set foreign_change = '{"seen": 3, "expected": 20, "at": "${at}"}' where tenant_id = $tenant and listing_key like '%777';
  insert into pairing (tenant_id, listing_id, sku_id, quantity, how, paired_at)
  select $tenant, id, sku_id, 1, 'code', '${at}' from sold where is_paired;
  insert into word (tenant_id, word)
  select distinct $tenant, w.word from sku s, pg_temp.words_of(s.search_text) w where s.tenant_id = $tenant;
  insert into word_part (tenant_id, part, word)
  select distinct $tenant, substr(w.word, n, 3), w.word from word w, generate_series(1, length(w.word) - 2) n where w.tenant_id = $tenant`;

/** The first warehouse has all goods, the second a fifth, the third few; one shelf in twenty-five is empty. The ledger adds up. */
const stock = `
  insert into warehouse (tenant_id, id, code, name) select $tenant, uuidv7(), 'W' || n, '仓库 ' || n from generate_series(2, 3) n;
  insert into stock_balance (tenant_id, warehouse_id, sku_id, on_hand, blocked)
  select $tenant, w.id, m.id, case when m.i % 25 = 7 then 0 else 3 + m.i * 13 % 400 end, case when m.i % 90 = 1 then 1 else 0 end
  from (select id, row_number() over (order by code desc) as n from warehouse where tenant_id = $tenant) w
  join made m on not m.is_bundle and (w.n = 1 or w.n = 2 and m.i % 5 = 1 or w.n = 3 and m.i % 50 = 2);
  insert into stock_movement (tenant_id, id, at, warehouse_id, sku_id, kind, on_hand_delta, reserved_delta, blocked_delta, cause_kind, cause_id)
  select $tenant, uuidv7(), '${at}', warehouse_id, sku_id, v.kind, v.units, 0, v.held, 'stock_document', uuidv7()
  from stock_balance, lateral (values ('opening', on_hand, 0), ('block', 0, blocked)) v (kind, units, held)
  where tenant_id = $tenant and (v.units > 0 or v.held > 0);
  insert into stock_limit (tenant_id, warehouse_id, sku_id, safety_units, low_units)
  select $tenant, b.warehouse_id, b.sku_id, 2, 30 from stock_balance b join made m on m.id = b.sku_id where b.tenant_id = $tenant and m.i % 5 = 3`;

/** Fills a tenant's catalogue, shelves and shops with so many SKUs and listings, a few statements in all, and tells the planner. */
export async function fillCatalog(
  database: ThrowAwayDatabase,
  { tenant }: TestShop,
  skuCount: number,
  listingCount: number,
): Promise<void> {
  const client = new pg.Client(database.superuser);
  await client.connect();
  try {
    for (const [name, script] of Object.entries({ words, texts, skus, listings, stock })) {
      const begun = performance.now();
      // several statements in one message take no parameters
      await client.query(
        script
          .replaceAll("$tenant", `'${tenant}'::uuid`)
          .replaceAll("$skus", String(skuCount))
          .replaceAll("$listings", String(listingCount)),
      );
      process.stderr.write(`filled ${name} in ${((performance.now() - begun) / 1_000).toFixed(1)} s\n`);
    }
    await client.query("vacuum analyze");
  } finally {
    await client.end();
  }
}
