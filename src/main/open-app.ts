import path from "node:path";
import type { App } from "../app/app.ts";
import type { Install } from "../app/install.ts";
import { openPasswords } from "../app/passwords.ts";
import { openVault } from "../app/vault.ts";
import { carrierConnectors } from "../carriers/registry.ts";
import { platformConnectors } from "../connectors/registry.ts";
import { openAuthDatabase } from "../db/auth-database.ts";
import { type ConnectionSettings, type Directory, openDatabase, openDirectory } from "../db/database.ts";
import type { LoginRole } from "../db/login-roles.ts";
import { fail } from "../kernel/result.ts";
import type { ChildContext } from "./child.ts";
import { systemClock } from "./clock.ts";
import { openDirectoryBlobs } from "./directory-blobs.ts";
import { systemEntropy } from "./entropy.ts";
import { openMasterKey, rolePassword } from "./master-key.ts";
import { undiciHttp } from "./undici-http.ts";

/** The App of a process of ours, over the real machine. */
export type OpenedApp = { app: App; directory: Directory; close(): Promise<void> };

/** Wires ports, database and connectors. `connections`: how many transactions may run at once. */
export async function openApp(context: ChildContext, connections: number): Promise<OpenedApp> {
  const { config, connection, log } = context;
  const entropy = systemEntropy();
  const clock = systemClock;
  const database = openDatabase(connection("crossdock_app"), connections);
  const directory = openDirectory(connection("crossdock_directory"), 3);
  const http = undiciHttp();
  const app: App = {
    database,
    clock,
    entropy,
    blobs: await openDirectoryBlobs(path.join(config.dataDir, "blobs")),
    vault: openVault(openMasterKey(context.masterKey), entropy, clock),
    http,
    log,
    platforms: platformConnectors,
    carriers: carrierConnectors,
    endpoints: config.endpoints,
  };
  return {
    app,
    directory,
    close: async () => {
      await http.close();
      await database.close();
      await directory.close();
    },
  };
}

/** The same with sign-in: for the server and the programs that make tenants and users. */
export async function openInstall(context: ChildContext, connections: number): Promise<{ install: Install; close(): Promise<void> }> {
  const opened = await openApp(context, connections);
  const auth = openAuthDatabase(context.connection("crossdock_auth"), 4);
  return {
    install: { app: opened.app, auth, directory: opened.directory, passwords: openPasswords(opened.app.entropy) },
    close: async () => {
      await auth.close();
      await opened.close();
    },
  };
}

/** The App over another, empty database, for a program that only computes: nothing of it reaches the network. */
export async function openScratchApp(like: App, owner: ConnectionSettings, masterKey: Buffer, blobs: string): Promise<OpenedApp> {
  const as = (role: LoginRole): ConnectionSettings => ({ ...owner, user: role, password: rolePassword(masterKey, role) });
  const database = openDatabase(as("crossdock_app"), 2);
  const directory = openDirectory(as("crossdock_directory"), 2);
  const app: App = {
    ...like,
    database,
    blobs: await openDirectoryBlobs(blobs),
    vault: openVault(openMasterKey(masterKey), like.entropy, like.clock),
    http: { send: async () => fail({ kind: "closed", sent: false, detail: "this program calls nobody" }) },
  };
  return {
    app,
    directory,
    close: async () => {
      await database.close();
      await directory.close();
    },
  };
}
