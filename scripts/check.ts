import { runSteps, summarise } from "./run-steps.ts";
import { checks } from "./steps.ts";

// `npm run check`: the part of `npm test` that takes less than a minute.
const begun = performance.now();
summarise(await runSteps(checks, 2), begun);
