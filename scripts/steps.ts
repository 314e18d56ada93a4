import { existsSync, globSync } from "node:fs";
import { resultsFile, type Step } from "./run-steps.ts";

const minute = 60_000;

/** The tests of one vitest project. */
export function vitest(project: "unit" | "integration" | "journey", timeoutMs: number): Step {
  const results = resultsFile(project);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
  return {
    name: `tests: ${project}`,
    args: ["node_modules/vitest/vitest.mjs", "run", "--project", project, ...reporters],
    results,
    timeoutMs,
  };
}

/** Everything that needs neither database nor browser; the slow ones first. */
export const checks: readonly Step[] = [
  { name: "types", args: ["node_modules/typescript/bin/tsc", "-p", "."], timeoutMs: 3 * minute },
  vitest("unit", 4 * minute),
  ...(existsSync("src/web/tsconfig.json") && globSync("src/web/**/*.{ts,tsx}").length > 0
    ? [{ name: "types: web", args: ["node_modules/typescript/bin/tsc", "-p", "src/web"], timeoutMs: 3 * minute }]
    : []),
  { name: "style", args: ["node_modules/@biomejs/biome/bin/biome", "ci", "."], timeoutMs: minute },
  { name: "imports", args: ["scripts/import-law.ts"], timeoutMs: minute },
  { name: "dead code", args: ["node_modules/knip/bin/knip.js", "--no-progress"], timeoutMs: minute },
];

const dayMs = 24 * 60 * minute;

/** The whole system under seeds with faults: the day's part of those that once failed, and a fresh one. Its output says which. */
export const simulation: Step = {
  name: "simulation",
  args: ["sim/world/main.ts", "--kept", String(Math.floor(Date.now() / dayMs))],
  timeoutMs: 6 * minute,
  judge: (output) =>
    /"violations"\s*:\s*\[\s*\]/.test(output.trimEnd().split("\n").at(-1) ?? "")
      ? undefined
      : "the last line does not say that there are no violations",
};
