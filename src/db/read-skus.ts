import { type RawBuilder, sql } from "kysely";
import type { SkuId, TenantId } from "../kernel/id.ts";
import type { Instant } from "../kernel/instant.ts";
import type { SkuKind, SkuStatus } from "../kernel/vocabulary/stock.ts";
import { narrowByWords } from "./catalog-words.ts";
import type { Tx } from "./database.ts";

/** A SKU as lists of other things name it. */
export type SkuLabelRow = { id: SkuId; code: string; nameZh: string; nameEn: string; pictureUrl: string | null; kind: SkuKind };

export type SkuRow = SkuLabelRow & {
  status: SkuStatus;
  productCode: string;
  variant: string;
  weightG: number;
  lengthMm: number | null;
  widthMm: number | null;
  heightMm: number | null;
  hasBattery: boolean;
  hasLiquid: boolean;
  hasMagnet: boolean;
  /** Whether customs has what it wants; of a bundle: of all that is in it. */
  isDeclared: boolean;
  costAmount: bigint | null;
  costCurrency: string;
  /** Different SKUs and units in a bundle. */
  parts: number;
  pieces: number;
  updatedAt: Instant | null;
};

/** What narrows the list. */
export type SkuConditions = {
  kinds?: readonly SkuKind[] | undefined;
  statuses?: readonly SkuStatus[] | undefined;
  /** Whole codes or barcodes. */
  values?: readonly string[] | undefined;
  /** All of these parts stand in the code, a name, the product or a barcode. */
  text?: string | undefined;
  /** Single SKUs that customs would refuse; what is wrong with a bundle is mended in them. */
  onlyUndeclared?: boolean | undefined;
};

const label = sql`s.id, s.code, s.name_zh as "nameZh", s.name_en as "nameEn", s.picture_url as "pictureUrl", s.kind`;
const declared = (sku: "s" | "c") => {
  const of = sql.raw(sku);
  return sql`(${of}.weight_g > 0 and ${of}.customs_name_zh <> '' and ${of}.customs_name_en <> '' and ${of}.declared_amount > 0)`;
};

// what a person types into a search box; more parts narrow nothing
const maxParts = 6;

type Conditions = SkuConditions & { ids?: readonly SkuId[] | undefined };

function skuConditions(tenant: TenantId, wanted: Conditions): RawBuilder<unknown> {
  const values = sql`${wanted.values}::text[]`;
  const all: (RawBuilder<unknown> | undefined)[] = [
    sql`s.tenant_id = ${tenant}`,
    wanted.kinds && sql`s.kind = any(${wanted.kinds}::text[])`,
    wanted.statuses && sql`s.status = any(${wanted.statuses}::text[])`,
    wanted.values &&
      sql`s.id in (
        select k.id from sku k where k.tenant_id = ${tenant} and k.code = any(${values})
        union
        select b.sku_id from sku_barcode b where b.tenant_id = ${tenant} and b.barcode = any(${values}))`,
    wanted.ids && sql`s.id = any(${wanted.ids}::uuid[])`,
    ...textParts(wanted.text).map((part) => sql`strpos(s.search_text, ${part}) > 0`),
    wanted.onlyUndeclared === true ? sql`s.kind = 'single' and not ${declared("s")}` : undefined,
  ];
  return sql.join(
    all.filter((one) => one !== undefined),
    sql` and `,
  );
}

function textParts(text: string | undefined): string[] {
  return (text ?? "")
    .toLowerCase()
    .split(/\s+/u)
    .filter((part) => part !== "")
    .slice(0, maxParts);
}

export type SkuPageRows = { rows: SkuRow[]; total: number | null };

export type SkuWindow = { after: string | undefined; limit: number; countTo: number };

// so many matches are gathered and sorted; where there are more, the index of codes soon fills a page
const fewMatches = 1_000;

/** One page of SKUs by code, and how many there are: counted up to `countTo` + 1, null on later pages. */
export async function listSkuRows(tx: Tx, tenant: TenantId, wanted: SkuConditions, page: SkuWindow): Promise<SkuPageRows> {
  const isFirst = page.after === undefined;
  const few = await findFew(tx, tenant, wanted, page.after);
  const rows = await readPage(tx, tenant, few === undefined ? wanted : { ids: few }, page);
  return { rows, total: isFirst ? (few?.length ?? (await countSkus(tx, tenant, wanted, page.countTo))) : null };
}

/**
 * All that meet the conditions, when they are few: found by their words, or in one pass over the rows. Undefined when they are many, or
 * nothing narrows them.
 */
async function findFew(tx: Tx, tenant: TenantId, wanted: SkuConditions, after: string | undefined): Promise<SkuId[] | undefined> {
  if (Object.values(wanted).every((one) => one === undefined || one === false)) return undefined;
  const narrowed = wanted.text === undefined ? undefined : await narrowByWords(tx, tenant, wanted.text);
  if (narrowed?.kind === "none") return [];
  const from =
    narrowed?.kind === "some"
      ? sql`${narrowed.ids} n (id) cross join lateral (select k.* from sku k where k.tenant_id = ${tenant} and k.id = n.id limit 1) s`
      : sql`sku s`;
  const found = await sql<{ id: SkuId }>`
    select s.id from ${from}
    where ${skuConditions(tenant, wanted)} and ${isAfter(after)}
    limit ${sql.lit(fewMatches + 1)}`.execute(tx);
  return found.rows.length > fewMatches ? undefined : found.rows.map((row) => row.id);
}

function isAfter(code: string | undefined): RawBuilder<unknown> {
  return code === undefined ? sql`true` : sql`s.code > ${code}`;
}

async function countSkus(tx: Tx, tenant: TenantId, wanted: Conditions, countTo: number): Promise<number> {
  const found = await sql<{ n: bigint }>`
    select count(*) as n from (select from sku s where ${skuConditions(tenant, wanted)} limit ${sql.lit(countTo + 1)}) found`.execute(tx);
  return Number(found.rows[0]?.n ?? 0n);
}

async function readPage(tx: Tx, tenant: TenantId, wanted: Conditions, { after, limit }: SkuWindow): Promise<SkuRow[]> {
  const found = await sql<SkuRow>`
    select ${label}, s.status, s.product_code as "productCode", s.variant, s.weight_g as "weightG", s.length_mm as "lengthMm",
      s.width_mm as "widthMm", s.height_mm as "heightMm", s.has_battery as "hasBattery", s.has_liquid as "hasLiquid",
      s.has_magnet as "hasMagnet", s.cost_amount as "costAmount", s.cost_currency as "costCurrency", s.updated_at as "updatedAt",
      coalesce(p.parts, 0) as parts, coalesce(p.pieces, 0) as pieces,
      case when s.kind = 'single' then ${declared("s")} else coalesce(p.declared, false) end as "isDeclared"
    from (
      select s.* from sku s where ${skuConditions(tenant, wanted)} and ${isAfter(after)} order by s.code limit ${sql.lit(limit)}
    ) s
    left join lateral (
      select count(*)::integer as parts, sum(b.quantity)::integer as pieces, bool_and(${declared("c")}) as declared
      from bundle_component b join sku c on c.tenant_id = b.tenant_id and c.id = b.component_id
      where b.tenant_id = s.tenant_id and b.bundle_id = s.id and s.kind = 'bundle'
    ) p on true
    order by s.code`.execute(tx);
  return found.rows;
}

/** SKUs for a text that somebody types: an equal code or barcode first, then codes that begin with it as it is typed, then all that have it. */
export async function findSkuLabels(
  tx: Tx,
  tenant: TenantId,
  wanted: { text: string; kind: SkuKind | undefined },
  limit: number,
): Promise<SkuLabelRow[]> {
  const text = wanted.text.trim();
  const kinds = wanted.kind && [wanted.kind];
  const near = await sql<SkuLabelRow>`
    select ${label}
    from (
      (select s.* from sku s where ${skuConditions(tenant, { kinds, values: [text] })} order by s.code limit ${sql.lit(limit)})
      union all
      (select s.* from sku s where ${skuConditions(tenant, { kinds })} and s.code > ${text} and s.code < ${text + lastSign}
        order by s.code limit ${sql.lit(limit)})
    ) s
    limit ${sql.lit(limit)}`.execute(tx);
  const far = near.rows.length < limit ? await findFar(tx, tenant, { kinds, text }, limit) : [];
  return [...new Map([...near.rows, ...far].map((row) => [row.id, row])).values()].slice(0, limit);
}

async function findFar(tx: Tx, tenant: TenantId, wanted: SkuConditions, limit: number): Promise<SkuLabelRow[]> {
  const few = await findFew(tx, tenant, wanted, undefined);
  const found = await sql<SkuLabelRow>`
    select ${label} from sku s
    where ${skuConditions(tenant, few === undefined ? wanted : { ids: few })}
    order by s.code limit ${sql.lit(limit)}`.execute(tx);
  return found.rows;
}

// after every other sign in the order of the codes
const lastSign = "\u{10FFFF}";

export type PartRow = SkuLabelRow & { quantity: number };

/** What is in a bundle, by code. */
export async function listParts(tx: Tx, tenant: TenantId, bundle: SkuId, limit: number): Promise<PartRow[]> {
  const found = await sql<PartRow>`
    select ${label}, b.quantity
    from bundle_component b join sku s on s.tenant_id = b.tenant_id and s.id = b.component_id
    where b.tenant_id = ${tenant} and b.bundle_id = ${bundle}
    order by s.code limit ${limit}`.execute(tx);
  return found.rows;
}

/** In which bundles a SKU is, and how many units of it each takes, by code. */
export async function listBundlesWith(tx: Tx, tenant: TenantId, component: SkuId, limit: number): Promise<PartRow[]> {
  const found = await sql<PartRow>`
    select ${label}, b.quantity
    from bundle_component b join sku s on s.tenant_id = b.tenant_id and s.id = b.bundle_id
    where b.tenant_id = ${tenant} and b.component_id = ${component}
    order by s.code limit ${limit}`.execute(tx);
  return found.rows;
}

/** How many listings are paired with a SKU. */
export async function countListingsOf(tx: Tx, tenant: TenantId, sku: SkuId): Promise<number> {
  const found = await sql<{ n: bigint }>`select count(*) as n from pairing where tenant_id = ${tenant} and sku_id = ${sku}`.execute(tx);
  return Number(found.rows[0]?.n ?? 0n);
}
