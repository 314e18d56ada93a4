import { keepAnswers } from "../app/keep-answers.ts";
import { insertCalls } from "../db/records.ts";
import type { Run } from "./run.ts";

/** Saves the calls made since the last flush. They leave memory only once they are stored: after a failed or doubtful commit they come again. */
export async function flushCalls(run: Pick<Run, "app" | "fence" | "calls">): Promise<void> {
  const calls = run.calls.slice();
  if (calls.length === 0) return;
  await run.app.database.inTenant(run.fence.tenant, (tx) => insertCalls(tx, run.fence.tenant, calls));
  run.calls.splice(0, calls.length);
}

/** Saves the answers that are to be kept, those of a second or two in one blob. */
export async function flushAnswers(run: Pick<Run, "app" | "fence" | "answers">): Promise<void> {
  const answers = run.answers.slice();
  await keepAnswers(run.app, run.fence, answers);
  run.answers.splice(0, answers.length);
}
