import path from "node:path";
import { startThrowAwayServer } from "../../test/support/throw-away-server.ts";
import { machineClock } from "../kernel/clock.ts";
import { huntMutants } from "../mutants/hunt.ts";
import type { LogLine } from "./log.ts";
import { readOptions, type WorldOptions } from "./options.ts";
import { simulate } from "./simulate.ts";

const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

function sayLine({ atMs, level, process: name, message, fields }: LogLine): void {
  say(`${new Date(atMs).toISOString()} ${level} ${name} ${message} ${JSON.stringify(fields)}`);
}

/** `npm run sim`: one world by one seed. The last line of stdout is the report; 1 when an invariant did not hold. */
async function main(options: WorldOptions): Promise<number> {
  // the report's wall time: the only moment at which the machine's clock is asked
  const wall = machineClock();
  const { server, stop } = await startThrowAwayServer({ durable: false });
  try {
    const startMs = wall.nowMs();
    const report = await simulate(server, options, { progress: say, ...(options.isVerbose && { log: sayLine }) });
    process.stdout.write(`${JSON.stringify({ ...report, wallMs: wall.nowMs() - startMs })}\n`);
    return report.violations.length === 0 ? 0 : 1;
  } finally {
    await stop();
  }
}

const args = process.argv.slice(2);
const options = args[0] === "--mutants" ? "mutants" : readOptions(args);
if (options === "mutants") {
  const root = path.resolve(import.meta.dirname, "../..");
  const areAllCaught = await huntMutants(root, args[1], (line) => void process.stdout.write(`${line}\n`));
  process.exitCode = areAllCaught ? 0 : 1;
} else if (typeof options === "string") {
  say(options);
  process.exitCode = 2;
} else {
  process.exitCode = await main(options);
}
