import { type RawBuilder, sql } from "kysely";
import { piecesOf } from "../domain/stock/sku-words.ts";
import type { SkuId, TenantId } from "../kernel/id.ts";
import { rows, type Tx } from "./database.ts";

/** The words that a SKU has now, and those that it had; `searched`: those that may be looked for by a part. */
export type WordChange = { id: SkuId; words: readonly string[]; before: readonly string[]; searched: readonly string[] };

// a part that so many words have, or words that so many rows have, narrow nothing
const maxWords = 2_000;
const maxRows = 6_000;
// two words of so many rows each may still share few
const maxSharedRows = 60_000;
// each part is one look through all words
const maxParts = 3;
const maxGroups = 3;
// the migrations know this length, too
const partLength = 3;
const maxPieces = 12;

/** Stores the words of SKUs; what they had before and have no more goes. */
export async function saveWords(tx: Tx, tenant: TenantId, list: readonly WordChange[]): Promise<void> {
  const gone = list.flatMap(({ id, words, before }) => before.filter((word) => !words.includes(word)).map((word) => ({ id, word })));
  if (gone.length > 0) {
    await sql`
      delete from sku_word o using jsonb_to_recordset(${rows(gone)}) as r(id uuid, word text)
      where o.tenant_id = ${tenant} and o.word = r.word and o.sku_id = r.id`.execute(tx);
  }
  const news = list.flatMap(({ id, words, before }) => words.filter((word) => !before.includes(word)).map((word) => ({ id, word })));
  if (news.length === 0) return;
  const searched = new Set(list.flatMap((one) => one.searched));
  const looked = [...new Set(news.map((one) => one.word))].filter((word) => searched.has(word));
  // in one order, so that two who store the same new words do not wait for each other in a circle
  await sql`
    with known as (
      insert into word (tenant_id, word) select ${tenant}, n.word from unnest(${looked}::text[]) n (word)
      where not exists (select from word k where k.tenant_id = ${tenant} and k.word = n.word)
      order by n.word
      on conflict do nothing
      returning word
    ), parts as (
      insert into word_part (tenant_id, part, word)
      select distinct ${tenant}::uuid, substr(k.word, n, ${sql.lit(partLength)}), k.word
      from known k, generate_series(1, length(k.word) - ${sql.lit(partLength - 1)}) n
    )
    insert into sku_word (tenant_id, word, sku_id)
    select ${tenant}, r.word, r.id from jsonb_to_recordset(${rows(news)}) as r(id uuid, word text) order by r.word, r.id
    on conflict do nothing`.execute(tx);
}

/** Which rows may have a text: `ids` selects a superset of them. `many`: the words do not tell. */
export type Narrowed = { kind: "none" } | { kind: "many" } | { kind: "some"; ids: RawBuilder<unknown> };

/** Narrows down which SKUs may have this text anywhere in theirs: by the words that they must have for it. */
export async function narrowByWords(tx: Tx, tenant: TenantId, text: string): Promise<Narrowed> {
  const { whole, parts } = piecesOf(text);
  const groups: (readonly string[])[] = whole.slice(0, 2 * maxGroups).map((word) => [word]);
  for (const words of await listWordsWith(tx, tenant, parts)) {
    if (words.length === 0) return { kind: "none" };
    if (words.length <= maxWords) groups.push(words);
  }
  if (groups.length === 0) return { kind: "many" };
  const counted = await countRows(tx, tenant, groups);
  if (counted.some(({ count }) => count === 0)) return { kind: "none" };
  const sorted = counted.filter(({ count }) => count <= maxSharedRows).toSorted((one, other) => one.count - other.count);
  const selects = sorted.slice(0, maxGroups).map(({ words }) => {
    return sql`select distinct w.sku_id from sku_word w where w.tenant_id = ${tenant} and w.word = any(${words}::text[])`;
  });
  const ids = sql`(${sql.join(selects, sql` intersect `)})`;
  const isFew = sorted[0] !== undefined && (sorted[0].count <= maxRows || (sorted.length > 1 && (await areFew(tx, ids))));
  return isFew ? { kind: "some", ids } : { kind: "many" };
}

async function areFew(tx: Tx, ids: RawBuilder<unknown>): Promise<boolean> {
  const found = await sql<{ n: number }>`
    select count(*)::integer as n from (select from ${ids} all_of limit ${sql.lit(maxRows + 1)}) one`.execute(tx);
  return (found.rows[0]?.n ?? 0) <= maxRows;
}

/** All words that have a part in them, part by part; one more than `maxWords` stands for too many. */
async function listWordsWith(tx: Tx, tenant: TenantId, parts: readonly string[]): Promise<string[][]> {
  const longest = parts.toSorted((one, other) => other.length - one.length).slice(0, maxParts);
  if (longest.length === 0) return [];
  const lists = longest.map((part) => {
    return sql`array(
      select k.word from ${wordsNear(tenant, part)} k
      where k.tenant_id = ${tenant} and strpos(k.word, ${part}) > 0 limit ${sql.lit(maxWords + 1)})`;
  });
  const found = await sql<{ words: string[] }>`select t.words from (values (${sql.join(lists, sql`), (`)})) t (words)`.execute(tx);
  return found.rows.map((row) => row.words);
}

/** Words among which all stand that have this part: those that share its rarest three signs. A shorter part may be in any word. */
function wordsNear(tenant: TenantId, part: string): RawBuilder<unknown> {
  const signs = [...part];
  if (signs.length < partLength) return sql`word`;
  const pieces = new Set(signs.slice(partLength - 1).map((_, index) => signs.slice(index, index + partLength).join("")));
  return sql`(
    select p.tenant_id, p.word from (
      select g.piece from unnest(${[...pieces].slice(0, maxPieces)}::text[]) g (piece)
      cross join lateral (
        select count(*) as n from (
          select from word_part c where c.tenant_id = ${tenant} and c.part = g.piece limit ${sql.lit(maxWords)}
        ) one
      ) counted
      order by counted.n, g.piece limit 1
    ) rarest
    join word_part p on p.tenant_id = ${tenant} and p.part = rarest.piece
  )`;
}

async function countRows(tx: Tx, tenant: TenantId, groups: readonly (readonly string[])[]) {
  const counts = groups.map((words) => {
    return sql`(select count(*)::integer from (
      select from sku_word w where w.tenant_id = ${tenant} and w.word = any(${words}::text[]) limit ${sql.lit(maxSharedRows + 1)}) one)`;
  });
  const found = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(tx);
  return groups.map((words, index) => ({ words, count: found.rows[0]?.counts[index] ?? 0 }));
}
