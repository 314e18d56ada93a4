import { type FaultName, faultNames } from "./faults.ts";

export type WorldOptions = { seed: number; hours: number; shops: number; faults: ReadonlySet<FaultName>; isVerbose: boolean };

const usage = `npm run sim -- [--seed 42] [--hours 0.5] [--shops 1..10] [--faults all|none|${faultNames.join(",")}] [--verbose]`;

/** Reads the command line; a sentence where it cannot be understood. */
export function readOptions(args: readonly string[]): WorldOptions | string {
  const given = new Map<string, string>([
    ["seed", "42"],
    ["hours", "0.5"],
    ["shops", "1"],
    ["faults", "all"],
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
  const [seed, hours, shops] = ["seed", "hours", "shops"].map((name) => Number(given.get(name)));
  if (seed === undefined || !Number.isSafeInteger(seed) || seed < 0) return `--seed is a whole number ≥ 0. ${usage}`;
  if (hours === undefined || !(hours > 0 && hours <= 1000)) return `--hours lies above 0 and at most at 1000. ${usage}`;
  if (shops === undefined || !(Number.isInteger(shops) && shops >= 1 && shops <= 10))
    return `--shops is a whole number from 1 to 10. ${usage}`;
  if (faults === undefined) return `--faults knows: ${faultNames.join(", ")}. ${usage}`;
  return { seed, hours, shops, faults, isVerbose };
}

function readFaults(text: string): ReadonlySet<FaultName> | undefined {
  if (text === "all") return new Set(faultNames);
  if (text === "none") return new Set();
  const wanted = text.split(",");
  const known = faultNames.filter((name) => wanted.includes(name));
  return known.length === wanted.length ? new Set(known) : undefined;
}
