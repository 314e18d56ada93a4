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
  "slow",
  "throttled",
  "database-lost",
  "crash",
  "pause",
  "restart",
  "skew",
] as const;
export type FaultName = (typeof faultNames)[number];

/** Faults of single calls, with the share of calls that each hits in a world of middling weather. */
const shares = {
  "reply-lost": 0.02,
  "request-lost": 0.01,
  unreachable: 0.01,
  "no-answer": 0.008,
  "bad-gateway": 0.01,
  "html-page": 0.005,
  "half-body": 0.008,
  slow: 0.02,
} as const satisfies Partial<Record<FaultName, number>>;
const callFaults = ["reply-lost", "request-lost", "unreachable", "no-answer", "bad-gateway", "html-page", "half-body", "slow"] as const;
export type CallFault = (typeof callFaults)[number];

/** Share of transactions whose connection breaks, half of them before and half after the commit. */
const databaseShare = 0.001;

export type Faults = {
  /** What strikes the next call, if anything. */
  drawCall(random: Random): CallFault | undefined;
  /** Where the connection of the next transaction breaks, if it does. */
  drawTransaction(random: Random): "before-commit" | "after-commit" | undefined;
  isOn(name: FaultName): boolean;
  count(name: FaultName): void;
  counts(): Record<string, number>;
  /** Whether faults strike at all: only in the safety phase. */
  switch(on: boolean): void;
};

/** Every world has a weather of its own, drawn by its seed: some faults it hardly knows, some come in swarms. */
const weathers = [0, 0.3, 1, 1, 3] as const;

export function openFaults(wanted: ReadonlySet<FaultName>, random: Random): Faults {
  const weather = new Map(callFaults.map((name) => [name, random.pick(weathers)]));
  const counts = new Map<FaultName, number>();
  let on = false;
  const isOn = (name: FaultName): boolean => on && wanted.has(name);
  const count = (name: FaultName): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    // one draw per call whatever is switched on, so that leaving a fault out shifts as little as possible
    drawCall: (random) => {
      let left = random.next();
      for (const name of callFaults) {
        left -= shares[name] * (weather.get(name) ?? 1);
        if (left >= 0) continue;
        if (!isOn(name)) return undefined;
        count(name);
        return name;
      }
      return undefined;
    },
    drawTransaction: (random) => {
      const drawn = random.next();
      if (drawn >= databaseShare || !isOn("database-lost")) return undefined;
      count("database-lost");
      return drawn < databaseShare / 2 ? "before-commit" : "after-commit";
    },
    isOn,
    count,
    counts: () => Object.fromEntries(faultNames.flatMap((name) => (wanted.has(name) ? [[name, counts.get(name) ?? 0]] : []))),
    switch: (next) => {
      on = next;
    },
  };
}
