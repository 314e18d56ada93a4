import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { endWithUs } from "./death-watch.ts";
import { StartRefusal } from "./start-refusal.ts";

export type ChildOptions = {
  name: string;
  /** A TypeScript or JavaScript file, run by this Node. */
  program: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  stopTimeoutMs: number;
  /** Told about every crash and restart. */
  say: (sentence: string) => void;
  /** Called when a child that was ready can never run again: it asked for a person. */
  onHopeless: (reason: StartRefusal) => void;
  /** Pause before the first restart; doubles up to 30 s, and starts over after a minute of health. */
  firstPauseMs: number;
  /** Give up waiting for the first ready line. */
  signal: AbortSignal;
};

export type SupervisedChild = {
  /** What the child said in its first ready line. */
  ready: Readonly<Record<string, unknown>>;
  /** SIGTERM, patience, SIGKILL. Resolves when the child has ended. */
  stop(): Promise<void>;
};

/** A child that needs a person exits with this code after printing one sentence; everything else is a crash, and it is started again. */
export const personNeeded = 78;

const ReadyLine = z.looseObject({ ready: z.literal(true) });
const readyTimeoutMs = 60_000;
const longestPauseMs = 30_000;
const healthyAfterMs = 60_000;
const firstAttempts = 3;

type Launched = {
  /** Undefined when it ended, or said nothing for a minute. */
  ready: Promise<Record<string, unknown> | undefined>;
  exitCode: Promise<number | string>;
  stop(): Promise<void>;
};

/**
 * Runs a child for as long as this process lives. The contract: the child prints one line of JSON with `"ready": true` on standard
 * output when it works, logs to standard error, stops by itself on SIGTERM, and exits with 78 when only a person can help. Rejects with a
 * StartRefusal when it does not become ready at all.
 */
export async function superviseChild(options: ChildOptions): Promise<SupervisedChild> {
  const first = await startFirst(options);
  let current = first.child;
  let stopping = false;
  const keepRunning = async () => {
    let pauseMs = options.firstPauseMs;
    while (!stopping) {
      const begun = performance.now();
      const code = await current.exitCode;
      if (stopping) return;
      if (code === personNeeded) return options.onHopeless(hopeless(options));
      if (performance.now() - begun > healthyAfterMs) pauseMs = options.firstPauseMs;
      options.say(`The ${options.name} ended unexpectedly (${code}); it starts again in ${pauseMs / 1000} s.`);
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      if (!stopping) current = launch(options);
    }
  };
  void keepRunning();
  return {
    ready: first.ready,
    stop: async () => {
      stopping = true;
      await current.stop();
    },
  };
}

async function startFirst(options: ChildOptions): Promise<{ child: Launched; ready: Record<string, unknown> }> {
  for (let attempt = 1; ; attempt += 1) {
    options.signal.throwIfAborted();
    const child = launch(options);
    const ready = await Promise.race([child.ready, aborted(options.signal)]);
    if (ready !== undefined) return { child, ready };
    await child.stop();
    options.signal.throwIfAborted();
    if ((await child.exitCode) === personNeeded) throw hopeless(options);
    if (attempt === firstAttempts) throw new StartRefusal(`The ${options.name} does not start (see above).`);
    await sleep(options.firstPauseMs);
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

function hopeless(options: ChildOptions): StartRefusal {
  return new StartRefusal(`The ${options.name} cannot run until that is put right.`);
}

function launch(options: ChildOptions): Launched {
  // detached: Ctrl-C in a terminal must reach only the supervisor, which stops its children in order
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", options.program, ...options.args], {
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  endWithUs(child, "SIGTERM", undefined);
  const exitCode = new Promise<number | string>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown"));
    child.once("error", (error) => resolve(error.message));
  });
  return { ready: waitForReadyLine(child, exitCode), exitCode, stop: () => stopChild(child, exitCode, options.stopTimeoutMs) };
}

function waitForReadyLine(child: ChildProcess, exitCode: Promise<unknown>): Promise<Record<string, unknown> | undefined> {
  return new Promise((resolve) => {
    const settle = (ready: Record<string, unknown> | undefined) => {
      clearTimeout(timer);
      resolve(ready);
    };
    const timer = setTimeout(settle, readyTimeoutMs, undefined);
    exitCode.then(() => settle(undefined));
    if (child.stdout === null) return;
    // read to the end, also after the ready line: a full pipe would stop the child
    createInterface({ input: child.stdout }).on("line", (line) => {
      const ready = parseReadyLine(line);
      if (ready === undefined) process.stdout.write(`${line}\n`);
      else settle(ready);
    });
  });
}

function parseReadyLine(line: string): Record<string, unknown> | undefined {
  try {
    return ReadyLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

async function stopChild(child: ChildProcess, exitCode: Promise<unknown>, timeoutMs: number): Promise<void> {
  child.kill("SIGTERM");
  const patience = new AbortController();
  await Promise.race([exitCode, sleep(timeoutMs, undefined, { signal: patience.signal }).catch(() => {})]);
  patience.abort();
  child.kill("SIGKILL");
  await exitCode;
}
