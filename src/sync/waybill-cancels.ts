import { openChannel } from "../app/parcel.ts";
import { settleIntent } from "../app/settle-intent.ts";
import { type Intent, listDueIntents } from "../db/intents.ts";
import { backOffMs } from "../domain/fulfilment/absence.ts";
import { asId, type ChannelId } from "../kernel/id.ts";
import { addMs } from "../kernel/instant.ts";
import type { CarrierRefusal } from "../kernel/vocabulary/platform.ts";
import type { CarrierConnector, CarrierFailure, CarrierLink } from "../ports/carrier.ts";
import { untilDue } from "./due.ts";
import { carrierLinkFor, carrierOf, type Run } from "./run.ts";

const batch = 50;
const maxAttempts = 20;

/** Takes back waybills of withdrawn and cancelled packages. Cancelling twice does no harm, so a lost answer is simply asked again. */
export async function cancelWaybills(run: Run): Promise<number> {
  const { app, fence } = run;
  const due = await app.database.inTenant(fence.tenant, (tx) =>
    listDueIntents(tx, fence.tenant, fence.shop, ["cancel_waybill"], app.clock.now(), batch),
  );
  for (const intent of due) {
    if (run.stop.aborted) return 0;
    await cancelOne(run, intent);
  }
  return due.length === batch ? 0 : untilDue;
}

async function cancelOne(run: Run, intent: Intent): Promise<void> {
  const { app, fence } = run;
  const channelId = intent.data.channelId;
  const opened =
    typeof channelId === "string"
      ? await app.database.inTenant(fence.tenant, (tx) => openChannel(tx, app, fence.tenant, asId<ChannelId>(channelId)))
      : undefined;
  if (opened === undefined) return await finish(run, intent, "", null, "channel removed");
  const carrier = carrierOf(run, opened.channel.carrier);
  const { link } = carrierLinkFor(run, carrier, opened.credentials, { kind: "package", id: intent.subjectId });
  const waybill = await findWaybill(run, intent, carrier, link);
  if (waybill === "later") return;
  // never booked: nothing to take back
  if (waybill === undefined) return await finish(run, intent, carrier.name.zh, null, null);
  // a carrier without a cancel call: the parcel is simply never handed over
  if (!carrier.capabilities.cancel) return await finish(run, intent, carrier.name.zh, waybill, null);
  const reply = await carrier.cancel(link, waybill, "withdrawn");
  if (reply.ok) return await finish(run, intent, carrier.name.zh, waybill, null);
  await afterFailure(run, intent, carrier.name.zh, waybill, reply.error);
}

async function findWaybill(run: Run, intent: Intent, carrier: CarrierConnector, link: CarrierLink): Promise<string | undefined | "later"> {
  const known = intent.data.waybill;
  if (typeof known === "string") return known;
  const reply = await carrier.find(link, intent.key);
  if (reply.ok) return reply.value === undefined || reply.value.cancelled ? undefined : reply.value.waybill;
  await retry(run, intent, "look-up failed");
  return "later";
}

/** These say nothing about the waybill: they pass when the clock or the account is put right. */
const passing: ReadonlySet<CarrierRefusal> = new Set(["clock-skew", "account-invalid"]);

async function afterFailure(run: Run, intent: Intent, carrier: string, waybill: string, failure: CarrierFailure): Promise<void> {
  if (failure.kind !== "rejected") return await retry(run, intent, failure.detail);
  if (passing.has(failure.reason)) return await retry(run, intent, `${failure.code} ${failure.message}`);
  if (failure.reason === "already-cancelled" || failure.reason === "not-found") return await finish(run, intent, carrier, waybill, null);
  await finish(run, intent, carrier, waybill, `${failure.code} ${failure.message}`);
}

async function retry(run: Run, intent: Intent, detail: string): Promise<void> {
  const { app, fence } = run;
  const attempts = intent.attempts + 1;
  if (attempts >= maxAttempts) return await finish(run, intent, "", null, detail);
  const dueAt = addMs(app.clock.now(), backOffMs(attempts, 2_000, 300_000, app.entropy.fraction()));
  await settleIntent(app, fence, intent, { change: { state: "pending", dueAt, attempts, message: detail } });
}

/** Ends the intent: taken back, or not and why. */
async function finish(run: Run, intent: Intent, carrier: string, waybill: string | null, refusal: string | null): Promise<void> {
  const { app, fence } = run;
  const dueAt = app.clock.now();
  if (refusal !== null) {
    await settleIntent(app, fence, intent, {
      change: { state: "rejected", dueAt, message: refusal },
      timeline: [{ kind: "waybill_cancel_refused", carrier, waybill: waybill ?? intent.key, message: refusal }],
    });
    return;
  }
  await settleIntent(app, fence, intent, {
    change: { state: "confirmed", dueAt },
    timeline: waybill === null ? [] : [{ kind: "waybill_cancelled", carrier, waybill }],
  });
}
