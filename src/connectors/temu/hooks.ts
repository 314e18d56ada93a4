import { createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type Instant, instantFromMs, instantFromSeconds } from "../../kernel/instant.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { HookEvent, HookFault, HookMessage, PlatformResult, ShopLink } from "../../ports/platform.ts";
import { callTemu } from "./call.ts";
import { readJson } from "./json.ts";
import { WireId, WireName } from "./wire.ts";

// Forms, cipher and events: docs/platforms/temu.md#webhooks

const tagNames = ["x-tm-app-key", "x-tm-event-code", "x-tm-ext-param", "x-tm-timestamp"] as const;
const signatureName = "x-tm-signature";
const eventCodes = [
  "bg_order_status_change_event",
  "bg_trade_logistics_address_changed",
  "bg_aftersales_status_change",
  "bg_cancel_order_status_change",
];

const Body = z.looseObject({ eventData: z.string().max(64_000) });
const Event = z.looseObject({
  mallId: WireId,
  parentOrderSn: WireName.nullish(),
  orderSn: WireName.nullish(),
  parentAfterSalesSn: WireName.nullish(),
  orderStatus: z.union([z.number(), z.string()]).nullish(),
  parentAfterSalesStatus: z.union([z.number(), z.string()]).nullish(),
  updateTime: z.union([z.number(), z.string()]).nullish(),
  updateAt: z.union([z.number(), z.string()]).nullish(),
});
type Event = z.output<typeof Event>;

/** Which app a message says that it is for. */
export function hookApp(message: HookMessage): string | undefined {
  const key = message.headers["x-tm-app-key"];
  return key !== undefined && /^[\x21-\x7e]{1,128}$/.test(key) ? key : undefined;
}

/** Opens a message and believes it only when it is signed with the app's secret, in any of the forms that were published. */
export function readHook(message: HookMessage, appSecret: string): Result<HookEvent, HookFault> {
  const body = readJson(message.body.toString("utf8"));
  const parsed = body.ok ? Body.safeParse(body.value) : undefined;
  if (parsed?.success !== true) return fail("unreadable");
  const plain = decrypt(parsed.data.eventData, appSecret);
  if (plain === undefined || !isSigned(message, plain, appSecret)) return fail("unsigned");
  const event = readJson(plain);
  const read = event.ok ? Event.safeParse(event.value) : undefined;
  return read?.success === true ? ok(toEvent(message, read.data)) : fail("unreadable");
}

/** AES-128-CBC; key and initial vector are both the first 16 bytes of the secret. Undefined: not made with it. */
function decrypt(base64: string, appSecret: string): string | undefined {
  const key = Buffer.from(appSecret, "utf8").subarray(0, 16);
  if (key.length < 16) return undefined;
  try {
    const decipher = createDecipheriv("aes-128-cbc", key, key);
    return Buffer.concat([decipher.update(base64, "base64"), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}

/** Compared in constant time, letters of either case. */
function isSigned(message: HookMessage, plain: string, appSecret: string): boolean {
  const given = Buffer.from((message.headers[signatureName] ?? "").toLowerCase(), "utf8");
  const tags = tagNames.map((name) => [name, message.headers[name] ?? ""] as const);
  const pairs = [...tags, ["eventData", plain] as const].toSorted(([one], [other]) => (one < other ? -1 : 1));
  const texts = [
    pairs.map(([name, value]) => name + value).join(""),
    pairs
      .filter(([name]) => name !== "x-tm-ext-param")
      .map(([name, value]) => name + value)
      .join(""),
    pairs.map(([name, value]) => `${name}=${value}`).join("&"),
  ];
  // all forms are computed whatever fits: the time tells nothing
  const fits = texts.map((text) => {
    const wanted = Buffer.from(createHmac("sha256", appSecret).update(text, "utf8").digest("hex"), "utf8");
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
  return fits.includes(true);
}

function toEvent(message: HookMessage, event: Event): HookEvent {
  const code = message.headers["x-tm-event-code"] ?? "";
  const at = changedAt(event);
  const about = [event.parentOrderSn, event.orderSn, event.parentAfterSalesSn, event.orderStatus, event.parentAfterSalesStatus];
  return {
    platformShopId: event.mallId,
    event: code,
    platformOrderId: event.parentOrderSn ?? null,
    platformAt: at,
    sentAt: toSentAt(message.headers["x-tm-timestamp"]),
    // no event has an id: what it says and when it happened is what repeats
    key: [code, ...about.map((part) => part ?? ""), at ?? message.headers["x-tm-timestamp"] ?? ""].join(" "),
  };
}

function changedAt(event: Event): Instant | null {
  const seconds = Number(event.updateTime ?? 0);
  const ms = Number(event.updateAt ?? 0);
  if (Number.isFinite(seconds) && seconds > 0) return instantFromSeconds(seconds);
  return Number.isFinite(ms) && ms > 0 ? instantFromMs(ms) : null;
}

function toSentAt(text: string | undefined): Instant | null {
  return text !== undefined && /^\d{13}$/.test(text) ? instantFromMs(Number(text)) : null;
}

/** `bg.tmc.message.update`: asks to be told of this shop. The address itself is entered in the developer's console. */
export async function subscribeHooks(link: ShopLink): PlatformResult<void> {
  const reply = await callTemu(link, {
    type: "bg.tmc.message.update",
    purpose: "orders",
    // asking twice is as good as once
    writes: false,
    params: { permitEventCodeList: eventCodes, cancelEventCodeList: [] },
    reply: z.unknown(),
  });
  return reply.ok ? ok(undefined) : reply;
}
