import { bookingNumber } from "../app/apply-events.ts";
import { putBlob, recordBlob } from "../app/blobs.ts";
import { buildParcel, openChannel } from "../app/parcel.ts";
import { readSubject, settleIntent } from "../app/settle-intent.ts";
import { type Intent, listDueIntents } from "../db/intents.ts";
import { backOffMs, countAbsence } from "../domain/fulfilment/absence.ts";
import type { Package } from "../domain/fulfilment/package.ts";
import { assertNever } from "../kernel/assert-never.ts";
import { addMs } from "../kernel/instant.ts";
import type { CallFact } from "../kernel/vocabulary/timeline.ts";
import type { CarrierConnector, CarrierFailure, CarrierLink, Parcel, Waybill } from "../ports/carrier.ts";
import { untilDue } from "./due.ts";
import { carrierLinkFor, carrierOf, type Run } from "./run.ts";

const batch = 50;
const readAgainMs = 3_000;
const labelBytesMax = 5 * 1024 * 1024;

/** A booking under way: the package, its parcel and the carrier opened for it. */
type Booking = { pkg: Package; parcel: Parcel; carrier: CarrierConnector; link: CarrierLink; lastCall(): CallFact | null };

/** Books parcels that want a waybill and fetches their labels. Returns the pause until the next look in ms. */
export async function bookLabels(run: Run): Promise<number> {
  const { app, fence } = run;
  const due = await app.database.inTenant(fence.tenant, (tx) =>
    listDueIntents(tx, fence.tenant, fence.shop, ["book_label"], app.clock.now(), batch),
  );
  for (const intent of due) {
    if (run.stop.aborted) return 0;
    const pkg = await readSubject(app, fence, intent);
    if (pkg !== undefined) await advance(run, intent, pkg);
  }
  return due.length === batch ? 0 : untilDue;
}

async function advance(run: Run, intent: Intent, pkg: Package): Promise<void> {
  const wanted = pkg.state === "label_requesting" && bookingNumber(pkg) === intent.key;
  if (intent.state === "pending" && !wanted) return await close(run, intent, null);
  const booking = await openBooking(run, intent, pkg);
  if (booking === undefined)
    return await refuse(run, intent, "", { reason: "recipient-incomplete", code: "", message: "recipient missing" });
  switch (intent.state) {
    case "pending":
      return await book(run, intent, booking);
    case "accepted":
      return await fetchLabel(run, intent, booking, knownWaybill(intent), wanted);
    case "sent":
    case "unknown":
      return await lookUp(run, intent, booking, wanted);
    default:
      return;
  }
}

async function openBooking(run: Run, intent: Intent, pkg: Package): Promise<Booking | undefined> {
  const { app, fence } = run;
  const { channelId } = pkg;
  if (channelId === null) return undefined;
  const opened = await app.database.inTenant(fence.tenant, async (tx) => {
    const channel = await openChannel(tx, app, fence.tenant, channelId);
    const parcel = channel && (await buildParcel(tx, app, fence.tenant, pkg, channel.channel, intent.key));
    return channel === undefined || parcel === undefined ? undefined : { ...channel, parcel };
  });
  if (opened === undefined) return undefined;
  const carrier = carrierOf(run, opened.channel.carrier);
  return { pkg, parcel: opened.parcel, carrier, ...carrierLinkFor(run, carrier, opened.credentials, { kind: "package", id: pkg.id }) };
}

async function book(run: Run, intent: Intent, booking: Booking): Promise<void> {
  const { app, fence } = run;
  const sent = await settleIntent(app, fence, intent, {
    change: { state: "sent", dueAt: app.clock.now(), attempts: intent.attempts + 1, absentReads: 0, absentSince: null },
  });
  if (sent === undefined) return;
  const reply = await booking.carrier.book(booking.link, booking.parcel);
  if (reply.ok) return await accept(run, sent, booking, reply.value, true);
  const failure = reply.error;
  // the number may be taken by our own booking whose answer was lost
  if (failure.kind === "rejected" && failure.reason === "duplicate-order") return await lookUp(run, sent, booking, true);
  // a clock that is wrong says nothing about the parcel: it is put right some day
  if (failure.kind === "rejected" && failure.reason === "clock-skew")
    return await waitOrRefuse(run, sent, booking, `${failure.code} ${failure.message}`);
  if (failure.kind === "rejected") return await refuse(run, sent, booking.carrier.name.zh, failure);
  if (failure.kind === "unavailable" && failure.effect === "none") return await waitOrRefuse(run, sent, booking, failure.detail);
  await settleIntent(app, fence, sent, {
    change: { state: "unknown", dueAt: app.clock.now() },
    timeline: [{ kind: "waybill_unknown", carrier: booking.carrier.name.zh, detail: failure.detail }],
  });
}

const patience = 8;

/** The carrier can't be reached: tried again for a few minutes, then shown as 申请失败 so that a person may choose another channel. */
async function waitOrRefuse(run: Run, intent: Intent, booking: Booking, detail: string): Promise<void> {
  const { app, fence } = run;
  if (intent.attempts >= patience) {
    const refusal = { reason: "unavailable", code: "", message: detail } as const;
    await settleIntent(app, fence, intent, {
      change: { state: "rejected", dueAt: app.clock.now(), message: detail },
      event: { kind: "waybill_refused", refusal },
      timeline: [{ kind: "waybill_refused", carrier: booking.carrier.name.zh, ...refusal }],
    });
    return;
  }
  const dueAt = addMs(app.clock.now(), backOffMs(intent.attempts, 2_000, 60_000, app.entropy.fraction()));
  await settleIntent(app, fence, intent, { change: { state: "pending", dueAt, message: detail } });
}

async function refuse(
  run: Run,
  intent: Intent,
  carrier: string,
  refusal: { reason: Extract<CarrierFailure, { kind: "rejected" }>["reason"]; code: string; message: string },
): Promise<void> {
  const { reason, code, message } = refusal;
  await settleIntent(run.app, run.fence, intent, {
    change: { state: "rejected", dueAt: run.app.clock.now(), code, message },
    event: { kind: "waybill_refused", refusal: { reason, code, message } },
    timeline: [{ kind: "waybill_refused", carrier, reason, code, message }],
  });
}

/** Asks the carrier whether a booking of doubtful fate exists; only proof of absence leads to another booking. */
async function lookUp(run: Run, intent: Intent, booking: Booking, wanted: boolean): Promise<void> {
  const { app, fence } = run;
  const reply = await booking.carrier.find(booking.link, intent.key);
  const now = app.clock.now();
  if (!reply.ok) {
    const failure = reply.error;
    if (failure.kind === "rejected") app.log.warn({ intent: intent.id, code: failure.code }, "carrier refused the look-up");
    await settleIntent(app, fence, intent, { change: { state: "unknown", dueAt: addMs(now, readAgainMs) } });
    return;
  }
  if (reply.value !== undefined && !reply.value.cancelled) return await accept(run, intent, booking, reply.value, wanted);
  const { absence, proven } = countAbsence({ reads: intent.absentReads, since: intent.absentSince }, now);
  const counted = { absentReads: absence.reads, absentSince: absence.since };
  if (!proven) {
    await settleIntent(app, fence, intent, { change: { state: "unknown", dueAt: addMs(now, readAgainMs * 2), ...counted } });
  } else if (wanted) {
    await settleIntent(app, fence, intent, { change: { state: "pending", dueAt: now, absentReads: 0, absentSince: null } });
  } else {
    await close(run, intent, null);
  }
}

async function accept(run: Run, intent: Intent, booking: Booking, waybill: Waybill, wanted: boolean): Promise<void> {
  const call = booking.lastCall();
  const data = { ...intent.data, waybill: waybill.waybill, trackingNumber: waybill.trackingNumber, call };
  const accepted = await settleIntent(run.app, run.fence, intent, {
    change: { state: "accepted", dueAt: run.app.clock.now(), data, absentReads: 0, absentSince: null },
  });
  if (accepted !== undefined) await fetchLabel(run, accepted, booking, knownWaybill(accepted), wanted);
}

function knownWaybill(intent: Intent): { waybill: string; trackingNumber: string | null; call: CallFact | null } {
  const { waybill, trackingNumber } = intent.data;
  return {
    waybill: typeof waybill === "string" ? waybill : "",
    trackingNumber: typeof trackingNumber === "string" ? trackingNumber : null,
    call: toCall(intent.data.call),
  };
}

function toCall(value: unknown): CallFact | null {
  if (typeof value !== "object" || value === null || !("operation" in value) || !("durationMs" in value)) return null;
  return { operation: String(value.operation), durationMs: Number(value.durationMs), code: null };
}

/** The label is the read-back of a booking: only with it does the package move on. */
async function fetchLabel(
  run: Run,
  intent: Intent,
  booking: Booking,
  known: ReturnType<typeof knownWaybill>,
  wanted: boolean,
): Promise<void> {
  const { app, fence } = run;
  // somebody withdrew the request meanwhile: the cancel intent that waits for this one takes the waybill back
  if (!wanted) return await close(run, intent, known.waybill);
  const trackingNumber = known.trackingNumber ?? known.waybill;
  const form = booking.carrier.checkNumber(trackingNumber);
  if (!form.wellFormed) {
    return await refuse(run, intent, booking.carrier.name.zh, { reason: "other", code: "number-form", message: trackingNumber });
  }
  const reply = await booking.carrier.label(booking.link, known.waybill);
  if (!reply.ok || reply.value.length > labelBytesMax) {
    const detail = reply.ok ? "label too large" : describe(reply.error);
    const reads = intent.absentReads + 1;
    const dueAt = addMs(app.clock.now(), backOffMs(reads, 1_000, 60_000, app.entropy.fraction()));
    await settleIntent(app, fence, intent, { change: { state: "accepted", dueAt, absentReads: reads, message: detail } });
    return;
  }
  const label = reply.value;
  const blob = await putBlob(app, fence.tenant, label);
  const { waybill, call } = known;
  await settleIntent(app, fence, intent, {
    change: { state: "confirmed", dueAt: app.clock.now(), code: null, message: null },
    event: { kind: "waybill_issued", waybill, trackingNumber, labelBlobId: blob },
    timeline: [{ kind: "waybill_issued", carrier: booking.carrier.name.zh, waybill, trackingNumber, call }],
    also: (tx) => recordBlob(tx, fence.tenant, blob, "label", label.length, app.clock.now()),
  });
}

async function close(run: Run, intent: Intent, waybill: string | null): Promise<void> {
  await settleIntent(run.app, run.fence, intent, {
    change: { state: "dropped", dueAt: run.app.clock.now(), data: { ...intent.data, waybill } },
  });
  run.bell.ring();
}

function describe(failure: CarrierFailure): string {
  switch (failure.kind) {
    case "rejected":
      return `${failure.code} ${failure.message}`;
    case "unavailable":
    case "unreadable":
      return failure.detail;
    default:
      return assertNever(failure);
  }
}
