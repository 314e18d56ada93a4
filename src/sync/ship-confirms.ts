import { noteAlerts } from "../app/note-alerts.ts";
import { readSubject, settleIntent } from "../app/settle-intent.ts";
import { type Intent, listDueIntents } from "../db/intents.ts";
import { getPlatformOrderId, listConfirmLines, savePlatformShipment } from "../db/parcels.ts";
import { getShop, listChannelBindings } from "../db/shops.ts";
import { backOffMs, countAbsence } from "../domain/fulfilment/absence.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import { assertNever } from "../kernel/assert-never.ts";
import { addMs, toIso } from "../kernel/instant.ts";
import type { CallFact } from "../kernel/vocabulary/timeline.ts";
import type { PlatformFailure, PlatformShipment, ShipmentConfirmation } from "../ports/platform.ts";
import type { Budget } from "./budget.ts";
import { untilDue } from "./due.ts";
import { describeFailure, reactToFailure } from "./failure.ts";
import { forbid, forbiddenFor, permit } from "./restrictions.ts";
import { linkFor, type OpenLink, type Run } from "./run.ts";

const batch = 50;
const readAgainMs = 3_000;
// accepted, yet not shown for so many reads: treat it as unknown, which leads to proof either way
const acceptedReads = 20;

/** Sends tracking numbers that wait and reads back those that were sent. Returns the pause until the next look in ms. */
export async function confirmShipments(run: Run, budget: Budget): Promise<number> {
  const { app, fence } = run;
  const due = await app.database.inTenant(fence.tenant, (tx) =>
    listDueIntents(tx, fence.tenant, fence.shop, ["ship_confirm"], app.clock.now(), batch),
  );
  for (const intent of due) {
    if (run.stop.aborted) return 0;
    const pkg = await readSubject(app, fence, intent);
    if (pkg === undefined) continue;
    const pause = await advance(run, budget, intent, pkg);
    if (pause > 0) return pause;
  }
  return due.length === batch ? 0 : untilDue;
}

function advance(run: Run, budget: Budget, intent: Intent, pkg: Package): Promise<number> {
  const readFirst = intent.data.readFirst === true && intent.attempts === 0;
  return intent.state === "pending" && !readFirst ? send(run, budget, intent, pkg) : readBack(run, budget, intent, pkg);
}

async function describeShipment(run: Run, pkg: Package): Promise<{ shipment: ShipmentConfirmation; carrier: string } | undefined> {
  const { tenant } = run.fence;
  return await run.app.database.inTenant(tenant, async (tx) => {
    const binding = (await listChannelBindings(tx, tenant, [pkg.shopId])).find((one) => one.channelId === pkg.channelId);
    if (binding === undefined || pkg.trackingNumber === null || pkg.shippedAt === null) return undefined;
    const lines = await listConfirmLines(tx, tenant, pkg.id);
    const shipment = {
      platformOrderId: await getPlatformOrderId(tx, tenant, pkg.orderId),
      trackingNumber: pkg.trackingNumber,
      platformCarrierId: binding.platformCarrierId,
      // read here, not from the runner's copy: a person may have chosen it a second ago
      platformWarehouseId: (await getShop(tx, tenant, pkg.shopId)).platformWarehouseId,
      shippedAt: pkg.shippedAt,
      lines,
    };
    return { shipment, carrier: binding.platformCarrierName };
  });
}

async function send(run: Run, budget: Budget, intent: Intent, pkg: Package): Promise<number> {
  const { app, fence } = run;
  const forbiddenMs = forbiddenFor(run, "ship_confirm");
  if (forbiddenMs > 0) return await wait(run, intent, forbiddenMs);
  const described = await describeShipment(run, pkg);
  if (described === undefined) {
    await reject(run, intent, { reason: "carrier-unknown", code: "", message: "channel binding removed" });
    return 0;
  }
  const sent = await settleIntent(app, fence, intent, {
    change: { state: "sent", dueAt: app.clock.now(), attempts: intent.attempts + 1, absentReads: 0, absentSince: null },
    event: { kind: "backfill_sending" },
  });
  if (sent === undefined) return 0;
  const open = linkFor(run, "P0", { kind: "package", id: pkg.id });
  const reply = await run.connector.shipments.confirm(open.link, described.shipment);
  if (!reply.ok) return await sendFailed(run, budget, sent, reply.error);
  const { trackingNumber } = described.shipment;
  const accepted = await settleIntent(app, fence, sent, {
    change: { state: "accepted", dueAt: app.clock.now(), code: null, message: null },
    event: { kind: "backfill_accepted" },
    timeline: [{ kind: "backfill_sent", trackingNumber, carrier: described.carrier, call: open.lastCall() }],
  });
  await permit(run, "ship_confirm");
  return accepted === undefined ? 0 : await readBack(run, budget, accepted, pkg);
}

/** What a confirm without success means for the intent: wait, doubt, or stop with the platform's words. */
async function sendFailed(run: Run, budget: Budget, intent: Intent, failure: PlatformFailure): Promise<number> {
  const { app } = run;
  if (run.stop.aborted && failure.kind === "unavailable" && failure.effect === "none") return await wait(run, intent, 0);
  switch (failure.kind) {
    case "rejected":
      // it may be our own number, confirmed by a call whose answer was lost: look before giving up
      if (failure.reason === "already-shipped" || failure.reason === "number-used")
        return await doubt(run, intent, failure.message, failure);
      // a clock that is wrong is put right some day; the number stays as good as it is
      if (failure.reason === "not-ready" || failure.reason === "clock-skew")
        return await wait(run, intent, backOffMs(intent.attempts, 2_000, 60_000, app.entropy.fraction()));
      await reject(run, intent, failure);
      if (failure.reason === "self-ship-restricted") await forbid(run, "ship_confirm", failure);
      return 0;
    case "rate-limited":
    case "auth-expired":
    case "sanctioned":
    case "scope-missing": {
      const pause = await reactToFailure(run, budget, failure);
      await wait(run, intent, pause);
      return pause;
    }
    case "unreadable":
      return await doubt(run, intent, failure.detail, undefined);
    case "unavailable": {
      const pause = await reactToFailure(run, budget, failure);
      if (failure.effect === "none") await wait(run, intent, pause);
      else await doubt(run, intent, failure.detail, undefined);
      return pause;
    }
    default:
      return assertNever(failure);
  }
}

async function wait(run: Run, intent: Intent, ms: number): Promise<number> {
  await settleIntent(run.app, run.fence, intent, {
    change: { state: "pending", dueAt: addMs(run.app.clock.now(), ms) },
    event: { kind: "backfill_waiting" },
  });
  return 0;
}

async function doubt(run: Run, intent: Intent, detail: string, refusal: { code: string; message: string } | undefined): Promise<number> {
  await settleIntent(run.app, run.fence, intent, {
    change: {
      state: "unknown",
      dueAt: run.app.clock.now(),
      absentReads: 0,
      absentSince: null,
      code: refusal?.code ?? null,
      message: refusal?.message ?? null,
      data: refusal === undefined ? intent.data : { ...intent.data, refusal },
    },
    event: { kind: "backfill_unknown" },
    timeline: [{ kind: "backfill_unknown", detail }],
  });
  return 0;
}

type Refused = { reason: Extract<PlatformFailure, { kind: "rejected" }>["reason"]; code: string; message: string };

async function reject(run: Run, intent: Intent, refusal: Refused): Promise<void> {
  const { reason, code, message } = refusal;
  await settleIntent(run.app, run.fence, intent, {
    change: { state: "rejected", dueAt: run.app.clock.now(), code, message },
    event: { kind: "backfill_rejected", refusal: { reason, code, message } },
    timeline: [{ kind: "backfill_rejected", reason, code, message }],
    also: (tx) => noteAlerts(tx, run.app, run.fence.tenant, { open: [refusedAlert(run, intent, { code, message })] }),
  });
}

/** One alert for all refused numbers of a shop: it counts them, and the page lists them. */
function refusedAlert(run: Run, intent: Intent, words: { code: string; message: string }) {
  const detail = { kind: intent.kind, ...words };
  return { kind: "write-refused", severity: "warning", shopId: run.shop.id, subject: intent.kind, detail } as const;
}

/** Reads what the platform shows for the order and decides by that, never by hope. */
async function readBack(run: Run, budget: Budget, intent: Intent, pkg: Package): Promise<number> {
  const { app } = run;
  const described = await describeShipment(run, pkg);
  if (described === undefined) {
    await reject(run, intent, { reason: "carrier-unknown", code: "", message: "channel binding removed" });
    return 0;
  }
  const { shipment } = described;
  const open = linkFor(run, "P0", { kind: "package", id: pkg.id });
  const reply = await run.connector.shipments.read(
    open.link,
    shipment.platformOrderId,
    shipment.lines.map((line) => line.platformLineId),
  );
  if (!reply.ok) {
    if (run.stop.aborted) return 0;
    // nothing learnt: the intent stays as it is and is read again
    const pause = await reactToFailure(run, budget, reply.error);
    app.log.warn({ intent: intent.id, failure: describeFailure(reply.error) }, "read-back failed");
    await settleIntent(run.app, run.fence, intent, {
      change: { state: intent.state, dueAt: addMs(app.clock.now(), Math.max(pause, readAgainMs)) },
    });
    return pause;
  }
  const ours = reply.value.find((one) => one.trackingNumber === shipment.trackingNumber);
  if (ours !== undefined) await confirm(run, intent, pkg, ours, open);
  else await notShown(run, intent, reply.value);
  return 0;
}

async function confirm(run: Run, intent: Intent, pkg: Package, shown: PlatformShipment, open: OpenLink): Promise<void> {
  const now = run.app.clock.now();
  const call: CallFact | null = open.lastCall();
  await settleIntent(run.app, run.fence, intent, {
    change: { state: "confirmed", dueAt: now, code: null, message: null },
    event: { kind: "backfill_confirmed", at: now },
    timeline: [{ kind: "backfill_confirmed", trackingNumber: shown.trackingNumber, call }],
    also: (tx) =>
      savePlatformShipment(tx, run.fence.tenant, pkg.id, {
        trackingNumber: shown.trackingNumber,
        carrier: shown.carrierName,
        readAt: toIso(now),
      }),
  });
}

async function notShown(run: Run, intent: Intent, shown: readonly PlatformShipment[]): Promise<void> {
  const { app, fence } = run;
  const now = app.clock.now();
  const other = shown[0];
  if (other !== undefined) {
    // shipped, but with a number that is not ours: repeating would be refused for ever
    await reject(run, intent, {
      reason: "already-shipped",
      code: "",
      message: `the platform shows tracking number ${other.trackingNumber}`,
    });
    return;
  }
  if (intent.state === "accepted" && intent.absentReads < acceptedReads) {
    const dueAt = addMs(now, backOffMs(intent.absentReads + 1, 1_000, 30_000, app.entropy.fraction()));
    await settleIntent(app, fence, intent, { change: { state: "accepted", dueAt, absentReads: intent.absentReads + 1 } });
    return;
  }
  const refusal = intent.data.refusal;
  const { absence, proven } = countAbsence({ reads: intent.absentReads, since: intent.absentSince }, now);
  const counted = { absentReads: absence.reads, absentSince: absence.since };
  if (!proven && intent.state !== "pending") {
    await settleIntent(app, fence, intent, { change: { state: "unknown", dueAt: addMs(now, readAgainMs * 2), ...counted } });
  } else if (isRefusal(refusal)) {
    // refused as shipped or used, and our number is not on this order: it went out on another one
    await reject(run, intent, { reason: "number-used", ...refusal });
  } else {
    const data = { ...intent.data, readFirst: false };
    await settleIntent(app, fence, intent, {
      change: { state: "pending", dueAt: now, absentReads: 0, absentSince: null, data },
      event: { kind: "backfill_waiting" },
    });
  }
}

function isRefusal(value: unknown): value is { code: string; message: string } {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}
