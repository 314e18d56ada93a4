import { settleAmounts, settleRecipient } from "../app/settle-follow-up.ts";
import { storeRecipient } from "../app/store-recipient.ts";
import { type FollowUp, listDueFollowUps } from "../db/follow-ups.ts";
import { addMs } from "../kernel/instant.ts";
import type { PlatformFailure } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { untilDue } from "./due.ts";
import { describeFailure, reactToFailure } from "./failure.ts";
import { linkFor, type Run } from "./run.ts";

const batch = 20;
const maxAttempts = 8;

/** Reads recipients and amounts of orders that want them, longest waiting first. Returns the pause until the next look in ms. */
export async function readFollowUps(run: Run, budget: Budget): Promise<number> {
  const { app, fence } = run;
  const due = await app.database.inTenant(fence.tenant, (tx) => listDueFollowUps(tx, fence.tenant, fence.shop, app.clock.now(), batch));
  for (const followUp of due) {
    if (run.stop.aborted) return 0;
    const pause = await readOne(run, budget, followUp);
    if (pause > 0) return pause;
  }
  return due.length === batch ? 0 : untilDue;
}

/** 0 when the next one may be read at once, else how long to leave the platform alone. */
async function readOne(run: Run, budget: Budget, followUp: FollowUp): Promise<number> {
  // beside the order poll, one at a time: the platform hides an address some day, and the poll still has every second turn
  const cause = { kind: "order", id: followUp.orderId } as const;
  const rest = followUp.wantsRecipient ? await readRecipient(run, budget, followUp, cause) : { followUp };
  if ("pause" in rest) return rest.pause;
  if (!followUp.wantsAmounts) return 0;
  const open = linkFor(run, "P1", cause);
  const reply = await run.connector.orders.amounts(open.link, followUp.platformOrderId);
  if (reply.ok) open.keepAnswer("amounts", followUp.platformOrderId);
  if (reply.ok) await settleAmounts(run.app, run.fence, rest.followUp, reply.value);
  // the token may simply not be allowed to read money: the order is worked all the same
  else if (reply.error.kind === "scope-missing") await settleAmounts(run.app, run.fence, rest.followUp, "unauthorised");
  else return await giveUpOrRetry(run, budget, rest.followUp, "amounts", reply.error);
  return 0;
}

/** Reads the recipient. What is left to follow up, or a pause when nothing is. */
async function readRecipient(
  run: Run,
  budget: Budget,
  followUp: FollowUp,
  cause: { kind: "order"; id: string },
): Promise<{ followUp: FollowUp } | { pause: number }> {
  const { app, fence } = run;
  const open = linkFor(run, "P1", cause);
  const reply = await run.connector.orders.recipient(open.link, followUp.platformOrderId);
  if (reply.ok) open.keepAnswer("recipient", followUp.platformOrderId);
  if (!reply.ok) return { pause: await giveUpOrRetry(run, budget, followUp, "recipient", reply.error) };
  const dueAt = followUp.wantsAmounts ? app.clock.now() : null;
  const saved =
    reply.value === null
      ? await settleRecipient(app, fence, followUp, "hidden", null, dueAt)
      : await storeRecipient(app, fence, followUp, reply.value, { review: run.shop.review, dueAt });
  run.bell.ring();
  // not saved: the order changed while we read, and is due again
  return !saved || dueAt === null ? { pause: 0 } : { followUp: { ...followUp, wantsRecipient: false, dueAt } };
}

async function giveUpOrRetry(
  run: Run,
  budget: Budget,
  followUp: FollowUp,
  what: "recipient" | "amounts",
  failure: PlatformFailure,
): Promise<number> {
  if (run.stop.aborted) return 0;
  const { app, fence } = run;
  const attempts = followUp.attempts + 1;
  const hopeless =
    (failure.kind === "rejected" && failure.reason !== "not-ready" && failure.reason !== "clock-skew") ||
    failure.kind === "unreadable" ||
    attempts >= maxAttempts;
  const ours = failure.kind === "rejected" || failure.kind === "unreadable";
  // trouble of the shop or the network is no attempt of this order: it waits, however long that takes
  if (ours && hopeless) {
    const message = describeFailure(failure);
    if (what === "recipient")
      await settleRecipient(app, fence, followUp, "failed", message, followUp.wantsAmounts ? app.clock.now() : null);
    else await settleAmounts(app, fence, followUp, "failed");
    return 0;
  }
  const pause = ours ? 0 : await reactToFailure(run, budget, failure);
  const delay = ours ? Math.min(60_000, 1_000 * 2 ** attempts) : pause;
  await settleRecipient(
    app,
    fence,
    { ...followUp, attempts: ours ? attempts : followUp.attempts },
    "wanted",
    null,
    addMs(app.clock.now(), delay),
  );
  return pause;
}
