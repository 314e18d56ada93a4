import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { ingestOrders } from "../src/app/ingest-orders.ts";
import type { PlatformOrder } from "../src/domain/orders/platform-order.ts";
import { openTestApp, steppedClock } from "../test/support/test-app.ts";
import { setUpTestShop, testOrder } from "../test/support/test-shop.ts";
import { createDatabase, dropDatabase, startThrowAwayServer, type ThrowAwayDatabase } from "../test/support/throw-away-server.ts";
import { percentile, round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import type { BenchResult } from "./result.ts";
import { countDifferences } from "./verify.ts";

const pageSize = 100;
const skuCount = 200;
const stockPerSku = 1_000_000;
const rounds = 5;

// what ingest leaves behind, with the order in which foreign keys let it be copied
const tables = ["shop_order", "order_line", "package", "package_line", "stock_movement", "timeline", "intent", "change"] as const;

const parents = ["tenant_setting", "warehouse", "carrier_account", "channel", "shop", "sku", "listing", "stock_balance"] as const;

/**
 * Ingest of mixed pages (70 % new, 20 % the same again, 10 % changed; 2.1 lines an order) against COPY of the same final rows into the same
 * tables with their indexes, by turns in one run on one durable server. The goal is set after the first honest runs: none yet.
 */
export async function benchIngest(args: readonly string[]): Promise<BenchResult> {
  const orders = readNumber(args, "orders", 10_000);
  const { server, stop } = await startThrowAwayServer({ durable: true });
  try {
    const ours: number[] = [];
    const reference: number[] = [];
    let differences = 0;
    for (let run = 0; run < rounds; run += 1) {
      const database = await createDatabase(server);
      const twin = await createDatabase(server);
      const seconds = await ingestAll(database, orders);
      differences += await countDifferences(database);
      const copied = await copyAll(database, twin);
      ours.push(copied.rows / seconds);
      reference.push(copied.rows / copied.seconds);
      process.stderr.write(
        `round ${run + 1}: ${orders} orders in ${seconds.toFixed(2)} s, COPY of ${copied.rows} rows ${copied.seconds.toFixed(2)} s\n`,
      );
      await dropDatabase(server, database);
      await dropDatabase(server, twin);
    }
    const ratios = ours.map((value, index) => value / (reference[index] ?? value));
    return {
      name: "ingest",
      ratio: round(percentile(ratios, 0.5), 3),
      goal: null,
      ours: { rowsPerSecond: Math.round(percentile(ours, 0.5)), worstRatio: round(Math.min(...ratios), 3), orders, differences },
      reference: { rowsPerSecond: Math.round(percentile(reference, 0.5)) },
      runs: rounds,
      ok: differences === 0,
    };
  } finally {
    await stop();
  }
}

async function ingestAll(database: ThrowAwayDatabase, count: number): Promise<number> {
  const { app, directory, close } = openTestApp(database, steppedClock("2026-11-22T08:00:00Z"));
  const skus = Array.from({ length: skuCount }, (_, index) => `SKU-${index}`);
  const shop = await setUpTestShop(app, directory, Object.fromEntries(skus.map((sku) => [sku, stockPerSku])));
  const pages = pagesOf(count, skus);
  const begun = performance.now();
  for (const page of pages) await ingestOrders(app, shop.ingest, { orders: page, source: "stream" });
  const seconds = (performance.now() - begun) / 1000;
  await close();
  return seconds;
}

/** Pages in the mix: each page holds orders of its own, and some of the page before, the same or changed. */
function pagesOf(count: number, skus: readonly string[]): PlatformOrder[][] {
  const fresh = Math.round(pageSize * 0.7);
  const pages: PlatformOrder[][] = [];
  let before: PlatformOrder[] = [];
  for (let start = 0; start < count; start += fresh) {
    const created = Array.from({ length: Math.min(fresh, count - start) }, (_, index) => orderOf(start + index, skus, 1));
    const again = before.slice(0, Math.round(pageSize * 0.2));
    const changed = before.slice(-Math.round(pageSize * 0.1)).map((order) => ({
      ...order,
      marks: ["SUGGEST_SIGNATURE_ON_DELIVERY"],
      contentHash: `${order.contentHash}-changed`,
    }));
    pages.push([...created, ...again, ...changed]);
    before = created;
  }
  return pages;
}

function orderOf(index: number, skus: readonly string[], version: number): PlatformOrder {
  const lines = [2, 2, 2, 2, 2, 2, 2, 2, 2, 3][index % 10] ?? 2;
  const sku = (offset: number) => skus[(index * 7 + offset * 13) % skus.length] ?? "";
  const wanted = Array.from({ length: lines }, (_, offset) => ({ sku: sku(offset), orderedQuantity: 1 + (index % 3) }));
  return testOrder(`PO-211-${String(index).padStart(17, "0")}`, wanted, { version });
}

/** COPYs every row that ingest left into an empty twin, table by table, in one transaction; reading them out is not timed. */
async function copyAll(source: ThrowAwayDatabase, twin: ThrowAwayDatabase): Promise<{ rows: number; seconds: number }> {
  const from = new pg.Client(source.superuser);
  const to = new pg.Client(twin.superuser);
  await from.connect();
  await to.connect();
  // parents first, untimed: ingest found them there too
  for (const table of parents) await copyIn(to, table, await copyOut(from, table));
  const texts = [];
  for (const table of tables) texts.push({ table, text: await copyOut(from, table) });
  const begun = performance.now();
  let rows = 0;
  await to.query("begin");
  for (const { table, text } of texts) rows += await copyIn(to, table, text);
  await to.query("commit");
  const seconds = (performance.now() - begun) / 1000;
  await from.end();
  await to.end();
  return { rows, seconds };
}

async function copyOut(client: pg.Client, table: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of client.query(copyTo(`copy (select * from ${table}) to stdout`))) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function copyIn(client: pg.Client, table: string, text: Buffer): Promise<number> {
  const stream = client.query(copyFrom(`copy ${table} from stdin`));
  await pipeline(Readable.from([text]), stream);
  return stream.rowCount;
}
