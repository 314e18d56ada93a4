import { z } from "zod";
import { instantFromMs } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import type { BadItem, CancelRequest, Page, PlatformResult, ShopLink } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import { rawText } from "./json.ts";
import { describeIssues, WireCount, WireName } from "./wire.ts";

const pageSize = 100;
const maxPages = 50;
/** Undecided requests; 9 agreed, 10 refused, 11 taken back (docs/platforms/temu.md). */
const pendingGroup = 8;

const Millis = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,13}$/)
      .transform(Number),
  ])
  .nullish();
const Request = z.looseObject({
  parentAfterSalesSn: WireName.nullish(),
  afterSalesInfoList: z.array(z.looseObject({ parentOrderSn: WireName, createAtMillis: Millis })).min(1),
});

/** `bg.aftersales.cancel.list.get`: buyers who want to cancel before shipment and have no answer yet. */
export async function listCancelRequests(link: ShopLink, cursor: string | null): PlatformResult<Page<CancelRequest>> {
  const page = cursor === null ? 1 : Number(cursor);
  const reply = await callTemu(link, {
    type: "bg.aftersales.cancel.list.get",
    purpose: "orders",
    writes: false,
    params: { pageNo: page, pageSize, afterSalesStatusGroup: pendingGroup },
    reply: z.looseObject({ total: WireCount.nullish(), data: z.array(z.unknown()).nullish() }),
  });
  if (!reply.ok) return reply;
  const raw = reply.value.data ?? [];
  const items: CancelRequest[] = [];
  const bad: BadItem[] = [];
  for (const one of raw) {
    const parsed = Request.safeParse(one);
    if (!parsed.success) bad.push({ platformId: null, raw: rawText(one), detail: describeIssues(parsed.error) });
    else for (const info of parsed.data.afterSalesInfoList) items.push(toRequest(info));
  }
  const isLast = raw.length < pageSize || page >= maxPages;
  return ok({ items, bad, next: isLast ? null : String(page + 1) });
}

function toRequest(info: { parentOrderSn: string; createAtMillis?: number | null | undefined }): CancelRequest {
  const at = info.createAtMillis ?? 0;
  return { platformOrderId: info.parentOrderSn, requestedAt: at > 0 ? instantFromMs(at) : null };
}
