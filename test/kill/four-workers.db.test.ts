import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type StartedServer, startThrowAwayServer, type ThrowAwayServer } from "../support/throw-away-server.ts";
import { type Crew, openCrew, setClock } from "./crew.ts";
import { type CuttingProxy, openCuttingProxy } from "./cutting-proxy.ts";
import { type LiveWorld, openLiveWorld } from "./live-world.ts";
import { type Outcome, readOutcome } from "./outcome.ts";

// a server of its own: it is to crash, and what it acknowledged must be on disk
let database: StartedServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "crossdock-clocks-"));
  database = await startThrowAwayServer({ durable: true });
});
afterAll(async () => {
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

const orders = 24;
// a short window, so that a new owner need not wait a minute: policies are data
const policy = { cap: 30, windowMs: 2_000, banMs: 900_000 };
const leaseMs = 3_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Scene = { world: LiveWorld; crew: Crew; proxy: CuttingProxy; close(): Promise<void> };

async function openScene(server: ThrowAwayServer): Promise<Scene> {
  const proxy = await openCuttingProxy({ host: "127.0.0.1", port: server.owner.port });
  const world = await openLiveWorld(server, { policy, port: proxy.port, leaseMs });
  return {
    world,
    crew: openCrew(world),
    proxy,
    close: async () => {
      await world.close();
      await proxy.close();
    },
  };
}

/** The people at work, until everything is shipped and confirmed; a database that is just away is tried again. */
async function workUntilDone(world: LiveWorld, patienceMs: number): Promise<Record<string, number>> {
  let counts: Record<string, number> = {};
  for (const until = performance.now() + patienceMs; performance.now() < until; await pause(100)) {
    counts = await world.work().catch(() => counts);
    if (counts["shipped/confirmed"] === orders) break;
  }
  return counts;
}

function expectWithinCap({ platform }: Outcome): void {
  expect(platform.worstWindow.count).toBeLessThanOrEqual(policy.cap);
  expect(platform).toMatchObject({ bans: 0, throttled: 0, worstWindow: { windowMs: policy.windowMs } });
}

describe.concurrent("real processes", () => {
  test("O3: four workers, kill -9, a sleeper, a crash of the database, lost COMMITs: the cap holds and each effect happens once", async () => {
    const { world, crew, proxy, close } = await openScene(database.server);
    try {
      crew.hire();
      await world.setUpShop();
      for (let more = 0; more < 3; more += 1) crew.hire();
      world.placeOrders(orders);
      const done = workUntilDone(world, 150_000);

      await pause(2_000);
      const killed = await crew.owner();
      killed.kill("SIGKILL");
      crew.hire();

      const sleeper = await crew.successorOf(killed);
      proxy.cutEvery(7);
      await pause(3_000);
      proxy.cutEvery(0);
      sleeper.kill("SIGSTOP");
      await crew.successorOf(sleeper);
      await pause(1_000);
      sleeper.kill("SIGCONT");

      await pause(1_000);
      await database.crash();

      expect(await done).toEqual({ "shipped/confirmed": orders });
      const outcome = await readOutcome(world);
      console.log(
        `O3: ${outcome.platform.calls} calls, worst window ${outcome.platform.worstWindow.count} of ${policy.cap}, cuts ${JSON.stringify(proxy.cuts())}`,
      );
      expectWithinCap(outcome);
      expect(proxy.cuts().before).toBeGreaterThan(0);
      expect(proxy.cuts().after).toBeGreaterThan(0);
      expect(outcome.platform).toMatchObject({ orders, shipConfirms: { accepted: orders, duplicate: 0 } });
      expect(outcome.stockDifferences).toEqual([]);
      expect(outcome.packages).toHaveLength(orders);
      // one parcel paid for per package, and none under a second number
      expect(outcome.charged).toEqual(outcome.packages.map(() => 1));
      expect(await crew.dismiss()).toBe(0);
    } finally {
      await close();
    }
  }, 240_000);

  test("O3: wall clocks that are wrong and jump by ten minutes do not move the cap", async () => {
    const { world, crew, close } = await openScene(inject("databaseServer"));
    const clocks = ["early", "late"].map((name) => path.join(folder, name));
    const [early = "", late = ""] = clocks;
    try {
      for (const clock of clocks) setClock(clock, "+0");
      crew.hire({ clock: early });
      await world.setUpShop();
      crew.hire({ clock: late });
      world.placeOrders(orders);
      const working = workUntilDone(world, 18_000);
      // within what the platform takes as a time stamp, so that calls go on
      setClock(early, "+4m");
      setClock(late, "-4m");
      await pause(3_000);
      setClock(early, "-10m");
      await pause(2_000);
      setClock(early, "+10m");
      await pause(2_000);
      const first = await crew.owner();
      first.kill("SIGKILL");
      await crew.successorOf(first);
      await pause(2_000);
      setClock(late, "+10m");
      await pause(2_000);
      setClock(late, "-10m");
      await working;
      const outcome = await readOutcome(world);
      console.log(`O3, clocks: ${outcome.platform.calls} calls, worst window ${outcome.platform.worstWindow.count} of ${policy.cap}`);
      expectWithinCap(outcome);
      expect(outcome.platform.calls).toBeGreaterThanOrEqual(policy.cap);
      expect(outcome.platform.shipConfirms.duplicate).toBe(0);
      expect(await crew.dismiss()).toBe(0);
    } finally {
      await close();
    }
  }, 120_000);

  test("O3: a worker whose event loop stands still for longer than its lease is replaced, and sends nothing late", async () => {
    const { world, crew, close } = await openScene(inject("databaseServer"));
    try {
      crew.hire();
      await world.setUpShop();
      crew.hire({ blocks: { forMs: 2 * leaseMs, everyMs: 3 * leaseMs } });
      const healthy = await crew.owner();
      world.placeOrders(orders);
      const working = workUntilDone(world, 20_000);
      await pause(1_000);
      healthy.kill("SIGKILL");
      const blocked = await crew.successorOf(healthy);
      crew.hire();
      await crew.successorOf(blocked);
      await working;
      const outcome = await readOutcome(world);
      expectWithinCap(outcome);
      expect(outcome.platform.shipConfirms.duplicate).toBe(0);
      expect(await crew.dismiss()).toBe(0);
    } finally {
      await close();
    }
  }, 120_000);
});
