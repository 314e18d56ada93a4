import type { SimClock } from "../../kernel/clock.ts";
import { type Gateway, jsonReply, type RawRequest, type RawResponse, type Reply } from "../../kernel/wire.ts";
import { authenticate } from "./authenticate.ts";
import type { CallLog } from "./call-log.ts";
import { type Answer, refuse, toEnvelope } from "./envelope.ts";
import type { FaultBox, FaultName, Hit } from "./fault-box.ts";
import { isJsonObject, type Json } from "./field-reader.ts";
import { findMethod } from "./methods.ts";
import type { YanwenOptions } from "./options.ts";
import type { ParcelBook } from "./parcel-book.ts";
import { answerTracking } from "./tracking.ts";

export type GatewayParts = { clock: SimClock; book: ParcelBook; faults: FaultBox; log: CallLog; options: YanwenOptions };

type Strike = (name: FaultName) => Hit | null;

/** The carrier's front door: the faults of the network around the answer of the system. */
export function createGateway(parts: GatewayParts): Gateway {
  return async (request) => {
    const url = URL.parse(request.target, "http://yanwen.invalid");
    if (!url) return plainFailure(400, "Bad Request");
    const callText = `${url.pathname} ${url.searchParams.get("method") ?? ""} ${url.searchParams.get("nums") ?? ""} ${decode(request.body) ?? ""}`;
    const strike: Strike = (name) => parts.faults.strike(name, callText);
    if (strike("unavailable")) return textReply(503, "text/plain", "Service Unavailable");
    if (strike("html"))
      return textReply(200, "text/html;charset=UTF-8", "<html><head><title>502 Bad Gateway</title></head><body></body></html>");
    const response = await respond(parts, request, url, strike);
    return spoil(parts, response, strike);
  };
}

/** What may go wrong after the effect is done. */
async function spoil(parts: GatewayParts, response: RawResponse, strike: Strike): Promise<Reply> {
  if (strike("reply-lost")) return { drop: true };
  if (strike("half-body")) return { partial: response, bytes: Math.floor(response.body.byteLength / 2) };
  if (strike("reply-delayed")) await parts.clock.sleep(parts.options.replyDelayMs);
  return response;
}

async function respond(parts: GatewayParts, request: RawRequest, url: URL, strike: Strike): Promise<RawResponse> {
  const { book, options, log, clock } = parts;
  if (url.pathname === "/api/tracking") {
    log.add({ atMs: request.arrivedAtMs, userId: request.headers.authorization ?? "", method: "tracking", code: "" });
    if (request.method !== "GET") return plainFailure(405, "Method Not Allowed");
    return answerTracking(url.searchParams, request, clock.nowMs(), book, options);
  }
  if (url.pathname !== "/api/order") return plainFailure(404, "Not Found");
  if (request.method !== "POST") return plainFailure(405, "Method Not Allowed");

  const caller = authenticate(options.accounts, url.searchParams, request);
  const answer = caller.ok ? await answerOrderCall(parts, caller, request, strike) : caller;
  const userId = url.searchParams.get("user_id") ?? "";
  const method = url.searchParams.get("method") ?? "";
  log.add({ atMs: request.arrivedAtMs, userId, method, code: answer.ok ? "0" : answer.refusal.code });
  return toEnvelope(answer, caller.ok ? 200 : options.authFailureStatus);
}

type Known = Extract<ReturnType<typeof authenticate>, { ok: true }>;

async function answerOrderCall(parts: GatewayParts, caller: Known, request: RawRequest, strike: Strike): Promise<Answer> {
  const method = findMethod(caller.method);
  if (!method) return refuse("unknownMethod", `接口方法不存在：${caller.method}`);
  const body = parseBody(request.body);
  if (!body) return refuse("unreadableBody", "请求数据不是有效的JSON");
  const { book, options, clock } = parts;
  return method({ account: caller.account, body, nowMs: clock.nowMs(), book, options, strike });
}

/** The business JSON; nothing and `null` stand for no arguments. */
function parseBody(bytes: Uint8Array): Json | null {
  const text = decode(bytes);
  if (text === null) return null;
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (value === null) return {};
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function plainFailure(status: number, error: string): RawResponse {
  return jsonReply(status, { status, error });
}

function textReply(status: number, type: string, text: string): RawResponse {
  return { status, headers: { "content-type": type }, body: new TextEncoder().encode(text) };
}
