import { sql } from "kysely";
import { type Sku, skuSearchText } from "../domain/stock/sku.ts";
import { skuWords, wordsOf } from "../domain/stock/sku-words.ts";
import type { SkuId, TenantId } from "../kernel/id.ts";
import { type Instant, toIso } from "../kernel/instant.ts";
import type { SkuKind, SkuStatus } from "../kernel/vocabulary/stock.ts";
import { saveWords } from "./catalog-words.ts";
import { rows, type Tx } from "./database.ts";

const fewSkus = 100;

/** A SKU with its id, as stored. */
export type StoredSku = Sku & { id: SkuId; updatedAt: Instant | null };

/** Waits until no other transaction writes this tenant's catalogue: what is checked now still holds when it is saved. */
export async function lockCatalog(tx: Tx, tenant: TenantId): Promise<void> {
  await sql`select 1 from tenant_setting where tenant_id = ${tenant} for no key update`.execute(tx);
}

/**
 * Stores up to 5,000 SKUs whole: facts, barcodes, words, components; new ones and known ones alike. Codes and barcodes must be free and the
 * catalogue locked: what is taken throws here. What another page sets (who sells the last units) stays.
 */
export async function saveSkus(tx: Tx, tenant: TenantId, at: Instant, skus: readonly (Sku & { id: SkuId })[]): Promise<void> {
  if (skus.length === 0) return;
  const list = skus.map((sku) => ({ ...toColumns(sku), search_text: skuSearchText(sku) }));
  await sql`
    insert into sku (tenant_id, id, code, kind, status, product_code, variant, name_zh, name_en, picture_url, weight_g, length_mm, width_mm,
      height_mm, has_battery, has_liquid, has_magnet, origin, customs_name_zh, customs_name_en, hs_code, declared_amount, declared_currency,
      cost_amount, cost_currency, search_text, created_at, updated_at)
    select ${tenant}, r.id, r.code, r.kind, r.status, r.product_code, r.variant, r.name_zh, r.name_en, r.picture_url, r.weight_g, r.length_mm,
      r.width_mm, r.height_mm, r.has_battery, r.has_liquid, r.has_magnet, r.origin, r.customs_name_zh, r.customs_name_en, r.hs_code,
      r.declared_amount, r.declared_currency, r.cost_amount, r.cost_currency, r.search_text, ${toIso(at)}::timestamptz, ${toIso(at)}::timestamptz
    from jsonb_to_recordset(${rows(list)}) as r(id uuid, code text, kind text, status text, product_code text, variant text, name_zh text,
      name_en text, picture_url text, weight_g integer, length_mm integer, width_mm integer, height_mm integer, has_battery boolean,
      has_liquid boolean, has_magnet boolean, origin text, customs_name_zh text, customs_name_en text, hs_code text, declared_amount bigint,
      declared_currency text, cost_amount bigint, cost_currency text, search_text text)
    order by r.id
    on conflict (tenant_id, id) do update set code = excluded.code, kind = excluded.kind, status = excluded.status,
      product_code = excluded.product_code, variant = excluded.variant, name_zh = excluded.name_zh, name_en = excluded.name_en,
      picture_url = excluded.picture_url, weight_g = excluded.weight_g, length_mm = excluded.length_mm, width_mm = excluded.width_mm,
      height_mm = excluded.height_mm, has_battery = excluded.has_battery, has_liquid = excluded.has_liquid,
      has_magnet = excluded.has_magnet, origin = excluded.origin, customs_name_zh = excluded.customs_name_zh,
      customs_name_en = excluded.customs_name_en, hs_code = excluded.hs_code, declared_amount = excluded.declared_amount,
      declared_currency = excluded.declared_currency, cost_amount = excluded.cost_amount, cost_currency = excluded.cost_currency,
      search_text = excluded.search_text,
      -- two saves of one millisecond must differ, or the second would not see that it is late
      updated_at = greatest(excluded.updated_at, sku.updated_at + interval '1 millisecond')`.execute(tx);
  // the server keeps its plan of "is there such a SKU?" per session: one made over a handful of SKUs would now read all of them for each word
  if (skus.length > fewSkus) await sql`discard plans`.execute(tx);
  await saveBarcodes(tx, tenant, skus);
  await saveSkuWords(tx, tenant, skus);
  await saveComponents(tx, tenant, skus);
}

function toColumns(sku: Sku & { id: SkuId }) {
  return {
    id: sku.id,
    code: sku.code,
    kind: sku.kind,
    status: sku.status,
    product_code: sku.productCode,
    variant: sku.variant,
    name_zh: sku.nameZh,
    name_en: sku.nameEn,
    picture_url: sku.pictureUrl,
    weight_g: sku.weightG,
    length_mm: sku.lengthMm,
    width_mm: sku.widthMm,
    height_mm: sku.heightMm,
    has_battery: sku.hasBattery,
    has_liquid: sku.hasLiquid,
    has_magnet: sku.hasMagnet,
    origin: sku.origin,
    customs_name_zh: sku.customsNameZh,
    customs_name_en: sku.customsNameEn,
    hs_code: sku.hsCode,
    declared_amount: sku.declared.amount,
    declared_currency: sku.declared.currency,
    cost_amount: sku.cost?.amount ?? null,
    cost_currency: sku.cost?.currency ?? "CNY",
  };
}

// `not in` below is one look into a hash; `not exists` would compare every row with every other when the planner guesses low

async function saveBarcodes(tx: Tx, tenant: TenantId, skus: readonly (Sku & { id: SkuId })[]): Promise<void> {
  const list = skus.map((sku) => ({ id: sku.id, barcodes: sku.barcodes }));
  const ids = skus.map((sku) => sku.id);
  await sql`
    with wanted as materialized (
      select r.id, b.barcode from jsonb_to_recordset(${rows(list)}) as r(id uuid, barcodes jsonb), jsonb_array_elements_text(r.barcodes) as b(barcode)
    ),
    gone as (
      delete from sku_barcode o where o.tenant_id = ${tenant} and o.sku_id = any(${ids}::uuid[])
        and (o.barcode, o.sku_id) not in (select barcode, id from wanted)
    )
    insert into sku_barcode (tenant_id, barcode, sku_id)
    select ${tenant}, w.barcode, w.id from wanted w
    where (w.barcode, w.id) not in (select o.barcode, o.sku_id from sku_barcode o where o.tenant_id = ${tenant} and o.sku_id = any(${ids}::uuid[]))
    order by w.barcode`.execute(tx);
}

async function saveSkuWords(tx: Tx, tenant: TenantId, skus: readonly (Sku & { id: SkuId })[]): Promise<void> {
  const had = await sql<{ id: SkuId; words: string[] }>`
    select w.sku_id as id, array_agg(w.word) as words from sku_word w
    where w.tenant_id = ${tenant} and w.sku_id = any(${skus.map((sku) => sku.id)}::uuid[])
    group by w.sku_id`.execute(tx);
  const before = new Map(had.rows.map((row) => [row.id, row.words]));
  const list = skus.map((sku) => {
    const text = skuSearchText(sku);
    return { id: sku.id, words: skuWords(sku, text), before: before.get(sku.id) ?? [], searched: wordsOf(text) };
  });
  await saveWords(tx, tenant, list);
}

async function saveComponents(tx: Tx, tenant: TenantId, skus: readonly (Sku & { id: SkuId })[]): Promise<void> {
  const ids = skus.map((sku) => sku.id);
  const list = skus.flatMap((sku) => sku.components.map((one) => ({ bundle_id: sku.id, component_id: one.skuId, quantity: one.quantity })));
  await sql`
    with wanted as materialized (
      select * from jsonb_to_recordset(${rows(list)}) as r(bundle_id uuid, component_id uuid, quantity integer)
    ),
    gone as (
      delete from bundle_component o where o.tenant_id = ${tenant} and o.bundle_id = any(${ids}::uuid[])
        and (o.bundle_id, o.component_id) not in (select bundle_id, component_id from wanted)
    )
    insert into bundle_component (tenant_id, bundle_id, component_id, quantity)
    select ${tenant}, w.bundle_id, w.component_id, w.quantity from wanted w order by w.bundle_id, w.component_id
    on conflict (tenant_id, bundle_id, component_id) do update set quantity = excluded.quantity
    where bundle_component.quantity <> excluded.quantity`.execute(tx);
}

type SkuColumns = {
  id: SkuId;
  code: string;
  kind: SkuKind;
  status: SkuStatus;
  product_code: string;
  variant: string;
  name_zh: string;
  name_en: string;
  picture_url: string | null;
  weight_g: number;
  length_mm: number | null;
  width_mm: number | null;
  height_mm: number | null;
  has_battery: boolean;
  has_liquid: boolean;
  has_magnet: boolean;
  origin: string;
  customs_name_zh: string;
  customs_name_en: string;
  hs_code: string | null;
  declared_amount: bigint;
  declared_currency: string;
  cost_amount: bigint | null;
  cost_currency: string;
  updated_at: Instant | null;
  barcodes: string[];
  components: { skuId: SkuId; quantity: number }[];
};

/** SKUs whole, by their ids; unknown ids are absent. */
export async function readSkus(tx: Tx, tenant: TenantId, ids: readonly SkuId[]): Promise<StoredSku[]> {
  if (ids.length === 0) return [];
  const found = await sql<SkuColumns>`
    select s.*,
      array(select b.barcode from sku_barcode b where b.tenant_id = s.tenant_id and b.sku_id = s.id order by b.barcode) as barcodes,
      coalesce((select jsonb_agg(jsonb_build_object('skuId', c.component_id, 'quantity', c.quantity) order by c.component_id)
        from bundle_component c where c.tenant_id = s.tenant_id and c.bundle_id = s.id), '[]') as components
    from sku s
    where s.tenant_id = ${tenant} and s.id = any(${ids}::uuid[])
    order by s.id`.execute(tx);
  return found.rows.map(toStoredSku);
}

function toStoredSku(row: SkuColumns): StoredSku {
  return {
    id: row.id,
    code: row.code,
    kind: row.kind,
    status: row.status,
    productCode: row.product_code,
    variant: row.variant,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    pictureUrl: row.picture_url,
    weightG: row.weight_g,
    lengthMm: row.length_mm,
    widthMm: row.width_mm,
    heightMm: row.height_mm,
    hasBattery: row.has_battery,
    hasLiquid: row.has_liquid,
    hasMagnet: row.has_magnet,
    origin: row.origin,
    customsNameZh: row.customs_name_zh,
    customsNameEn: row.customs_name_en,
    hsCode: row.hs_code,
    declared: { amount: row.declared_amount, currency: row.declared_currency },
    cost: row.cost_amount === null ? null : { amount: row.cost_amount, currency: row.cost_currency },
    barcodes: row.barcodes,
    components: row.components,
    updatedAt: row.updated_at,
  };
}
