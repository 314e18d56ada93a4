import { benchIngest } from "./ingest.ts";
import type { BenchResult } from "./result.ts";
import { benchSlots } from "./slots.ts";
import { benchVisible } from "./visible.ts";

// `npm run bench -- NAME`: one benchmark; progress on standard error, its last line of output is JSON.
const benchmarks: Readonly<Record<string, (args: readonly string[]) => Promise<BenchResult>>> = {
  ingest: benchIngest,
  slots: benchSlots,
  visible: benchVisible,
};

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
