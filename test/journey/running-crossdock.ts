import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** Crossdock as `npm start` brings it up on an empty data directory, with its simulators, on ports of its own. */
export type RunningCrossdock = {
  url: string;
  control: string;
  email: string;
  password: string;
  dataDir: string;
  /** All that its processes have printed. */
  output(): string;
  stop(): Promise<void>;
};

const root = path.resolve(import.meta.dirname, "../..");
const readyMs = 120_000;
const highestSandboxPort = 9135;
const controlPort = 9100;
const lowestEphemeralPort = 32_768;

export async function startCrossdock(): Promise<RunningCrossdock> {
  const folder = mkdtempSync(path.join(tmpdir(), "crossdock-journey-"));
  // the database runs as another user when we are root, and then lives in this folder only if that user may pass
  chmodSync(folder, 0o755);
  const port = await freePort();
  // the simulators want a whole range: not the one that a person may be using, and below those that outgoing connections are given
  const offset = 2_000 + ((await freePort()) % (lowestEphemeralPort - highestSandboxPort - 2_000));
  const logFile = path.join(folder, "output.log");
  const log = createWriteStream(logFile);
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", path.join(root, "src/main/start.ts")], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PORT: String(port),
      CROSSDOCK_DATA_DIR: path.join(folder, "data"),
      CROSSDOCK_MASTER_KEY_FILE: path.join(folder, "master.key"),
      CROSSDOCK_SANDBOX_PORT_OFFSET: String(offset),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const output = () => readFileSync(logFile, "utf8");
  const account = await waitForAccount(child, output);
  return {
    url: `http://127.0.0.1:${port}`,
    control: `http://127.0.0.1:${controlPort + offset}`,
    ...account,
    dataDir: path.join(folder, "data"),
    output,
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function waitForAccount(child: ChildProcess, output: () => string): Promise<{ email: string; password: string }> {
  const deadline = performance.now() + readyMs;
  while (performance.now() < deadline) {
    const match = /Demo: (\S+) \/ (\S+)/u.exec(safely(output));
    if (match !== null) return { email: match[1] ?? "", password: match[2] ?? "" };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop(child);
  throw new Error(`Crossdock did not start:\n${safely(output)}`);
}

function safely(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await ended;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === "object" && address !== null ? address.port : 0;
}
