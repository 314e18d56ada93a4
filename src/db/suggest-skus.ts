import { sql } from "kysely";
import type { ListingId, ShopId, SkuId, TenantId } from "../kernel/id.ts";
import { rows, type Tx } from "./database.ts";
import { skuLabel } from "./read-listings.ts";
import type { SkuLabelRow } from "./read-skus.ts";

export type ListingText = { id: ListingId; sellerCode: string; title: string; spec: string; barcode: string };

/** The texts of those of these listings that are unpaired and in reach (`shops` undefined = all), by id. */
export async function listUnpairedTexts(
  tx: Tx,
  tenant: TenantId,
  shops: readonly ShopId[] | undefined,
  ids: readonly ListingId[],
): Promise<ListingText[]> {
  const found = await sql<ListingText>`
    select l.id, l.seller_code as "sellerCode", l.title, l.spec, l.barcode from listing l
    where l.tenant_id = ${tenant} and l.id = any(${ids}::uuid[]) and not l.is_paired
      and ${shops === undefined ? sql`true` : sql`l.shop_id = any(${shops}::uuid[])`}
    order by l.id`.execute(tx);
  return found.rows;
}

/** How many SKUs have each of these words, counted up to a cap: beyond it a word tells nothing. */
export async function countWords(tx: Tx, tenant: TenantId, words: readonly string[], cap: number): Promise<Map<string, number>> {
  const found = await sql<{ word: string; skus: bigint }>`
    select wanted.word, one.skus
    from unnest(${words}::text[]) wanted (word)
    cross join lateral (
      select count(*) as skus from (
        select 1 from sku_word w where w.tenant_id = ${tenant} and w.word = wanted.word limit ${cap}
      ) found
    ) one
    where one.skus > 0`.execute(tx);
  return new Map(found.rows.map((row) => [row.word, Number(row.skus)]));
}

/** A word of a listing with its worth; `leads` when it is rare enough to look for SKUs by it. */
export type WeighedWord = { listingId: ListingId; word: string; weight: number; leads: boolean };

export type CandidateRow = { listingId: ListingId; skuId: SkuId; sharedWords: string[]; hasBarcode: boolean; sku: SkuLabelRow };

/**
 * SKUs that share something with listings: the likeliest by their leading words and those of the same barcode, at most `most` a listing and
 * `perWord` a word,
 * each with all words that it shares. Discontinued SKUs are left out.
 */
export async function listCandidates(
  tx: Tx,
  tenant: TenantId,
  words: readonly WeighedWord[],
  barcodes: readonly { listingId: ListingId; barcode: string }[],
  perWord: number,
  most: number,
): Promise<CandidateRow[]> {
  const found = await sql<CandidateRow>`
    with wanted as materialized (
      select r."listingId" as listing_id, r.word, r.weight, r.leads
      from jsonb_to_recordset(${rows(words)}) as r("listingId" uuid, word text, weight float8, leads boolean)
    ), hits as (
      -- each word reads its own range of the index: without the limit the planner would rather read all words of all SKUs
      select wanted.listing_id, w.sku_id, sum(wanted.weight) as weight
      from wanted cross join lateral (
        select one.sku_id from sku_word one where one.tenant_id = ${tenant} and one.word = wanted.word limit ${perWord}
      ) w
      where wanted.leads group by 1, 2
    ), ranked as (
      select listing_id, sku_id, row_number() over (partition by listing_id order by weight desc, sku_id) as place from hits
    ), chosen as (
      select listing_id, sku_id, false as has_barcode from ranked where place <= ${most}
      union all
      select r."listingId", b.sku_id, true
      from jsonb_to_recordset(${rows(barcodes)}) as r("listingId" uuid, barcode text)
      join sku_barcode b on b.tenant_id = ${tenant} and b.barcode = r.barcode
    ), candidate as materialized (
      select listing_id, sku_id, bool_or(has_barcode) as has_barcode from chosen group by 1, 2
    ), shared as (
      select c.listing_id, c.sku_id, array_agg(w.word order by w.word) as words
      from candidate c
      join wanted on wanted.listing_id = c.listing_id
      cross join lateral (
        select one.word from sku_word one
        where one.tenant_id = ${tenant} and one.word = wanted.word and one.sku_id = c.sku_id limit 1
      ) w
      group by 1, 2
    )
    select c.listing_id as "listingId", c.sku_id as "skuId", c.has_barcode as "hasBarcode", coalesce(shared.words, '{}') as "sharedWords",
      ${skuLabel} as sku
    from candidate c
    join sku k on k.tenant_id = ${tenant} and k.id = c.sku_id and k.status <> 'discontinued'
    left join shared on shared.listing_id = c.listing_id and shared.sku_id = c.sku_id
    order by c.listing_id, c.sku_id`.execute(tx);
  return found.rows;
}
