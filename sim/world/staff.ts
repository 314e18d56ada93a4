import { approvePackages } from "../../src/app/approve-packages.ts";
import { listPackageIds } from "../../src/app/list-package-ids.ts";
import { markShipped } from "../../src/app/mark-shipped.ts";
import type { PackageQuery } from "../../src/app/package-query.ts";
import { printLabels } from "../../src/app/print-labels.ts";
import { requestSync, type SyncWish } from "../../src/app/request-sync.ts";
import { requestWaybills } from "../../src/app/request-waybills.ts";
import { retryBackfills } from "../../src/app/retry-backfills.ts";
import { unapprovePackages } from "../../src/app/unapprove-packages.ts";
import { withdrawWaybills } from "../../src/app/withdraw-waybills.ts";
import type { PackageId } from "../../src/kernel/id.ts";
import type { Random } from "../kernel/random.ts";
import { ConnectionLost } from "./process-database.ts";
import type { Office } from "./set-up.ts";
import { workOnStock } from "./stock-work.ts";
import type { World } from "./world.ts";

type Ids = readonly PackageId[];

/** The acts of a working day, with how often each is chosen. */
const acts = [
  {
    weight: 5,
    query: { state: "pending_process" },
    act: ({ process, scope }: Office, ids: Ids) => requestWaybills(process.app, scope, ids, null),
  },
  {
    weight: 4,
    query: { state: "pending_print", printed: false },
    act: ({ process, scope }: Office, ids: Ids) => printLabels(process.app, scope, ids),
  },
  {
    weight: 5,
    query: { state: "pending_print", printed: true },
    act: ({ process, scope }: Office, ids: Ids) => markShipped(process.app, scope, ids),
  },
  {
    weight: 1,
    query: { state: "pending_review" },
    act: ({ process, scope }: Office, ids: Ids) => approvePackages(process.app, scope, ids),
  },
  {
    weight: 1,
    query: { attention: "waybill_failed" },
    act: ({ process, scope }: Office, ids: Ids) => requestWaybills(process.app, scope, ids, null),
  },
  {
    weight: 1,
    query: { attention: "backfill_failed" },
    act: ({ process, scope }: Office, ids: Ids) => retryBackfills(process.app, scope, ids),
  },
] as const satisfies readonly Act[];

/** Second thoughts: one package at a time. */
const undoings = [
  {
    weight: 1,
    query: { state: "pending_process" },
    act: ({ process, scope }: Office, ids: Ids) => unapprovePackages(process.app, scope, ids),
  },
  {
    weight: 1,
    query: { state: "label_requesting" },
    act: ({ process, scope }: Office, ids: Ids) => withdrawWaybills(process.app, scope, ids),
  },
  {
    weight: 1,
    query: { state: "pending_print" },
    act: ({ process, scope }: Office, ids: Ids) => withdrawWaybills(process.app, scope, ids),
  },
] as const satisfies readonly Act[];

type Act = { weight: number; query: PackageQuery; act: (office: Office, ids: Ids) => Promise<readonly { ok: boolean }[]> };

const undoShare = 0.12;
const batchMax = 12;

export type Staff = { goHome(): void; done(): Record<string, number> };

/** A person who works through the tabs, with pauses, in batches, now and then changing their mind or pressing a button twice. */
export function openStaff(world: World, office: Office): Staff {
  const random = world.random.fork(`staff of ${office.seller}`);
  let isHome = false;
  const done = { acts: 0, taken: 0, refused: 0, failed: 0 };
  world.spawn(async () => {
    for (;;) {
      await world.sleep(random.int(1_000, 15_000));
      if (isHome) return;
      try {
        const results = await actOnce(world, office, random);
        done.acts += 1;
        done.taken += results.filter((one) => one.ok).length;
        done.refused += results.filter((one) => !one.ok).length;
      } catch (error) {
        // a page that says "try again": the person does, some time later
        if (!(error instanceof ConnectionLost)) throw error;
        done.failed += 1;
      }
    }
  });
  return {
    goHome: () => {
      isHome = true;
    },
    done: () => ({ ...done }),
  };
}

const askShare = 0.04;
const stockShare = 0.06;

async function actOnce(world: World, office: Office, random: Random): Promise<readonly { ok: boolean }[]> {
  if (random.chance(askShare)) return await askRunner(world, office, random);
  return random.chance(stockShare) ? await workOnStock(office, random) : await workOnce(office, random);
}

/** Buttons of the sync page: what the runner would do anyway, now. */
async function askRunner(
  world: World,
  { process: { app }, scope, shops, seller }: Office,
  random: Random,
): Promise<readonly { ok: boolean }[]> {
  const shopId = random.pick(shops);
  const own = new Set(world.accounts.flatMap((account) => (account.seller === seller ? [account.plan.mallId] : [])));
  const orders = world.truth().orders.flatMap((order) => (own.has(order.platformShopId) ? [order.platformOrderId] : []));
  const wishes: SyncWish[] = [
    { kind: "pull", shopId },
    { kind: "reconcile", shopId, sweep: "recent" },
    // orders of the seller's other shops among them: those are not found
    ...(orders.length === 0 ? [] : [{ kind: "pull_orders", shopId, numbers: [random.pick(orders), random.pick(orders)] } as const]),
  ];
  return [await requestSync(app, scope, random.pick(wishes))];
}

async function workOnce(office: Office, random: Random): Promise<readonly { ok: boolean }[]> {
  const isUndoing = random.chance(undoShare);
  const { query, act } = pickByWeight(random, isUndoing ? undoings : acts);
  const { app } = office.process;
  const listed = await listPackageIds(app, office.scope, query, { by: "ship_by", direction: "asc" });
  if (!listed.ok) throw new Error(`the list was refused: ${listed.error.code}`);
  const count = isUndoing ? 1 : random.int(1, batchMax);
  const start = random.chance(0.8) ? 0 : random.int(0, Math.max(0, listed.value.ids.length - 1));
  const ids = listed.value.ids.slice(start, start + count);
  if (ids.length === 0) return [];
  const results = await act(office, ids);
  // a double click: the second must change nothing that the first did
  return random.chance(0.1) ? [...results, ...(await act(office, ids))] : results;
}

function pickByWeight(random: Random, list: readonly Act[]): Act {
  let left = random.next() * list.reduce((sum, one) => sum + one.weight, 0);
  for (const one of list) {
    left -= one.weight;
    if (left < 0) return one;
  }
  return random.pick(list);
}
