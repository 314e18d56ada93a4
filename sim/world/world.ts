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
import { installWatch } from "./evidence.ts";
import { type Excuses, openExcuses } from "./excuses.ts";
import { type Faults, openFaults } from "./faults.ts";
import { type Life, startLife } from "./life.ts";
import { type LogLine, openWorldLog, type WorldLog } from "./log.ts";
import { type Network, openNetwork } from "./network.ts";
import type { WorldOptions } from "./options.ts";
import { openPost, type Post } from "./post.ts";
import { ConnectionLost, processDatabase, processDirectory } from "./process-database.ts";
import { openPromises } from "./promises.ts";
import { openScheduler, type Scheduler, theWorld } from "./scheduler.ts";
import { type ShopAccount, shopAccounts } from "./shop-accounts.ts";
import { openStillness, type Stillness } from "./stillness.ts";
import { openTruth, type Truth } from "./truth.ts";
import { truthStore } from "./truth-store.ts";
import { openWishes, type Wishes } from "./wishes.ts";

/** A process of ours on virtual time: the App that src/main would build, and its way to the platforms. */
export type Process = { life: Life; app: App; directory: Directory; http: Http };

/** Everything there is. */
export type World = {
  options: WorldOptions;
  scheduler: Scheduler;
  stillness: Stillness;
  random: Random;
  faults: Faults;
  excuses: Excuses;
  wishes: Wishes;
  post: Post;
  /** Files as they lie on the disk, by name. */
  files: ReadonlyMap<string, Uint8Array>;
  network: Network;
  log: WorldLog;
  books: BookReader;
  accounts: readonly ShopAccount[];
  temu: Simulator;
  truth(): Truth;
  /** Buyers come from now on: what is on sale must be ours. */
  openDoors(): void;
  /** By how much more was on sale and sold together than there was then, at worst, by listing. */
  overPromised: ReadonlyMap<string, number>;
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
  const faults = openFaults(options.faults, random.fork("weather"), options.storm);
  const promises = openPromises();
  const stores = { temu: truthStore(promises.note), yanwen: truthStore() };
  const accounts = shopAccounts(options.shops);
  const clock = simClock(scheduler);
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => void scheduler.at(scheduler.nowMs() + ms, theWorld, resolve));
  const post = openPost({ sleep, faults, random: random.fork("post") });
  const temu = createTemuSimulator(
    { clock, random: random.fork("temu"), store: stores.temu, send: post.send },
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
  await prepare(books, options, random);
  const blobs = memoryBlobs();
  const masterKey = openMasterKey(keyOf(random));
  const shared = { scheduler, stillness, faults, random, network, log, blobs, masterKey, real };
  return {
    options,
    scheduler,
    stillness,
    random,
    faults,
    excuses: openExcuses(),
    wishes: openWishes(),
    post,
    files: blobs.all,
    network,
    log,
    books,
    accounts,
    temu,
    truth: openTruth(stores.temu, stores.yanwen),
    openDoors: promises.begin,
    overPromised: promises.excess,
    startProcess: (name, skewMs, onDeath) => startProcess(shared, name, skewMs, onDeath),
    spawn: (work) => void scheduler.at(scheduler.nowMs(), theWorld, () => void work().catch((error: unknown) => stillness.fail(error))),
    sleep,
    close: async () => {
      for (const simulator of [temu, yanwen]) simulator.close();
      await Promise.all([real.tenants.close(), real.directory.close(), books.close()]);
    },
  };
}

async function prepare(books: BookReader, options: WorldOptions, random: Random): Promise<void> {
  await books.query(installWatch);
  // two walls stand between tenants: in half of the worlds the first must hold alone. Tests of the walls look after the second
  if (options.shops > 1 && random.fork("walls").chance(0.5)) await books.query(takeWallsDown);
}

const takeWallsDown = `do $$ declare r record; begin
  for r in select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity loop
    execute format('alter table public.%I disable row level security', r.relname);
  end loop; end $$`;

type Shared = Pick<World, "scheduler" | "stillness" | "faults" | "random" | "network" | "log"> & {
  blobs: App["blobs"];
  masterKey: ReturnType<typeof openMasterKey>;
  real: { tenants: Database; directory: Directory };
};

function startProcess(shared: Shared, name: string, skewMs: number, onDeath: () => void): Process {
  const { scheduler, real } = shared;
  const random = shared.random.fork(`process ${name}`);
  const life = startLife(scheduler, random, { name, skewMs, onDeath });
  const clock = clockOf(scheduler, life, shared.faults);
  const entropy = seededEntropy(random.fork("entropy"), () => scheduler.nowMs());
  const parts = { ...shared, random: random.fork("database") };
  const http = shared.network.of(life);
  const app: App = {
    database: processDatabase(real.tenants, life, parts),
    clock,
    entropy,
    blobs: processBlobs(shared, life, random.fork("blobs")),
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

/** Files as one process sees them: an act may fail, or be done without anybody learning of it. */
function processBlobs({ blobs, faults }: Shared, life: Life, random: Random): App["blobs"] {
  const hand = async <T>(value: T, isLost: boolean): Promise<T> => {
    await life.pass(undefined);
    if (isLost) throw new ConnectionLost();
    return value;
  };
  return {
    put: async (key, bytes) => {
      const fault = faults.drawBlob(random);
      if (fault !== undefined) faults.hit(fault === "lost" ? "blobs put-lost" : "blobs put-unheard");
      if (fault !== "lost") await blobs.put(key, bytes);
      return await hand(undefined, fault !== undefined);
    },
    get: async (key) => {
      const isLost = faults.drawBlob(random) !== undefined;
      if (isLost) faults.hit("blobs get-lost");
      return await hand(await blobs.get(key), isLost);
    },
    remove: async (key) => {
      await blobs.remove(key);
      return await hand(undefined, false);
    },
  };
}

function keyOf(random: Random): Buffer {
  const chance = random.fork("master key");
  return Buffer.from(Array.from({ length: 32 }, () => chance.int(0, 255)));
}
