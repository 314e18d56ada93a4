import type { Random } from "../kernel/random.ts";

/** What can go wrong between our processes and the world. "restart" is a clean one, as at every update. */
export const faultNames = [
  "reply-lost",
  "request-lost",
  "unreachable",
  "no-answer",
  "bad-gateway",
  "html-page",
  "half-body",
  "silence-asked",
  "slow",
  "throttled",
  "database-lost",
  "crash",
  "pause",
  "restart",
  "skew",
  "clock-step",
  "late-timers",
  "blobs-lost",
  "order-late",
  "stale-list",
  "poison",
  "token-expired",
  "banned",
  "second-client",
] as const;
export type FaultName = (typeof faultNames)[number];

/**
 * What `all` means. Two are to be asked for by name: a ban makes a world stand still for a quarter of an hour, and a clock that is wrong by minutes
 * makes the platform refuse everything until it is right again.
 */
const onRequest: ReadonlySet<FaultName> = new Set(["clock-step", "banned"]);
export const usualFaults: readonly FaultName[] = faultNames.filter((name) => !onRequest.has(name));

/** Faults of single calls, with the share of calls that each hits in a world of middling weather. */
const shares = {
  "reply-lost": 0.02,
  "request-lost": 0.01,
  unreachable: 0.01,
  "no-answer": 0.008,
  "bad-gateway": 0.01,
  "html-page": 0.005,
  "half-body": 0.008,
  "silence-asked": 0.002,
  slow: 0.02,
} as const satisfies Partial<Record<FaultName, number>>;
const callFaults = [
  "reply-lost",
  "request-lost",
  "unreachable",
  "no-answer",
  "bad-gateway",
  "html-page",
  "half-body",
  "silence-asked",
  "slow",
] as const;
export type CallFault = (typeof callFaults)[number];

/** Places in the adapters at which the world may strike, each counted: a place that is never hit tests nothing. */
export const points = [
  ...callFaults.map((name) => `network ${name}` as const),
  "network late-request",
  "network slow-way",
  "database before-commit",
  "database after-commit",
  "database at-statement",
  "database killed-in-transaction",
  "directory before-commit",
  "directory after-commit",
  "clock skew",
  "clock step",
  "clock late-timer",
  "blobs put-lost",
  "blobs put-unheard",
  "blobs get-lost",
  "process killed",
  "process paused",
  "process restarted",
] as const;
export type Point = (typeof points)[number];

/** Share of transactions whose connection breaks, half of them before and half after the commit. */
const databaseShare = 0.001;
const timerShare = 0.002;
const lateMaxMs = 4_000;
const blobShare = 0.01;

export type TransactionFault = "before-commit" | "after-commit" | "at-statement";

export type Faults = {
  /** What strikes the next call, if anything. */
  drawCall(random: Random): CallFault | undefined;
  /** Where the connection of the next transaction breaks, if it does: `at-statement`, at one of the first. */
  drawTransaction(random: Random): TransactionFault | undefined;
  /** How much too late the next timer rings: the process was busy with something else. */
  drawLateMs(random: Random): number;
  /** What befalls the next act on a file. `unheard`: it was done, but nobody learns of it. */
  drawBlob(random: Random): "lost" | "unheard" | undefined;
  hit(point: Point): void;
  points(): Record<string, number>;
  /** Whether this world knows the fault at all. */
  isPlanned(name: FaultName): boolean;
  isOn(name: FaultName): boolean;
  count(name: FaultName): void;
  counts(): Record<string, number>;
  /** Whether faults strike at all: only in the safety phase. */
  switch(on: boolean): void;
};

/** Every world has a weather of its own, drawn by its seed: some faults it hardly knows, some come in swarms. */
const weathers = [0, 0.3, 1, 1, 3] as const;

/**
 * Faults by which the platform shows less than it has sold. While they are about, nobody can hold us to what is on sale, so of the worlds with every
 * fault only half know them.
 */
const blindings: ReadonlySet<FaultName> = new Set(["order-late", "stale-list", "poison"]);

export function openFaults(wanted: ReadonlySet<FaultName>, random: Random, storm = 1): Faults {
  const weather = new Map(callFaults.map((name) => [name, random.pick(weathers)]));
  const counts = new Map<FaultName, number>();
  const hits = new Map<Point, number>(points.map((point) => [point, 0]));
  let on = false;
  const seesAll = usualFaults.every((name) => wanted.has(name)) && random.fork("sight").chance(0.5);
  const isPlanned = (name: FaultName): boolean => wanted.has(name) && !(seesAll && blindings.has(name));
  const isOn = (name: FaultName): boolean => on && isPlanned(name);
  const count = (name: FaultName): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  const hit = (point: Point): void => void hits.set(point, (hits.get(point) ?? 0) + 1);
  const strikes = (name: FaultName, random: Random, share: number): boolean => {
    if (!random.chance(share * storm) || !isOn(name)) return false;
    count(name);
    return true;
  };
  return {
    // one draw per call whatever is switched on, so that leaving a fault out shifts as little as possible
    drawCall: (random) => {
      let left = random.next();
      for (const name of callFaults) {
        left -= shares[name] * (weather.get(name) ?? 1) * storm;
        if (left >= 0) continue;
        if (!isOn(name)) return undefined;
        count(name);
        hit(`network ${name}`);
        return name;
      }
      return undefined;
    },
    drawTransaction: (random) => {
      const drawn = random.next() / storm;
      if (drawn >= databaseShare || !isOn("database-lost")) return undefined;
      count("database-lost");
      if (drawn < databaseShare / 4) return "at-statement";
      return drawn < databaseShare / 2 ? "before-commit" : "after-commit";
    },
    drawLateMs: (random) => {
      if (!strikes("late-timers", random, timerShare)) return 0;
      hit("clock late-timer");
      return random.int(200, lateMaxMs);
    },
    drawBlob: (random) => (strikes("blobs-lost", random, blobShare) ? (random.chance(0.5) ? "lost" : "unheard") : undefined),
    hit,
    isPlanned,
    points: () => Object.fromEntries(hits),
    isOn,
    count,
    counts: () => Object.fromEntries(faultNames.flatMap((name) => (wanted.has(name) ? [[name, counts.get(name) ?? 0]] : []))),
    switch: (next) => {
      on = next;
    },
  };
}
