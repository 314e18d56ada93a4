import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { createYanwenSimulator } from "../../sim/carriers/yanwen/simulator.ts";
import { machineClock } from "../../sim/kernel/clock.ts";
import { seededRandom } from "../../sim/kernel/random.ts";
import type { Simulator } from "../../sim/kernel/simulator.ts";
import { memoryStore } from "../../sim/kernel/store.ts";
import { type Gateway, type Listening, listen } from "../../sim/kernel/wire.ts";
import { createTemuSimulator } from "../../sim/platforms/temu/simulator.ts";
import type { App } from "../../src/app/app.ts";
import { createSkus, openStock } from "../../src/app/create-skus.ts";
import { markShipped } from "../../src/app/mark-shipped.ts";
import { pairListings } from "../../src/app/pair-listings.ts";
import { printLabels } from "../../src/app/print-labels.ts";
import { requestWaybills } from "../../src/app/request-waybills.ts";
import { type Scope, systemScope } from "../../src/app/scope.ts";
import { addWarehouse, bindChannel, choosePlatformWarehouse, connectCarrier, connectShop } from "../../src/app/set-up-shop.ts";
import { openVault } from "../../src/app/vault.ts";
import { type Directory, openDatabase, openDirectory } from "../../src/db/database.ts";
import { listListings } from "../../src/db/listings.ts";
import { listPlatformCarriers, listPlatformWarehouses } from "../../src/db/shop-facts.ts";
import { asId, type PackageId, type ShopId, type TenantId } from "../../src/kernel/id.ts";
import { toIso } from "../../src/kernel/instant.ts";
import { systemClock } from "../../src/main/clock.ts";
import { formatAddress } from "../../src/main/config.ts";
import { openDirectoryBlobs } from "../../src/main/directory-blobs.ts";
import { systemEntropy } from "../../src/main/entropy.ts";
import { openMasterKey } from "../../src/main/master-key.ts";
import { silentLog } from "../support/test-app.ts";
import { createDatabase, dropDatabase, type ThrowAwayServer } from "../support/throw-away-server.ts";

const app = { appKey: "sandboxappkey00000000000000000001", appSecret: "0123456789abcdef0123456789abcdef01234567" };
const token = (last: number) => `sandboxtoken${String(last).padStart(48, "0")}`;
const mall = "600000000000009";
/** A short window, so that a new owner need not wait a minute: policies are data. The same figures hold at the simulator. */
const usualPolicy = { cap: 120, windowMs: 2_000, banMs: 900_000 };

/** What a test may change. `port`: where the workers find the database, if something stands in between. `leaseMs`: of the workers. */
export type LiveChanges = { policy?: typeof usualPolicy; port?: number; leaseMs?: number };

/** Where a request may be held: before the simulator acts, or after it has acted and before it answers. */
export type Point = { operation: string; when: "before" | "after" };

export type LiveWorld = {
  app: App;
  scope: Scope;
  directory: Directory;
  temu: Simulator;
  yanwen: Simulator;
  startWorker(environment?: Record<string, string>): ChildProcess;
  /** Resolves when the point is reached for the first time; its request is held for good, as are all later ones until `release`. */
  hold(point: Point): Promise<void>;
  /** Lets the requests of a new worker through. Those that are held get no answer any more. */
  release(): void;
  setUpShop(): Promise<void>;
  placeOrders(count: number): void;
  /** What the warehouse does in a second: books, prints, ships what can be. Returns how many packages stand in each state. */
  work(): Promise<Record<string, number>>;
  close(): Promise<void>;
};

/** The real worker process on a database of its own, against simulators over real sockets whose requests can be held at a named point. */
export async function openLiveWorld(server: ThrowAwayServer, changes: LiveChanges = {}): Promise<LiveWorld> {
  // long enough that a busy machine does not make a living worker look dead
  const { policy = usualPolicy, leaseMs = 4_000 } = changes;
  const database = await createDatabase(server);
  const folder = mkdtempSync(path.join(tmpdir(), "crossdock-live-"));
  const keyFile = path.join(folder, "key");
  writeFileSync(keyFile, `${server.masterKey}\n`, { mode: 0o600 });
  const clock = machineClock();
  const temu = createTemuSimulator(
    { clock, random: seededRandom(11), store: memoryStore() },
    { openingOrders: 0, policies: [{ name: "cap120", cap: policy.cap, windowMs: policy.windowMs }] },
  );
  const yanwen = createYanwenSimulator({ clock, random: seededRandom(12), store: memoryStore() });
  const tap = openTap();
  const servers = await Promise.all(
    [...temu.gateways, ...yanwen.gateways].map(async (one) => ({
      name: one.name,
      listening: await listen(tap.wrap(one.gateway), clock, 0),
    })),
  );
  const endpoints = Object.fromEntries(servers.map(({ name, listening }) => [name, `http://127.0.0.1:${listening.port}`]));
  const tenants = openDatabase(database.app, 2);
  const directory = openDirectory(database.directory, 1);
  const entropy = systemEntropy();
  const world = await openStaffApp(tenants, entropy, server.masterKey, path.join(folder, "blobs"));
  const tenant = asId<TenantId>(entropy.uuid());
  const scope = systemScope(tenant);
  const workers: ChildProcess[] = [];
  return {
    app: world,
    scope,
    temu,
    yanwen,
    directory,
    startWorker: (environment = {}) => {
      const place = { ...database.owner, host: "127.0.0.1", port: changes.port ?? database.owner.port };
      const worker = spawnWorker({ address: formatAddress(place), keyFile, folder, endpoints, leaseMs, environment });
      workers.push(worker);
      return worker;
    },
    hold: (point) => tap.hold(point),
    release: () => tap.release(),
    setUpShop: () => setUpShop(world, directory, scope, policy),
    placeOrders: (count) =>
      void temu.control("POST", ["orders"], { platform: "temu", count, lines: [{ extCode: "HG-MUG-0007-BL", quantity: 2 }] }),
    work: () => workOnce(world, scope),
    close: async () => {
      for (const worker of workers) worker.kill("SIGKILL");
      await tenants.close();
      await directory.close();
      temu.close();
      await Promise.all(servers.map(({ listening }: { listening: Listening }) => listening.close()));
      await dropDatabase(server, database);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The App of the people at work: it decides and never calls anybody. */
async function openStaffApp(database: App["database"], entropy: App["entropy"], masterKey: string, blobs: string): Promise<App> {
  return {
    database,
    clock: systemClock,
    entropy,
    blobs: await openDirectoryBlobs(blobs),
    vault: openVault(openMasterKey(Buffer.from(masterKey, "base64")), entropy, systemClock),
    http: { send: async () => ({ ok: false, error: { kind: "closed", sent: false, detail: "only the worker calls" } }) },
    log: silentLog,
    platforms: new Map(),
    carriers: new Map(),
    endpoints: new Map(),
  };
}

function openTap() {
  let wanted: { point: Point; reached: () => void } | undefined;
  let holding = false;
  const forGood = () => new Promise<never>(() => {});
  return {
    wrap:
      (gateway: Gateway): Gateway =>
      async (request) => {
        const text = `${request.target} ${new TextDecoder().decode(request.body)}`;
        const point = wanted?.point;
        const matches = point !== undefined && text.includes(point.operation);
        if (holding) return await forGood();
        if (matches && point.when === "before") return await stopHere();
        const reply = await gateway(request);
        return matches ? await stopHere() : reply;
      },
    hold: (point: Point) =>
      new Promise<void>((resolve) => {
        wanted = { point, reached: resolve };
      }),
    release: () => {
      wanted = undefined;
      holding = false;
    },
  };

  async function stopHere(): Promise<never> {
    holding = true;
    wanted?.reached();
    return await forGood();
  }
}

type WorkerPlace = {
  address: string;
  keyFile: string;
  folder: string;
  endpoints: Record<string, string>;
  leaseMs: number;
  environment: Record<string, string>;
};

function spawnWorker(place: WorkerPlace): ChildProcess {
  const program = path.resolve(import.meta.dirname, "../../src/main/worker.ts");
  return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    env: {
      PATH: process.env.PATH,
      CROSSDOCK_DATABASE_ADDRESS: place.address,
      CROSSDOCK_MASTER_KEY_FILE: place.keyFile,
      CROSSDOCK_DATA_DIR: place.folder,
      CROSSDOCK_ENDPOINTS: JSON.stringify(place.endpoints),
      CROSSDOCK_WORKER_LEASE_MS: String(place.leaseMs),
      ...place.environment,
    },
    stdio: ["ignore", "ignore", "ignore"],
  });
}

async function setUpShop(app_: App, directory: Directory, scope: Scope, policy: typeof usualPolicy): Promise<void> {
  const { tenant } = scope;
  await directory.run((db) =>
    db
      .insertInto("directory.tenant")
      .values({ id: tenant, name: "Kill", created_at: toIso(app_.clock.now()) })
      .execute(),
  );
  await app_.database.inTenant(tenant, (tx) => tx.insertInto("tenant_setting").values({ tenant_id: tenant, name: "Kill" }).execute());
  const warehouseId = await addWarehouse(app_, scope, { code: "YW", name: "义乌仓" });
  const channels = await connectCarrier(app_, scope, {
    carrier: "yanwen",
    name: "燕文",
    credentials: { userId: "900001", apiToken: "test-token-0001" },
    sender: null,
    channels: [{ code: "484", name: "燕文专线追踪-带电", isDefault: true, takesBattery: true }],
  });
  const connected = await connectShop(app_, directory, scope, {
    platform: "temu",
    platformShopId: mall,
    name: "Kill US",
    kind: "semi-managed",
    site: "US",
    regionId: "211",
    currency: "USD",
    timeZone: "America/Los_Angeles",
    warehouseId,
    callPolicy: { rules: [{ kind: "window", calls: policy.cap, windowMs: policy.windowMs }], banMs: policy.banMs },
    authorisations: [
      { gateway: "us", purpose: "orders", ...app, accessToken: token(1) },
      { gateway: "pa", purpose: "products", ...app, accessToken: token(2) },
    ],
  });
  if (!connected.ok) throw new Error(connected.error.code);
  await finishShop(app_, scope, connected.value, warehouseId, [...channels.values()]);
}

async function finishShop(
  app_: App,
  scope: Scope,
  shopId: ShopId,
  warehouseId: Awaited<ReturnType<typeof addWarehouse>>,
  channelIds: readonly Parameters<typeof bindChannel>[2]["channelId"][],
): Promise<void> {
  const { tenant } = scope;
  const look = () =>
    app_.database.inTenant(tenant, async (tx) => ({
      listings: await listListings(tx, tenant, shopId, 100),
      carriers: await listPlatformCarriers(tx, tenant, shopId),
      warehouses: await listPlatformWarehouses(tx, tenant, shopId),
    }));
  const isRead = (one: Awaited<ReturnType<typeof look>>) => one.listings.length > 0 && one.carriers.length > 0 && one.warehouses.length > 0;
  let seen = await look();
  for (let wait = 0; wait < 600 && !isRead(seen); wait += 1) {
    await app_.clock.sleep(100);
    seen = await look();
  }
  if (!isRead(seen)) throw new Error("the worker has not read the shop in a minute");
  const sku = { nameZh: "杯", nameEn: "mug", pictureUrl: null, weightG: 210, hasBattery: false, customsNameZh: "杯", customsNameEn: "mug" };
  const skus = await createSkus(
    app_,
    scope,
    seen.listings.map((listing) => ({ ...sku, code: listing.sellerCode, hsCode: null, declared: { amount: 250n, currency: "USD" } })),
  );
  await openStock(
    app_,
    scope,
    warehouseId,
    [...skus.values()].map((skuId) => ({ skuId, units: 2_000 })),
  );
  await pairListings(app_, scope, shopId);
  const yanwen = seen.carriers.find((carrier) => carrier.name.includes("Yanwen"));
  const made = [
    ...(await Promise.all(
      channelIds.map((channelId) => bindChannel(app_, scope, { shopId, channelId, platformCarrierId: yanwen?.id ?? "" })),
    )),
    await choosePlatformWarehouse(app_, scope, shopId, seen.warehouses[0]?.id ?? ""),
  ];
  const refused = made.find((one) => !one.ok);
  if (refused !== undefined) throw new Error(`the shop is not set up: ${JSON.stringify(refused)}`);
}

async function workOnce(app_: App, scope: Scope): Promise<Record<string, number>> {
  const rows = await app_.database.inTenant(scope.tenant, async (tx) => {
    const found = await sql<{ id: PackageId; state: string; backfill: string }>`
      select id, state, backfill_state as backfill from package where tenant_id = ${scope.tenant} order by id`.execute(tx);
    return found.rows;
  });
  const inState = (state: string) => rows.filter((row) => row.state === state).map((row) => row.id);
  if (inState("pending_process").length > 0) await requestWaybills(app_, scope, inState("pending_process"), null);
  if (inState("pending_print").length > 0) {
    await printLabels(app_, scope, inState("pending_print"));
    await markShipped(app_, scope, inState("pending_print"));
  }
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const key = row.state === "shipped" ? `shipped/${row.backfill}` : row.state;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
