import { existsSync, globSync } from "node:fs";
import { runSteps, summarise } from "./run-steps.ts";
import { checks, simulation, vitest } from "./steps.ts";
import { ensureSystemTools } from "./system-tools.ts";

// `npm test`: everything that must hold before a change is merged.
const begun = performance.now();
ensureSystemTools();
const journeys = globSync("test/journey/**/*.test.ts").length > 0;
const results = [
  ...(await runSteps(checks, 2)),
  // these bring processes of their own: one after the other
  ...(await runSteps([vitest("integration", 8 * 60_000)], 1)),
  ...(await runSteps(existsSync(simulation.args[0] ?? "") ? [simulation] : [], 1)),
  ...(await runSteps(journeys ? [vitest("journey", 8 * 60_000)] : [], 1)),
];
if (!journeys) console.log("- no browser journeys yet (test/journey)");
summarise(results, begun);
