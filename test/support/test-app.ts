import { randomBytes } from "node:crypto";
import type { App } from "../../src/app/app.ts";
import { openVault } from "../../src/app/vault.ts";
import { platformConnectors } from "../../src/connectors/registry.ts";
import { openDatabase, openDirectory } from "../../src/db/database.ts";
import { type Instant, instantFromMs } from "../../src/kernel/instant.ts";
import { openMasterKey } from "../../src/main/master-key.ts";
import type { BlobStore } from "../../src/ports/blobs.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Entropy } from "../../src/ports/ids.ts";
import type { Log } from "../../src/ports/log.ts";
import type { TestDatabase } from "./database.ts";

/** A clock that stands still until it is set; `sleep` returns at once and moves it on. */
export type SteppedClock = Clock & { set(at: Instant): void; pass(ms: number): void };

export function steppedClock(start: string): SteppedClock {
  let now = Date.parse(start);
  return {
    now: () => instantFromMs(now),
    monotonicMs: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    set: (at) => {
      now = at;
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

/** Ids that sort in the order in which they were made, whatever the clock does. */
export function countingEntropy(): Entropy {
  let count = 0;
  return {
    uuid: () => {
      count += 1;
      return `01900000-0000-7000-8000-${count.toString(16).padStart(12, "0")}`;
    },
    bytes: (length) => randomBytes(length),
    fraction: () => 0.5,
  };
}

export function memoryBlobs(): BlobStore & { all: Map<string, Uint8Array> } {
  const all = new Map<string, Uint8Array>();
  return {
    all,
    put: async (key, bytes) => {
      all.set(key, bytes);
    },
    get: async (key) => all.get(key),
    remove: async (key) => {
      all.delete(key);
    },
  };
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** The App over a test database: real SQL, real encryption, no way out to the network. */
export function openTestApp(database: TestDatabase, clock: Clock) {
  const entropy = countingEntropy();
  const tenants = openDatabase(database.app, 4);
  const directory = openDirectory(database.directory, 2);
  const blobs = memoryBlobs();
  const app: App = {
    database: tenants,
    clock,
    entropy,
    blobs,
    vault: openVault(openMasterKey(randomBytes(32)), entropy, clock),
    log: silentLog,
    http: { send: async () => ({ ok: false, error: { kind: "closed", sent: false, detail: "no network in this test" } }) },
    platforms: platformConnectors,
    carriers: new Map(),
    endpoints: new Map(),
  };
  return {
    app,
    directory,
    blobs,
    close: async () => {
      await tenants.close();
      await directory.close();
    },
  };
}
