import { z } from "zod";
import { fail, ok } from "../../kernel/result.ts";
import type { CarrierLink, CarrierResult } from "../../ports/carrier.ts";
import { callYanwen } from "./call.ts";
import { toRefusal } from "./errors.ts";

const Label = z.looseObject({ isSuccess: z.boolean().nullish(), errorMsg: z.string().nullish(), base64String: z.string().nullish() });

/** `express.order.label.get`: one PDF as base64. The answer may say success outside and failure inside. */
export async function getLabel(link: CarrierLink, waybill: string): CarrierResult<Buffer> {
  const reply = await callYanwen(link, { method: "express.order.label.get", writes: false, body: { waybillNumber: waybill }, data: Label });
  if (!reply.ok) return reply;
  const { isSuccess, errorMsg, base64String } = reply.value;
  if (isSuccess === false) return fail(toRefusal("label", errorMsg ?? ""));
  const pdf = Buffer.from(base64String ?? "", "base64");
  return pdf.subarray(0, 5).toString("latin1") === "%PDF-" ? ok(pdf) : fail({ kind: "unreadable", detail: "the label is no PDF" });
}
