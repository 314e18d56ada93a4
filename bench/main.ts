import { benchBudget } from "./budget.ts";
import { benchCap } from "./cap.ts";
import { benchCatalog } from "./catalog.ts";
import { benchFanOut } from "./fan-out.ts";
import { benchHotSku } from "./hot-sku.ts";
import { benchIngest } from "./ingest.ts";
import type { BenchResult } from "./result.ts";
import { benchSaturation } from "./saturation.ts";
import { benchSlots } from "./slots.ts";
import { benchVisible } from "./visible.ts";
import { benchWorker } from "./worker.ts";

// `npm run bench -- NAME`: one benchmark; progress on standard error, its last line of output is JSON.
const benchmarks: Readonly<Record<string, (args: readonly string[]) => Promise<BenchResult>>> = {
  budget: benchBudget,
  cap: benchCap,
  catalog: benchCatalog,
  "fan-out": benchFanOut,
  "hot-sku": benchHotSku,
  ingest: benchIngest,
  slots: benchSlots,
  saturation: benchSaturation,
  visible: benchVisible,
  worker: benchWorker,
};

// an end from outside takes along what a benchmark has started
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const [name = "", ...args] = process.argv.slice(2);
const bench = benchmarks[name];
if (bench === undefined) {
  process.stderr.write(`There is no benchmark "${name}"; there are: ${Object.keys(benchmarks).join(", ")}.\n`);
  process.exitCode = 1;
} else {
  const result = await bench(args);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
