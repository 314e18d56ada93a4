import { sql } from "kysely";
import pg from "pg";
import { type Database, openDatabase } from "../src/db/database.ts";
import { type LineWish, reserveStock } from "../src/db/stock.ts";
import { assertPresent } from "../src/kernel/assert-never.ts";
import { asId, type PackageLineId, type SkuId } from "../src/kernel/id.ts";
import { instantFromMs } from "../src/kernel/instant.ts";
import { openTestApp, steppedClock } from "../test/support/test-app.ts";
import { setUpTestShop, type TestShop } from "../test/support/test-shop.ts";
import {
  createDatabase,
  dropDatabase,
  startThrowAwayServer,
  type ThrowAwayDatabase,
  type ThrowAwayServer,
} from "../test/support/throw-away-server.ts";
import { percentile, round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import type { BenchResult } from "./result.ts";
import { countDifferences } from "./verify.ts";

const clients = 32;
const pageSize = 100;
const goals = { page: 20, single: 10 };
const at = instantFromMs(Date.parse("2026-11-22T08:00:00Z"));

/** Packages that wait for one unit each, and the goods that they wait for: a fifth as many units as packages. */
type Scene = { database: ThrowAwayDatabase; shop: TestShop; wishes: LineWish[]; stock: number };
type Outcome = { seconds: number; sold: number; stock: number; differences: number; waitMs: number };

/**
 * One SKU that everybody wants: 32 clients try to reserve it at once, through our one guarded statement a page, and through a transaction that
 * reads the row for update, decides and writes, as peers do. By turns (A-B-B-A) in one run, on one durable server, over equal rows; five
 * tries a unit. `--tries` 10,000 by default. Each round must sell exactly what there is, and the ledger must add up.
 */
export async function benchHotSku(args: readonly string[]): Promise<BenchResult> {
  const tries = readNumber(args, "tries", 10_000);
  const skus = readNumber(args, "skus", 1);
  const rounds = readNumber(args, "rounds", 5);
  const { server, stop } = await startThrowAwayServer({ durable: true });
  try {
    const found: Record<"page" | "single" | "interactive", Outcome[]> = { page: [], single: [], interactive: [] };
    for (let run = 0; run < rounds; run += 1) {
      const order = ["page", "single", "interactive"] as const;
      for (const way of run % 2 === 0 ? order : order.toReversed()) {
        const outcome = await oneRound(server, way, tries, skus);
        found[way].push(outcome);
        process.stderr.write(
          `round ${run + 1} ${way}: ${outcome.seconds.toFixed(2)} s, sold ${outcome.sold}, ${outcome.differences} differences\n`,
        );
      }
    }
    return summary(found, tries, skus);
  } finally {
    await stop();
  }
}

function summary(found: Record<"page" | "single" | "interactive", Outcome[]>, tries: number, skus: number): BenchResult {
  const median = (way: keyof typeof found) =>
    percentile(
      found[way].map((one) => one.seconds),
      0.5,
    );
  const ratioOf = (way: "page" | "single") => found.interactive.map((one, run) => one.seconds / (found[way][run]?.seconds ?? one.seconds));
  const pages = ratioOf("page");
  const singles = ratioOf("single");
  const all = Object.values(found).flat();
  const isExact = all.every((one) => one.sold === one.stock && one.differences === 0);
  const ratio = percentile(pages, 0.5);
  const single = percentile(singles, 0.5);
  return {
    name: "hot-sku",
    ratio: round(ratio, 1),
    goal: goals.page,
    ours: {
      worstRatio: round(Math.min(...pages), 1),
      singleRatio: round(single, 2),
      singleGoal: goals.single,
      triesPerSecond: Math.round(tries / median("page")),
      singleTriesPerSecond: Math.round(tries / median("single")),
      waitP99Ms: round(
        percentile(
          found.single.map((one) => one.waitMs),
          0.5,
        ),
        1,
      ),
      sold: found.page[0]?.sold ?? 0,
      tries,
      skus,
    },
    reference: { triesPerSecond: Math.round(tries / median("interactive")), sold: found.interactive[0]?.sold ?? 0 },
    runs: found.page.length,
    ok: isExact && ratio >= goals.page && single >= goals.single,
  };
}

async function oneRound(server: ThrowAwayServer, way: "page" | "single" | "interactive", tries: number, skus: number): Promise<Outcome> {
  const scene = await prepare(server, tries, skus);
  const waits: number[] = [];
  try {
    const begun = performance.now();
    if (way === "interactive") await tryInteractively(scene, waits);
    else await tryOurs(scene, way === "page" ? pageSize : 1, waits);
    const seconds = (performance.now() - begun) / 1000;
    return { seconds, ...(await look(scene)), stock: scene.stock, waitMs: percentile(waits, 0.99) };
  } finally {
    await dropDatabase(server, scene.database);
  }
}

/** Which SKU a try wants: the only one, or by Zipf's law one of many. */
function skuOf(index: number, skus: number): number {
  if (skus === 1) return 0;
  // a fixed sequence: all ways try the same
  const share = ((index * 7_919) % 10_007) / 10_007;
  return Math.min(skus - 1, Math.floor(skus ** share) - 1);
}

async function prepare(server: ThrowAwayServer, tries: number, skus: number): Promise<Scene> {
  const database = await createDatabase(server);
  const { app, directory, close } = openTestApp(database, steppedClock("2026-11-22T08:00:00Z"));
  const codes = Array.from({ length: skus }, (_, index) => `HOT-${index}`);
  const wanted = new Map<number, number>();
  for (let index = 0; index < tries; index += 1) wanted.set(skuOf(index, skus), (wanted.get(skuOf(index, skus)) ?? 0) + 1);
  const stock = Object.fromEntries(codes.map((code, index) => [code, Math.floor((wanted.get(index) ?? 0) / 5)]));
  const shop = await setUpTestShop(app, directory, stock);
  const idOf = (index: number): SkuId => assertPresent(shop.skus.get(`HOT-${skuOf(index, skus)}`), "SKU");
  const list = Array.from({ length: tries }, (_, index) => ({
    order: app.entropy.uuid(),
    line: app.entropy.uuid(),
    item: app.entropy.uuid(),
    pkg: app.entropy.uuid(),
    index,
    sku: idOf(index),
  }));
  await app.database.inTenant(shop.tenant, async (tx) => {
    const rows = sql`jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as r("order" uuid, line uuid, item uuid, pkg uuid, index integer, sku uuid)`;
    const day = "2026-11-22T00:00:00Z";
    await sql`insert into shop_order (tenant_id, id, shop_id, platform_order_id, number, status, fulfilled_by, content_hash, ordered_at, downloaded_at)
      select ${shop.tenant}, r."order", ${shop.shopId}, 'PO-' || r.index, 'SO-' || r.index, 'to_ship', 'seller', '', ${day}, ${day} from ${rows}`.execute(
      tx,
    );
    await sql`insert into order_line (tenant_id, id, order_id, platform_line_id, listing_key, seller_code, title, spec, ordered_quantity, cancelled_quantity,
        units_per_piece, wire)
      select ${shop.tenant}, r.item, r."order", '1', 'L', '', '', '', 1, 0, 1, '{}' from ${rows}`.execute(tx);
    await sql`insert into package (tenant_id, id, number, order_id, shop_id, platform, warehouse_id, state, stock_state, composition, ordered_at, created_at)
      select ${shop.tenant}, r.pkg, 'PK-' || r.index, r."order", ${shop.shopId}, 'temu', ${shop.warehouseId}, 'pending_process', 'none', 'one_piece', ${day}, ${day}
      from ${rows}`.execute(tx);
    await sql`insert into package_line (tenant_id, id, package_id, order_line_id, sku_id, units)
      select ${shop.tenant}, r.line, r.pkg, r.item, r.sku, 1 from ${rows}`.execute(tx);
  });
  const owner = new pg.Client(database.superuser);
  await owner.connect();
  await owner.query("analyze");
  await owner.end();
  const wishes = list.map((one) => ({
    lineId: asId<PackageLineId>(one.line),
    packageId: asId<LineWish["packageId"]>(one.pkg),
    warehouseId: shop.warehouseId,
    skuId: one.sku,
    units: 1,
    movementId: app.entropy.uuid(),
  }));
  await close();
  return { database, shop, wishes, stock: Object.values(stock).reduce((sum, units) => sum + units, 0) };
}

async function tryOurs({ database, shop, wishes }: Scene, size: number, waits: number[]): Promise<void> {
  const tenants: Database = openDatabase({ ...database.app, prepares: true }, clients);
  let next = 0;
  const client = async (): Promise<void> => {
    while (next < wishes.length) {
      const page = wishes.slice(next, next + size);
      next += size;
      const begun = performance.now();
      await tenants.inTenant(shop.tenant, (tx) => reserveStock(tx, shop.tenant, page, { actorId: null, at }));
      waits.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  await tenants.close();
}

/** One try as a transaction that thinks between its statements: read for update, decide, write balance, ledger and line. */
async function tryInteractively({ database, shop, wishes }: Scene, waits: number[]): Promise<void> {
  const pool = new pg.Pool({ ...database.app, max: clients });
  let next = 0;
  const client = async (): Promise<void> => {
    const session = await pool.connect();
    for (let wish = wishes[next++]; wish !== undefined; wish = wishes[next++]) {
      const begun = performance.now();
      await session.query("begin");
      await session.query("select set_config('crossdock.tenant', $1, true)", [shop.tenant]);
      const key = [shop.tenant, wish.warehouseId, wish.skuId];
      const where = "where tenant_id = $1 and warehouse_id = $2 and sku_id = $3";
      const row = await session.query(`select on_hand - reserved - blocked as available from stock_balance ${where} for update`, key);
      if (row.rows[0]?.available > 0) {
        await session.query(`update stock_balance set reserved = reserved + 1 ${where}`, key);
        await session.query(
          `insert into stock_movement (tenant_id, id, at, warehouse_id, sku_id, kind, on_hand_delta, reserved_delta, cause_kind, cause_id)
           values ($1, $4, $5, $2, $3, 'reserve', 0, 1, 'package', $6)`,
          [...key, wish.movementId, new Date(at), wish.packageId],
        );
        await session.query("update package_line set reserved_units = 1 where tenant_id = $1 and id = $2", [shop.tenant, wish.lineId]);
      }
      await session.query("commit");
      waits.push(performance.now() - begun);
    }
    session.release();
  };
  await Promise.all(Array.from({ length: clients }, client));
  await pool.end();
}

async function look({ database, shop }: Scene): Promise<{ sold: number; differences: number }> {
  const tenants = openDatabase(database.app, 1);
  const sums = await tenants.inTenant(shop.tenant, (tx) =>
    sql<{ sold: bigint }>`select sum(reserved) as sold from stock_balance where tenant_id = ${shop.tenant}`.execute(tx),
  );
  await tenants.close();
  return { sold: Number(sums.rows[0]?.sold ?? 0n), differences: await countDifferences(database) };
}
