import type { App } from "../../src/app/app.ts";
import { openVault } from "../../src/app/vault.ts";
import { carrierConnectors } from "../../src/carriers/registry.ts";
import { platformConnectors } from "../../src/connectors/registry.ts";
import { type Database, type Directory, openDatabase, openDirectory } from "../../src/db/database.ts";
import { openMasterKey } from "../../src/main/master-key.ts";
import type { Http } from "../../src/ports/http.ts";
import { memoryBlobs } from "../../test/support/test-app.ts";
import type { ThrowAwayDatabase } from "../../test/support/throw-away-server.ts";
import { createYanwenSimulator } from "../carriers/yanwen/simulator.ts";
import { type Random, seededRandom } from "../kernel/random.ts";
import type { Simulator } from "../kernel/simulator.ts";
import { createTemuSimulator } from "../platforms/temu/simulator.ts";
import { type BookReader, openBooks } from "./books.ts";
import { clockOf, simClock } from "./clocks.ts";
import { seededEntropy } from "./entropy.ts";
import { type Faults, openFaults } from "./faults.ts";
import { type Life, startLife } from "./life.ts";
import { type LogLine, openWorldLog, type WorldLog } from "./log.ts";
import { type Network, openNetwork } from "./network.ts";
import type { WorldOptions } from "./options.ts";
import { processDatabase, processDirectory } from "./process-database.ts";
import { openScheduler, type Scheduler, theWorld } from "./scheduler.ts";
import { type ShopAccount, shopAccounts } from "./shop-accounts.ts";
import { openStillness, type Stillness } from "./stillness.ts";
import { openTruth, type Truth } from "./truth.ts";
import { truthStore } from "./truth-store.ts";

/** A process of ours on virtual time: the App that src/main would build, and its way to the platforms. */
export type Process = { life: Life; app: App; directory: Directory; http: Http };

/** Everything there is. */
export type World = {
  options: WorldOptions;
  scheduler: Scheduler;
  stillness: Stillness;
  random: Random;
  faults: Faults;
  network: Network;
  log: WorldLog;
  books: BookReader;
  accounts: readonly ShopAccount[];
  temu: Simulator;
  truth(): Truth;
  /** Starts a process: a life with an App of its own, sharing nothing but database, blobs and network with others. */
  startProcess(name: string, skewMs: number, onDeath: () => void): Process;
  /** Runs something that belongs to no process: buyers, chaos, the calendar. What it throws ends the simulation. */
  spawn(work: () => Promise<void>): void;
  sleep(ms: number): Promise<void>;
  close(): Promise<void>;
};

/** A Tuesday morning in China; nothing depends on the day. */
const startMs = Date.parse("2026-11-24T01:00:00Z");

/** Builds a world over a fresh database. Nothing in it asks the machine for time or chance. */
export async function openWorld(options: WorldOptions, database: ThrowAwayDatabase, listen: (line: LogLine) => void): Promise<World> {
  const random = seededRandom(options.seed);
  const stillness = openStillness();
  const scheduler = openScheduler(startMs, () => stillness.rest());
  const faults = openFaults(options.faults, random.fork("weather"));
  const stores = { temu: truthStore(), yanwen: truthStore() };
  const accounts = shopAccounts(options.shops);
  const clock = simClock(scheduler);
  const temu = createTemuSimulator(
    { clock, random: random.fork("temu"), store: stores.temu },
    { shops: accounts.map((account) => account.plan), openingOrders: 12, amountReadyAfterMs: 4_000 },
  );
  const yanwen = createYanwenSimulator({ clock, random: random.fork("yanwen"), store: stores.yanwen });
  const network = openNetwork({ scheduler, stillness, faults, random: random.fork("network"), simulators: [temu, yanwen] });
  const log = openWorldLog(() => scheduler.nowMs(), listen);
  const real = {
    tenants: openDatabase({ ...database.app, prepares: true }, 1),
    directory: openDirectory({ ...database.directory, prepares: true }, 1),
  };
  const books = await openBooks(database.superuser);
  const shared = {
    scheduler,
    stillness,
    faults,
    random,
    network,
    log,
    blobs: memoryBlobs(),
    masterKey: openMasterKey(keyOf(random)),
    real,
  };
  return {
    options,
    scheduler,
    stillness,
    random,
    faults,
    network,
    log,
    books,
    accounts,
    temu,
    truth: openTruth(stores.temu, stores.yanwen),
    startProcess: (name, skewMs, onDeath) => startProcess(shared, name, skewMs, onDeath),
    spawn: (work) => void scheduler.at(scheduler.nowMs(), theWorld, () => void work().catch((error: unknown) => stillness.fail(error))),
    sleep: (ms) => new Promise((resolve) => void scheduler.at(scheduler.nowMs() + ms, theWorld, resolve)),
    close: async () => {
      for (const simulator of [temu, yanwen]) simulator.close();
      await Promise.all([real.tenants.close(), real.directory.close(), books.close()]);
    },
  };
}

type Shared = Pick<World, "scheduler" | "stillness" | "faults" | "random" | "network" | "log"> & {
  blobs: App["blobs"];
  masterKey: ReturnType<typeof openMasterKey>;
  real: { tenants: Database; directory: Directory };
};

function startProcess(shared: Shared, name: string, skewMs: number, onDeath: () => void): Process {
  const { scheduler, real, blobs } = shared;
  const random = shared.random.fork(`process ${name}`);
  const life = startLife(scheduler, random, { name, skewMs, onDeath });
  const clock = clockOf(scheduler, life);
  const entropy = seededEntropy(random.fork("entropy"), () => scheduler.nowMs());
  const parts = { ...shared, random: random.fork("database") };
  const http = shared.network.of(life);
  const app: App = {
    database: processDatabase(real.tenants, life, parts),
    clock,
    entropy,
    blobs: {
      put: async (key, bytes) => {
        await blobs.put(key, bytes);
        return await life.pass(undefined);
      },
      get: async (key) => await life.pass(await blobs.get(key)),
      remove: async (key) => {
        await blobs.remove(key);
        return await life.pass(undefined);
      },
    },
    vault: openVault(shared.masterKey, entropy, clock),
    http,
    log: shared.log.of(name),
    platforms: platformConnectors,
    carriers: carrierConnectors,
    endpoints: new Map([
      ...["us", "eu", "global", "pa"].map((gateway, index): [string, string] => [`temu.${gateway}`, `http://127.0.0.1:${9101 + index}`]),
      ["yanwen", "http://127.0.0.1:9131"],
    ]),
  };
  return { life, app, directory: processDirectory(real.directory, life, parts), http };
}

function keyOf(random: Random): Buffer {
  const chance = random.fork("master key");
  return Buffer.from(Array.from({ length: 32 }, () => chance.int(0, 255)));
}
