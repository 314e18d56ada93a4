import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Install } from "../src/app/install.ts";
import { connectionFor } from "../src/main/child.ts";
import { formatAddress, readConfig } from "../src/main/config.ts";
import { openLog } from "../src/main/log.ts";
import { openInstall } from "../src/main/open-app.ts";
import { createDatabase, startThrowAwayServer, type ThrowAwayDatabase } from "../test/support/throw-away-server.ts";
import { type Program, startProgram } from "./program.ts";

const Ports = z.object({ ports: z.record(z.string(), z.number()) });

/** A production install on a durable database of its own, at a platform with many shops; its server and workers are started when wanted. */
export type BenchInstall = {
  install: Install;
  database: ThrowAwayDatabase;
  /** The simulator's control. */
  control: string;
  /** Where the server listens once it is started. */
  url: string;
  startServer(): Promise<Program>;
  startWorker(nodeFlags?: readonly string[]): Promise<Program>;
  close(): Promise<void>;
};

export async function openBenchInstall(shops: number): Promise<BenchInstall> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let act = closing.pop(); act !== undefined; act = closing.pop()) await act();
  };
  try {
    const { server, stop } = await startThrowAwayServer({ durable: true });
    closing.push(stop);
    const database = await createDatabase(server);
    const folder = mkdtempSync(path.join(tmpdir(), "crossdock-bench-"));
    closing.push(async () => rmSync(folder, { recursive: true, force: true }));
    const keyFile = path.join(folder, "master.key");
    writeFileSync(keyFile, `${server.masterKey}\n`);
    chmodSync(keyFile, 0o600);
    const platform = await startProgram({ file: "bench/platform.ts", args: ["--shops", String(shops)], env: { PATH: process.env.PATH } });
    closing.push(() => platform.stop());
    const { ports } = Ports.parse(platform.ready);
    const addressOf = (name: string) => `http://127.0.0.1:${ports[name] ?? 0}`;
    const port = await freePort();
    const endpoints = Object.fromEntries(Object.keys(ports).map((name) => [name, addressOf(name)]));
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      CROSSDOCK_MODE: "production",
      CROSSDOCK_DATABASE_ADDRESS: formatAddress(database.owner),
      CROSSDOCK_DATA_DIR: path.join(folder, "data"),
      CROSSDOCK_MASTER_KEY_FILE: keyFile,
      CROSSDOCK_ENDPOINTS: JSON.stringify(endpoints),
      CROSSDOCK_LOG_LEVEL: "warn",
      PORT: String(port),
    };
    const config = readConfig(env);
    const masterKey = Buffer.from(server.masterKey, "base64");
    const log = openLog({ name: "bench", level: "warn", form: "text" });
    const opened = await openInstall({ config, masterKey, log, connection: (role) => connectionFor(config, masterKey, role) }, 4);
    closing.push(() => opened.close());
    const start = async (file: string, nodeFlags: readonly string[]) => {
      const program = await startProgram({ file, env, nodeFlags });
      closing.push(() => program.stop());
      return program;
    };
    return {
      install: opened.install,
      database,
      control: addressOf("control"),
      url: `http://127.0.0.1:${port}`,
      startServer: () => start("src/main/server.ts", []),
      startWorker: (nodeFlags = []) => start("src/main/worker.ts", nodeFlags),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}
