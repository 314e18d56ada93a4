import { type Fence, inFence } from "../db/fence.ts";
import { type FollowUp, saveFollowUp } from "../db/follow-ups.ts";
import { lockPackages } from "../db/packages.ts";
import { upsertAmounts } from "../db/recipients.ts";
import type { Instant } from "../kernel/instant.ts";
import type { TimelineEvent } from "../kernel/vocabulary/timeline.ts";
import type { OrderAmounts } from "../ports/platform.ts";
import type { App } from "./app.ts";
import { flushOutbox, newOutbox, note } from "./outbox.ts";

/** Records that the recipient is hidden, could not be read at all, or is to be tried again at `dueAt`. False when it was asked for anew meanwhile. */
export function settleRecipient(
  app: App,
  fence: Fence,
  followUp: FollowUp,
  state: "hidden" | "failed" | "wanted",
  message: string | null,
  dueAt: Instant | null,
): Promise<boolean> {
  const outcome = followUp.wantsRecipient ? { recipient: state } : {};
  const event: TimelineEvent | null = state === "failed" ? { kind: "recipient_failed", message: message ?? "" } : null;
  return settle(app, fence, followUp, { ...outcome, attempts: followUp.attempts, dueAt }, event, async () => {});
}

/** Records an order's amounts, or that the authorisation may not read them, or that they cannot be read. Ends the follow-up. */
export function settleAmounts(
  app: App,
  fence: Fence,
  followUp: FollowUp,
  amounts: OrderAmounts | "unauthorised" | "failed",
): Promise<boolean> {
  if (typeof amounts === "string") {
    const event: TimelineEvent | null = amounts === "unauthorised" ? { kind: "amounts_unauthorised" } : null;
    return settle(app, fence, followUp, { amounts, attempts: 0, dueAt: null }, event, async () => {});
  }
  const filled = Object.values(amounts).filter((value) => value !== null);
  const currency = filled[0]?.currency;
  const mixed = filled.some((value) => value.currency !== currency);
  if (currency === undefined || mixed)
    return settle(app, fence, followUp, { amounts: "failed", attempts: 0, dueAt: null }, null, async () => {});
  return settle(app, fence, followUp, { amounts: "stored", attempts: 0, dueAt: null }, { kind: "amounts_stored" }, async (tx) => {
    await upsertAmounts(tx, fence.tenant, followUp.orderId, currency, amounts);
  });
}

function settle(
  app: App,
  fence: Fence,
  followUp: FollowUp,
  outcome: Parameters<typeof saveFollowUp>[3],
  event: TimelineEvent | null,
  store: (tx: Parameters<typeof saveFollowUp>[0]) => Promise<void>,
): Promise<boolean> {
  return inFence(app.database, fence, async (tx) => {
    if (!(await saveFollowUp(tx, fence.tenant, followUp, outcome))) return false;
    const outbox = newOutbox(app, fence.tenant, "system");
    await store(tx);
    for (const pkg of await lockPackages(tx, fence.tenant, { orderIds: [followUp.orderId] })) {
      if (event !== null) note(app, outbox, pkg.id, event);
      outbox.changed.add(pkg.id);
    }
    await flushOutbox(tx, app, outbox);
    return true;
  });
}
