import { z } from "zod";
import { judgeForm } from "../../domain/fulfilment/tracking-number.ts";
import { ok } from "../../kernel/result.ts";
import type { CarrierChannel, CarrierConnector, CarrierLink, CarrierResult } from "../../ports/carrier.ts";
import { book, find } from "./book.ts";
import { callYanwen } from "./call.ts";
import { getLabel } from "./label.ts";

const Channels = z
  .array(
    z.looseObject({ id: z.union([z.string(), z.number()]).transform(String), nameCh: z.string().nullish(), nameEn: z.string().nullish() }),
  )
  .nullish();

/** `express.channel.getlist`: the products opened for this account. */
async function listChannels(link: CarrierLink): CarrierResult<readonly CarrierChannel[]> {
  const reply = await callYanwen(link, { method: "express.channel.getlist", writes: false, body: {}, data: Channels });
  if (!reply.ok) return reply;
  return ok((reply.value ?? []).map((one) => ({ code: one.id, name: one.nameCh ?? one.id, nameEn: one.nameEn ?? one.nameCh ?? one.id })));
}

/** `express.order.cancel`; refused once Yanwen has received the parcel. */
async function cancel(link: CarrierLink, waybill: string, note: string): CarrierResult<void> {
  const body = { waybillNumber: waybill, note };
  const reply = await callYanwen(link, { method: "express.order.cancel", writes: true, body, data: z.unknown() });
  return reply.ok ? ok(undefined) : reply;
}

/** Yanwen 燕文 (docs/platforms/yanwen.md). */
export const yanwenCarrier: CarrierConnector = {
  carrier: "yanwen",
  name: { zh: "燕文", en: "Yanwen" },
  capabilities: { cancel: true, labelMarksShipped: false },
  endpoint: "https://open.yw56.com.cn",
  settings: [
    { field: "userId", labelZh: "客户号", labelEn: "User id", secret: false },
    { field: "apiToken", labelZh: "API Token", labelEn: "API token", secret: true },
  ],
  channels: listChannels,
  book,
  find,
  label: getLabel,
  cancel,
  checkNumber: judgeForm,
};
