import { spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { machineClock } from "../kernel/clock.ts";
import type { Violation } from "../world/checks/look.ts";
import { usualBuyers } from "../world/options.ts";
import { mutants } from "./list.ts";
import type { Hunt, Mutant } from "./mutant.ts";
import { copySource, type SourceCopy } from "./source-copy.ts";

/** How a hunt ended. `seed`: the one that found it. `note`: what went wrong, or the first thing that was found. */
type Catch = { mutant: Mutant; isCaught: boolean; seed: number | undefined; seconds: number; note: string };
type Say = (sentence: string) => void;
/** A database server of one's own, described by plain data; `migrations`: other ones than the source's. */
type StartServer = (options: { durable: boolean; migrations?: string }) => Promise<{ server: object; stop(): Promise<void> }>;

const Found = z.array(z.object({ invariant: z.string(), at: z.string(), fact: z.string() }));
const trialMaxMs = 10 * 60_000;

/**
 * `npm run sim -- --mutants`: plants every defect in a copy of the source and lives worlds until the named invariant fails. Then the worlds
 * in which one was caught are lived on the untouched source, where nothing may fail. True when every defect was caught.
 */
export async function huntMutants(root: string, only: string | undefined, start: StartServer, say: Say): Promise<boolean> {
  const wanted = mutants.filter((mutant) => only === undefined || only.split(",").includes(mutant.name));
  const copy = copySource(root);
  const { server, stop } = await start({ durable: false });
  try {
    const catches: Catch[] = [];
    for (const mutant of wanted) {
      const one = await huntOne(server, copy, mutant, start);
      catches.push(one);
      say(lineOf(one));
    }
    const missed = catches.filter((one) => !one.isCaught).map((one) => one.mutant.name);
    const innocent = await checkInnocent(server, copy, catches, say);
    say(JSON.stringify({ mutants: wanted.length, caught: wanted.length - missed.length, missed, falseAlarms: innocent }));
    return missed.length === 0 && innocent.length === 0;
  } finally {
    await stop();
    copy.remove();
  }
}

function lineOf({ mutant, isCaught, seed, seconds, note }: Catch): string {
  const verdict = isCaught ? `caught by seed ${seed}` : "MISSED";
  return `${mutant.name.padEnd(40)} ${mutant.invariant} ${verdict.padEnd(18)} ${String(seconds).padStart(4)} s  ${note}`;
}

/** Worlds of the untouched source in which something failed all the same: then the hunt proves nothing. */
async function checkInnocent(server: object, copy: SourceCopy, catches: readonly Catch[], say: Say): Promise<string[]> {
  const worlds = new Map(
    catches.flatMap(({ mutant: { hunt }, seed }) =>
      seed === undefined ? [] : [[JSON.stringify({ ...hunt, seeds: [seed] }), { hunt, seed }] as const],
    ),
  );
  const alarms: string[] = [];
  for (const [name, { hunt, seed }] of worlds) {
    const found = await live(server, copy, hunt, seed, "");
    if (typeof found === "string" || found.length > 0) alarms.push(name);
    if (typeof found === "string") say(`untouched source, ${name}: ${found}`);
    else for (const one of found) say(`untouched source, ${name}: ${one.invariant} ${one.fact}`);
  }
  say(`${worlds.size} worlds of the untouched source, ${alarms.length} with a violation`);
  return alarms;
}

async function huntOne(server: object, copy: SourceCopy, mutant: Mutant, start: StartServer): Promise<Catch> {
  const wall = machineClock();
  const startMs = wall.nowMs();
  const ended = (isCaught: boolean, seed: number | undefined, note: string): Catch => {
    return { mutant, isCaught, seed, seconds: Math.round((wall.nowMs() - startMs) / 1000), note: note.slice(0, 160) };
  };
  const problem = copy.plant(mutant.edits);
  if (problem !== undefined) return ended(false, undefined, problem);
  // a defect in the schema needs a server whose template has it
  const isInSchema = mutant.edits.some((edit) => edit.file.startsWith("src/db/migrations/"));
  const own = isInSchema ? await start({ durable: false, migrations: path.join(copy.folder, "src/db/migrations") }) : undefined;
  try {
    let note = "nothing failed";
    for (const seed of mutant.hunt.seeds) {
      const found = await live(own?.server ?? server, copy, mutant.hunt, seed, mutant.invariant);
      if (typeof found === "string") note = found;
      else {
        const named = found.find((one) => one.invariant === mutant.invariant);
        if (named !== undefined) return ended(true, seed, named.fact);
        if (found[0] !== undefined) note = `only ${found[0].invariant}: ${found[0].fact}`;
      }
    }
    return ended(false, undefined, note);
  } finally {
    copy.restore();
    await own?.stop();
  }
}

/** One world over the copy as it stands. A sentence when it broke off. */
async function live(server: object, copy: SourceCopy, hunt: Hunt, seed: number, until: string): Promise<readonly Violation[] | string> {
  const { hours, shops, faults, storm = 1, buyers = usualBuyers } = hunt;
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "sim/mutants/trial.ts"], {
    cwd: copy.folder,
    stdio: ["pipe", "pipe", "pipe"],
    timeout: trialMaxMs,
  });
  child.stdin.end(JSON.stringify({ server, seed, hours, shops, faults, storm, buyers, until }));
  const [answer, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const line = answer.trimEnd().split("\n").at(-1) ?? "";
  if (line === "") return `the world broke off: ${complaint.split("\n").find((one) => one.includes("Error")) ?? complaint.slice(0, 200)}`;
  return Found.parse(JSON.parse(line));
}
