import type { Database } from "../db/database.ts";
import type { BlobStore } from "../ports/blobs.ts";
import type { CarrierConnector } from "../ports/carrier.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http } from "../ports/http.ts";
import type { Entropy } from "../ports/ids.ts";
import type { Log } from "../ports/log.ts";
import type { PlatformConnector } from "../ports/platform.ts";
import type { Vault } from "./vault.ts";

/** Everything a use case may touch. Built once in src/main, once more by the simulated world. */
export type App = {
  database: Database;
  clock: Clock;
  entropy: Entropy;
  blobs: BlobStore;
  vault: Vault;
  /** Plain way out, for carriers. Platforms are reached only through a runner's gate. */
  http: Http;
  log: Log;
  platforms: ReadonlyMap<string, PlatformConnector>;
  carriers: ReadonlyMap<string, CarrierConnector>;
  /** Addresses that replace the real hosts, by `platform.gateway` or `carrier`. */
  endpoints: ReadonlyMap<string, string>;
};
