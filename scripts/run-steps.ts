import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

/** One tool's run. `results` is the file of vitest's JSON reporter, `judge` has the last word where an exit code says too little. */
export type Step = {
  name: string;
  args: readonly string[];
  timeoutMs: number;
  results?: string;
  judge?: (output: string) => string | undefined;
};

export type StepResult = { name: string; ok: boolean; seconds: number; output: string; passed: number; failed: number; skipped: number };

const VitestResults = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const running = new Set<ChildProcess>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const child of running) killGroup(child);
    process.exit(130);
  });
}

/** Runs Node programs, `width` at a time, and says what became of each as it ends; the output of those that failed is shown in full. */
export async function runSteps(steps: readonly Step[], width: number): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const result = await runStep(step);
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

async function runStep(step: Step): Promise<StepResult> {
  if (step.results !== undefined) rmSync(step.results, { force: true });
  const begun = performance.now();
  const { code, output } = await execute(step);
  const seconds = (performance.now() - begun) / 1000;
  const objection = code === 0 ? step.judge?.(output) : `exit code ${code}`;
  const ok = objection === undefined;
  const counted = step.results === undefined ? undefined : readResults(step.results);
  return {
    name: step.name,
    ok,
    seconds,
    output: objection === undefined ? output : `${output.trimEnd()}\n${objection}`,
    passed: counted?.numPassedTests ?? (ok ? 1 : 0),
    // a run may fail without a failing test: an error outside of tests, a crash
    failed: Math.max(counted?.numFailedTests ?? 0, ok ? 0 : 1),
    skipped: (counted?.numPendingTests ?? 0) + (counted?.numTodoTests ?? 0),
  };
}

function execute(step: Step): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve) => {
    const { FORCE_COLOR: _, ...inherited } = process.env;
    const env = { ...inherited, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }) };
    // a group of its own, so that a step that hangs takes its children along
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...step.args], {
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    let overdue = false;
    const timer = setTimeout(() => {
      overdue = true;
      killGroup(child);
    }, step.timeoutMs);
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => keep(Buffer.from(error.message)));
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: overdue ? `none: stopped after ${step.timeoutMs / 1000} s` : (code ?? signal ?? "unknown"), output });
    });
  });
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  } catch {
    // ended in the meantime
  }
}

function readResults(file: string): z.infer<typeof VitestResults> | undefined {
  try {
    return VitestResults.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // vitest did not get as far as writing it; the exit code tells
    return undefined;
  }
}

function report(result: StepResult): void {
  const tests = result.passed + result.failed > 1 ? ` (${result.passed} passed, ${result.failed} failed)` : "";
  console.log(`${result.ok ? "✓" : "✗"} ${result.name.padEnd(24)} ${result.seconds.toFixed(1).padStart(6)} s${tests}`);
  if (!result.ok) console.log(indent(result.output));
}

function indent(text: string): string {
  const lines = text.trimEnd().split("\n");
  // the end of a long output says what went wrong
  const shown = lines.length > 300 ? ["…", ...lines.slice(-300)] : lines;
  return shown.map((line) => `    ${line}`).join("\n");
}

/** The last lines of a run: what failed, and the sums. Sets the exit code. */
export function summarise(results: readonly StepResult[], begun: number): void {
  const sum = (pick: (result: StepResult) => number) => results.reduce((total, result) => total + pick(result), 0);
  const failed = results.filter((result) => !result.ok).map((result) => result.name);
  const skipped = sum((result) => result.skipped);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(failed.length === 0 ? `\nAll is well after ${seconds} s.` : `\nFailed after ${seconds} s: ${failed.join(", ")}.`);
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

/** Where vitest's machine-readable results of a project go. */
export function resultsFile(project: string): string {
  return path.resolve("node_modules", ".cache", "test-results", `${project}.json`);
}
