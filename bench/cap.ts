import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Crew, openCrew, setClock } from "../test/kill/crew.ts";
import { type CuttingProxy, openCuttingProxy } from "../test/kill/cutting-proxy.ts";
import { type LiveWorld, openLiveWorld } from "../test/kill/live-world.ts";
import { readOutcome } from "../test/kill/outcome.ts";
import { type StartedServer, startThrowAwayServer } from "../test/support/throw-away-server.ts";
import { round } from "./figures.ts";
import { readNumber } from "./flags.ts";
import type { BenchResult } from "./result.ts";

const cap = 120;
const epsilonMs = 250;
const leaseMs = 15_000;
/** Orders that are not shipped yet: enough that calls wait all the time. */
const backlog = 40;

type Scene = { world: LiveWorld; crew: Crew; proxy: CuttingProxy; database: StartedServer; clock: string };
type Plan = { totalMs: number; windowMs: number; drainMs: number };

/**
 * Four real workers on one shop at the real window, for --minutes (default 10): a third of it in peace, then one fault after the other, then
 * until every order is shipped. Says the worst window by the platform's count and how much of the slots was used in peace. --window S is a
 * shorter window for a try, --drain M how many minutes the last orders may take (default 15: a clock that was ten minutes early leaves
 * work that is due ten minutes late).
 */
export async function benchCap(args: readonly string[]): Promise<BenchResult> {
  const totalMs = readNumber(args, "minutes", 10) * 60_000;
  const windowMs = readNumber(args, "window", 60) * 1_000;
  const folder = mkdtempSync(path.join(tmpdir(), "crossdock-cap-"));
  const database = await startThrowAwayServer({ durable: true });
  const proxy = await openCuttingProxy({ host: "127.0.0.1", port: database.server.owner.port });
  const world = await openLiveWorld(database.server, { policy: { cap, windowMs, banMs: 900_000 }, port: proxy.port, leaseMs });
  try {
    const scene: Scene = { world, crew: openCrew(world), proxy, database, clock: path.join(folder, "clock") };
    return await drill(scene, { totalMs, windowMs, drainMs: readNumber(args, "drain", 15) * 60_000 });
  } finally {
    await world.close();
    await proxy.close();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drill(scene: Scene, { totalMs, windowMs, drainMs }: Plan): Promise<BenchResult> {
  const { world, crew, proxy } = scene;
  setClock(scene.clock, "+0");
  crew.hire();
  await world.setUpShop();
  crew.hire({ clock: scene.clock });
  for (let more = 0; more < 2; more += 1) crew.hire();
  const work = keepBusy(world);
  const share = await measurePeace(world, totalMs / 3, windowMs);
  let faults = 0;
  for (const until = performance.now() + (totalMs * 2) / 3; performance.now() < until; faults += 1) {
    const fault = faultsInTurn[faults % faultsInTurn.length];
    process.stderr.write(`${fault?.name}\n`);
    await fault?.(scene);
    await pause(windowMs / 4);
  }
  const open = await work.finish(drainMs);
  const outcome = await readOutcome(world);
  const left = await crew.dismiss();
  const { calls, worstWindow, bans, throttled, shipConfirms, orders } = outcome.platform;
  const cuts = proxy.cuts();
  const paidOnce = outcome.charged.length === orders && outcome.charged.every((times) => times === 1);
  const isOnce = paidOnce && shipConfirms.accepted === orders && shipConfirms.duplicate === 0 && outcome.stockDifferences.length === 0;
  return {
    name: "cap",
    ratio: round(share, 4),
    goal: null,
    ours: {
      worstWindow: worstWindow.count,
      calls,
      bans,
      throttled,
      faults,
      orders,
      openOrders: open,
      confirmedTwice: shipConfirms.duplicate,
      stockDifferences: outcome.stockDifferences.length,
      cutsBeforeCommit: cuts.before,
      cutsAfterCommit: cuts.after,
      processesLeft: left,
    },
    reference: { cap, windowMs },
    runs: 1,
    ok: worstWindow.count <= cap && bans === 0 && throttled === 0 && open === 0 && isOnce && left === 0,
  };
}

/** The people at work, and buyers who see to it that there is always something to do. */
function keepBusy(world: LiveWorld): { finish(patienceMs: number): Promise<number> } {
  let isOver = false;
  let deadline = Number.POSITIVE_INFINITY;
  const run = async (): Promise<number> => {
    let open = backlog;
    for (; performance.now() < deadline; await pause(500)) {
      const counts = await world.work().catch(() => undefined);
      if (counts === undefined) continue;
      const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
      open = all - (counts["shipped/confirmed"] ?? 0);
      if (!isOver && open < backlog / 2) world.placeOrders(backlog / 2);
      if (isOver && open === 0) break;
    }
    return open;
  };
  const running = run();
  return {
    finish: (patienceMs) => {
      isOver = true;
      deadline = performance.now() + patienceMs;
      return running;
    },
  };
}

/** Share of what 95 % of the slots can carry that was called, after the first window. */
async function measurePeace(world: LiveWorld, ms: number, windowMs: number): Promise<number> {
  await pause(windowMs);
  const before = (await readOutcome(world)).platform.calls;
  const begun = performance.now();
  await pause(Math.max(windowMs, ms - windowMs));
  const calls = (await readOutcome(world)).platform.calls - before;
  const most = (Math.floor(cap * 0.95) * (performance.now() - begun)) / (windowMs + epsilonMs);
  return calls / most;
}

const faultsInTurn: readonly ((scene: Scene) => Promise<void>)[] = [
  async function killed({ crew }) {
    const owner = await crew.owner();
    owner.kill("SIGKILL");
    crew.hire();
    await crew.successorOf(owner);
  },
  async function slept({ crew }) {
    const owner = await crew.owner();
    owner.kill("SIGSTOP");
    await crew.successorOf(owner);
    await pause(10_000);
    owner.kill("SIGCONT");
  },
  async function commitsLost({ proxy }) {
    proxy.cutEvery(11);
    await pause(20_000);
    proxy.cutEvery(0);
  },
  async function databaseCrashed({ database }) {
    await database.crash();
  },
  async function clockJumped({ clock }) {
    for (const offset of ["+10m", "-10m", "+0"]) {
      setClock(clock, offset);
      await pause(3_000);
    }
  },
];

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
