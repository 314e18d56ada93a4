import path from "node:path";
import { startThrowAwayServer } from "../../test/support/throw-away-server.ts";
import { machineClock } from "../kernel/clock.ts";
import { huntMutants } from "../mutants/hunt.ts";
import { worldsOfDay } from "./kept-seeds.ts";
import type { LogLine } from "./log.ts";
import { commandOf, readOptions, type WorldOptions } from "./options.ts";
import { quantileOf } from "./quantile.ts";
import { simulate } from "./simulate.ts";

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

function sayLine({ atMs, level, process: name, message, fields }: LogLine): void {
  say(`${new Date(atMs).toISOString()} ${level} ${name} ${message} ${JSON.stringify(fields)}`);
}

/** `npm run sim`: one world by one seed. The last line of stdout is the report; 1 when an invariant did not hold. */
async function main(options: WorldOptions): Promise<number> {
  // the report's wall time: the only moment at which the machine's clock is asked
  const wall = machineClock();
  const { server, stop } = await startThrowAwayServer({ durable: false });
  try {
    const startMs = wall.nowMs();
    const report = await simulate(server, options, { progress: say, ...(options.isVerbose && { log: sayLine }) });
    process.stdout.write(`${JSON.stringify({ ...report, wallMs: wall.nowMs() - startMs })}\n`);
    return report.violations.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

const sharesOf = (figures: readonly number[]) => ({
  p50: quantileOf(figures, 0.5),
  p90: quantileOf(figures, 0.9),
  max: quantileOf(figures, 1),
});

/** Many worlds that differ by their seed: a line each, then the sum as JSON with the command that repeats each that failed. */
async function liveMany(options: WorldOptions, count: number): Promise<number> {
  const wall = machineClock();
  const { server, stop } = await startThrowAwayServer({ durable: false });
  try {
    const failed: { command: string; violations: unknown }[] = [];
    const settled: number[] = [];
    const settledOrders: number[] = [];
    const startMs = wall.nowMs();
    for (let seed = options.seed; seed < options.seed + count; seed += 1) {
      const one = { ...options, seed };
      const beganMs = wall.nowMs();
      const { violations, settleMs, settleOrdersMs } = await simulate(server, one);
      settled.push(settleMs);
      settledOrders.push(settleOrdersMs);
      if (violations.length > 0) failed.push({ command: commandOf(one), violations });
      const seconds = Math.round((wall.nowMs() - beganMs) / 1000);
      say(`${commandOf(one)}: ${violations.length} violations, at rest after ${Math.round(settleMs / 1000)} s, lived in ${seconds} s`);
    }
    const settleMs = { all: sharesOf(settled), orders: sharesOf(settledOrders) };
    process.stdout.write(`${JSON.stringify({ from: options.seed, worlds: count, failed, settleMs, wallMs: wall.nowMs() - startMs })}\n`);
    return failed.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

/** `--kept DAY`: the day's part of the worlds that once failed. The list is printed, so that any of them can be repeated. */
async function liveKept(day: number): Promise<number> {
  const { server, stop } = await startThrowAwayServer({ durable: false });
  try {
    const lived: string[] = [];
    const violations: unknown[] = [];
    for (const options of worldsOfDay(day)) {
      const command = commandOf(options);
      say(command);
      const report = await simulate(server, options);
      lived.push(command);
      violations.push(...report.violations.map((one) => ({ ...one, command })));
    }
    process.stdout.write(`${JSON.stringify({ day, lived, violations })}\n`);
    return violations.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

async function mutants(only: string | undefined): Promise<number> {
  const root = path.resolve(import.meta.dirname, "../..");
  return (await huntMutants(root, only, startThrowAwayServer, (line) => void process.stdout.write(`${line}\n`))) ? 0 : 1;
}

async function one(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options !== "string") return await ((options.seeds ?? 1) > 1 ? liveMany(options, options.seeds ?? 1) : main(options));
  say(options);
  return 2;
}

const [act, value, ...others] = process.argv.slice(2);
if (act === "--mutants") process.exitCode = await mutants(value);
else if (act === "--kept" && /^\d+$/.test(value ?? "") && others.length === 0) process.exitCode = await liveKept(Number(value));
else process.exitCode = await one(process.argv.slice(2));
