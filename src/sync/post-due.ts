import { untilTurn } from "./gather.ts";
import type { Run } from "./run.ts";

const lookMs = 1_000;

/** Asks by one statement what is due for the shop and wakes the loops that do it. Returns the pause until the next look in ms. */
export async function postDue(run: Run): Promise<number> {
  const { app, fence } = run;
  run.due.post(await run.shared.dueLooks(fence.tenant, fence.shop));
  return untilTurn(app.clock, lookMs);
}
