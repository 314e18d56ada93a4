import { z } from "zod";
import type { SimClock } from "../../kernel/clock.ts";
import type { ControlReply } from "../../kernel/simulator.ts";
import { statusOf } from "./journey.ts";
import type { YanwenOptions } from "./options.ts";
import { toNumbers } from "./order-record.ts";
import { Journey, type Parcel } from "./parcel.ts";
import type { ParcelBook } from "./parcel-book.ts";

const Received = z
  .object({
    waybillNumber: z.string().optional(),
    waybillNumbers: z.array(z.string()).optional(),
    /** Hands over everything that waits. */
    all: z.boolean().optional(),
    /** How the way will end; as decided at booking when absent. */
    journey: Journey.optional(),
  })
  .refine((body) => body.waybillNumber !== undefined || body.waybillNumbers !== undefined || body.all === true);

export type ControlParts = { clock: SimClock; book: ParcelBook; options: YanwenOptions; stats(): unknown };

/** The control verbs below `carriers/yanwen`: `POST received`, `GET parcels`, `GET parcels/:number`, `GET stats`. Undefined for any other. */
export function answerControl(parts: ControlParts, method: string, path: string[], body: unknown): ControlReply | undefined {
  const [family, name, verb, number] = path;
  if (family !== "carriers" || name !== "yanwen") return undefined;
  if (method === "POST" && verb === "received") return markReceived(parts, body);
  if (method === "GET" && verb === "stats") return { status: 200, body: parts.stats() };
  if (method === "GET" && verb === "parcels") {
    const parcels = parts.book.all().filter((parcel) => number === undefined || isNamed(parcel, number));
    return { status: 200, body: { parcels: parcels.map((parcel) => toView(parts, parcel)) } };
  }
  return undefined;
}

function isNamed(parcel: Parcel, number: string): boolean {
  return parcel.waybillNumber === number || parcel.order.orderNumber === number;
}

function toView({ clock, options }: ControlParts, parcel: Parcel): unknown {
  const nowMs = clock.nowMs();
  const { userId, createdAtMs, receivedAtMs, cancelledAtMs, labelsServed, journey } = parcel;
  const status = statusOf(parcel, nowMs, options);
  return { ...toNumbers(parcel, nowMs, options), userId, status, createdAtMs, receivedAtMs, cancelledAtMs, labelsServed, journey };
}

function markReceived({ book, clock }: ControlParts, body: unknown): ControlReply {
  const asked = Received.safeParse(body);
  if (!asked.success) return { status: 400, body: { error: "give waybillNumber, waybillNumbers or all: true" } };
  const { waybillNumber, waybillNumbers = [], all, journey } = asked.data;
  const named = [...(waybillNumber === undefined ? [] : [waybillNumber]), ...waybillNumbers];
  const unknown = named.filter((number) => !book.find(number));
  if (unknown.length > 0) return { status: 404, body: { error: "unknown waybill", unknown } };
  const parcels = named.flatMap((number) => book.find(number) ?? []);
  const cancelled = parcels.filter((parcel) => parcel.cancelledAtMs !== null).map((parcel) => parcel.waybillNumber);
  if (cancelled.length > 0) return { status: 409, body: { error: "cancelled", cancelled } };
  if (all) parcels.push(...book.all().filter((parcel) => parcel.cancelledAtMs === null));
  const waiting = new Set(parcels.filter((parcel) => parcel.receivedAtMs === null));
  for (const parcel of waiting) book.receive(parcel, clock.nowMs(), journey);
  return { status: 200, body: { received: [...waiting].map((parcel) => parcel.waybillNumber) } };
}
