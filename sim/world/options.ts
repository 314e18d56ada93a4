import { type FaultName, faultNames, usualFaults } from "./faults.ts";

export type WorldOptions = {
  seed: number;
  hours: number;
  shops: number;
  faults: ReadonlySet<FaultName>;
  isVerbose: boolean;
  /** So many worlds one after the other, of this seed and those behind it; 1 when left out. */
  seeds?: number;
  /** By how much more often than usual faults strike; 1 when left out. */
  storm?: number;
  /** Orders per shop and hour; 150 when left out. */
  buyers?: number;
};

/** Orders per shop and hour, where nothing else is asked for. */
export const usualBuyers = 150;

const usage = `npm run sim -- [--seed 42] [--seeds 1] [--hours 0.5] [--shops 1..10] [--faults all|none|${faultNames.join(",")}] [--storm 1] [--buyers 150] [--verbose]`;

/** Reads the command line; a sentence where it cannot be understood. */
export function readOptions(args: readonly string[]): WorldOptions | string {
  const given = new Map<string, string>([
    ["seed", "42"],
    ["seeds", "1"],
    ["hours", "0.5"],
    ["shops", "1"],
    ["faults", "all"],
    ["storm", "1"],
    ["buyers", String(usualBuyers)],
  ]);
  let isVerbose = false;
  for (let index = 0; index < args.length; index += 1) {
    const [name = "", inline] = (args[index] ?? "").replace(/^--/, "").split("=", 2);
    if (name === "verbose") {
      isVerbose = true;
      continue;
    }
    if (!given.has(name)) return `Unknown: ${args[index]}. ${usage}`;
    if (inline === undefined) index += 1;
    given.set(name, inline ?? args[index] ?? "");
  }
  const faults = readFaults(given.get("faults") ?? "");
  const [seed, seeds, hours, shops, storm, buyers] = ["seed", "seeds", "hours", "shops", "storm", "buyers"].map((name) =>
    Number(given.get(name)),
  );
  if (seed === undefined || !Number.isSafeInteger(seed) || seed < 0) return `--seed is a whole number ≥ 0. ${usage}`;
  if (seeds === undefined || !Number.isSafeInteger(seeds) || seeds < 1) return `--seeds is a whole number ≥ 1. ${usage}`;
  if (hours === undefined || !(hours > 0 && hours <= 1000)) return `--hours lies above 0 and at most at 1000. ${usage}`;
  if (shops === undefined || !(Number.isInteger(shops) && shops >= 1 && shops <= 10))
    return `--shops is a whole number from 1 to 10. ${usage}`;
  if (faults === undefined) return `--faults knows: ${faultNames.join(", ")}. ${usage}`;
  if (storm === undefined || !(storm >= 0 && storm <= 100)) return `--storm lies between 0 and 100. ${usage}`;
  if (buyers === undefined || !(buyers >= 0 && buyers <= 10_000)) return `--buyers lies between 0 and 10000. ${usage}`;
  return { seed, seeds, hours, shops, faults, storm, buyers, isVerbose };
}

/** The command that lives the same world again. */
export function commandOf({ seed, hours, shops, faults, storm = 1, buyers = usualBuyers }: WorldOptions): string {
  const isAll = faults.size === usualFaults.length && usualFaults.every((name) => faults.has(name));
  const named = isAll ? "all" : faults.size === 0 ? "none" : [...faults].join(",");
  return `npm run sim -- --seed ${seed} --hours ${hours} --shops ${shops} --faults ${named}${storm === 1 ? "" : ` --storm ${storm}`}${buyers === usualBuyers ? "" : ` --buyers ${buyers}`}`;
}

function readFaults(text: string): ReadonlySet<FaultName> | undefined {
  if (text === "all") return new Set(usualFaults);
  if (text === "none") return new Set();
  const wanted = text.split(",");
  const known = faultNames.filter((name) => wanted.includes(name));
  return known.length === wanted.length ? new Set(known) : undefined;
}
