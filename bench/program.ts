import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";

/** A program of ours at work beside the benchmark. */
export type Program = {
  pid: number;
  /** What it said when it was ready. */
  ready: Readonly<Record<string, unknown>>;
  child: ChildProcess;
  /** Asks it to end, waits, and ends it. */
  stop(): Promise<void>;
};

export type ProgramOptions = {
  /** From the root of the repository. */
  file: string;
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Flags of Node itself. */
  nodeFlags?: readonly string[];
};

const root = path.resolve(import.meta.dirname, "..");
const readyMs = 60_000;
const stopMs = 15_000;
const Ready = z.looseObject({ ready: z.literal(true) });

/** Starts a program that prints a line with `"ready": true` when it works. It ends with this process, whatever happens. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { file, args = [], env, nodeFlags = [] } = options;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...nodeFlags, path.join(root, file), ...args], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    process.removeListener("exit", endWithUs);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await ended;
    clearTimeout(timer);
  };
  const ready = await Promise.race([readyLine(child), ended.then(() => undefined), pause(readyMs)]);
  if (ready !== undefined && child.pid !== undefined) return { pid: child.pid, ready, child, stop };
  await stop();
  throw new Error(`${file} did not start`);
}

function readyLine(child: ChildProcess): Promise<Record<string, unknown>> {
  return new Promise((resolve) => {
    let text = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const [line, rest] = text.split("\n", 2);
      if (line === undefined || rest === undefined) return;
      const said = Ready.safeParse(parseJson(line));
      if (said.success) resolve(said.data);
    });
  });
}

function parseJson(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return value;
  } catch {
    return undefined;
  }
}

/** Resolves with nothing after that time. */
export function pause(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());
}
