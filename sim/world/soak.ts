import { startThrowAwayServer, type ThrowAwayServer } from "../../test/support/throw-away-server.ts";
import { machineClock } from "../kernel/clock.ts";
import { seededRandom } from "../kernel/random.ts";
import type { Violation } from "./checks/look.ts";
import { usualFaults } from "./faults.ts";
import { commandOf, type WorldOptions } from "./options.ts";
import { simulate } from "./simulate.ts";

const usage = "npm run soak -- [--minutes 60] [--from SEED]";
const minuteMs = 60_000;
const say = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

type Tally = {
  seeds: number;
  virtualHours: number;
  faults: Map<string, number>;
  points: Map<string, number>;
  failed: { command: string; violations: readonly Violation[] }[];
};

/** Long worlds seldom, big ones more often than small ones, now and then some faults alone: a swarm of one kind finds what a mixture hides. */
export function drawOptions(seed: number): WorldOptions {
  const random = seededRandom(seed).fork("soak");
  const hours = random.pick([0.1, 0.2, 0.2, 0.5, 0.5, 1]);
  const shops = random.int(1, 3);
  const isMixed = random.chance(0.7);
  const faults = usualFaults.filter(() => isMixed || random.chance(0.4));
  return { seed, hours, shops, faults: new Set(faults), isVerbose: false };
}

/** Lives worlds of fresh seeds through, one after the other, until the time is over. */
async function soak(server: ThrowAwayServer, minutes: number, from: number): Promise<Tally> {
  const wall = machineClock();
  const endMs = wall.nowMs() + minutes * minuteMs;
  const tally: Tally = { seeds: 0, virtualHours: 0, faults: new Map(), points: new Map(), failed: [] };
  for (let seed = from; wall.nowMs() < endMs; seed += 1) {
    const options = drawOptions(seed);
    const startMs = wall.nowMs();
    const violations = await liveOne(server, options, tally);
    const verdict = violations.length === 0 ? "ok" : `${violations.length} VIOLATIONS`;
    say(`${commandOf(options)}: ${verdict}, ${Math.round((wall.nowMs() - startMs) / 1000)} s`);
    for (const one of violations.slice(0, 10)) say(`  ${one.invariant} ${one.at} ${one.fact}`);
    if (violations.length > 0) tally.failed.push({ command: commandOf(options), violations });
  }
  return tally;
}

async function liveOne(server: ThrowAwayServer, options: WorldOptions, tally: Tally): Promise<readonly Violation[]> {
  tally.seeds += 1;
  tally.virtualHours += options.hours;
  try {
    const report = await simulate(server, options);
    for (const [name, count] of Object.entries(report.faults)) tally.faults.set(name, (tally.faults.get(name) ?? 0) + count);
    for (const [name, count] of Object.entries(report.points)) tally.points.set(name, (tally.points.get(name) ?? 0) + count);
    return report.violations;
  } catch (error) {
    // a world that breaks off is a finding like any other: the next seed is lived all the same
    return [{ invariant: "broke", at: "", fact: error instanceof Error ? (error.stack ?? error.message) : "unknown" }];
  }
}

function readArguments(args: readonly string[]): { minutes: number; from: number } | undefined {
  const given = new Map<string, number>([
    ["minutes", 60],
    // fresh by time: two soaks seldom live the same worlds
    ["from", Math.floor(machineClock().nowMs() / 1000)],
  ]);
  for (let index = 0; index < args.length; index += 2) {
    const name = (args[index] ?? "").replace(/^--/, "");
    const value = Number(args[index + 1]);
    if (!given.has(name) || !Number.isFinite(value)) return undefined;
    given.set(name, value);
  }
  const [minutes = 0, from = 0] = [given.get("minutes"), given.get("from")];
  return minutes > 0 && Number.isSafeInteger(from) && from >= 0 ? { minutes, from } : undefined;
}

/** `npm run soak`: the last line is JSON; 1 when an invariant did not hold in any world. */
async function main(minutes: number, from: number): Promise<number> {
  const { server, stop } = await startThrowAwayServer({ durable: false });
  try {
    const tally = await soak(server, minutes, from);
    const missedPoints = [...tally.points].filter(([, count]) => count === 0).map(([name]) => name);
    const share = (tally.points.size - missedPoints.length) / Math.max(1, tally.points.size);
    for (const { command } of tally.failed) say(`repeat with: ${command}`);
    const { seeds, virtualHours } = tally;
    const summary = { minutes, from, seeds, seedsPerMinute: Math.round((10 * seeds) / minutes) / 10, virtualHours };
    const [faults, points] = [Object.fromEntries(tally.faults), Object.fromEntries(tally.points)];
    say(JSON.stringify({ ...summary, faults, points, pointsHit: Math.round(share * 100) / 100, missedPoints, failed: tally.failed }));
    return tally.failed.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

const asked = readArguments(process.argv.slice(2));
if (asked === undefined) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await main(asked.minutes, asked.from);
}
