import { z } from "zod";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { CarrierFailure, CarrierLink, CarrierResult } from "../../ports/carrier.ts";
import type { HttpResponse } from "../../ports/http.ts";
import { toRefusal } from "./errors.ts";
import { signatureOf } from "./sign.ts";

const timeoutMs = 30_000;
// labels come as base64 inside the answer
const maxBytes = 12 * 1024 * 1024;
const longestWords = 500;

/** One method of the order API; `writes`: it changes something at the carrier. `data` is what the answer's data must look like. */
export type YanwenMethod<T> = { method: string; writes: boolean; body: object; data: z.ZodType<T> };

const Envelope = z.looseObject({
  success: z.boolean().nullish(),
  code: z.union([z.string(), z.number()]).transform(String).nullish(),
  message: z.string().nullish(),
  data: z.unknown(),
});

/** Makes one signed request and reads its answer. Never retries. */
export async function callYanwen<T>(link: CarrierLink, call: YanwenMethod<T>): CarrierResult<T> {
  const { userId = "", apiToken = "" } = link.credentials;
  const body = JSON.stringify(call.body);
  const query = { user_id: userId, method: call.method, format: "json", timestamp: String(link.clock.now()), version: "V1.0" } as const;
  const parameters = new URLSearchParams({ ...query, sign: signatureOf(query, body, apiToken) });
  const reply = await link.http.send({
    method: "POST",
    url: `${link.endpoint}/api/order?${parameters.toString()}`,
    headers: { "content-type": "application/json" },
    body,
    timeoutMs,
    maxBytes,
    operation: call.method,
  });
  if (!reply.ok) {
    const effect = reply.error.sent && call.writes ? "unknown" : "none";
    return fail({ kind: "unavailable", effect, detail: `${reply.error.kind}: ${reply.error.detail}` });
  }
  const read = readReply(reply.value, call);
  // the carrier may quote what it was sent
  if (read.ok || read.error.kind !== "rejected" || apiToken === "") return read;
  return fail({ ...read.error, message: read.error.message.replaceAll(apiToken, "***").slice(0, longestWords) });
}

function readReply<T>(response: HttpResponse, call: YanwenMethod<T>): Result<T, CarrierFailure> {
  const envelope = Envelope.safeParse(readJson(response.body));
  if (!envelope.success || (envelope.data.code === undefined && envelope.data.success === undefined)) {
    // a failed login may come as bare HTTP 401
    if (response.status === 401) return fail({ kind: "rejected", reason: "account-invalid", code: "401", message: "HTTP 401" });
    return fail({ kind: "unavailable", effect: call.writes ? "unknown" : "none", detail: `HTTP ${response.status}, no answer of the API` });
  }
  const { success, code, message, data } = envelope.data;
  if (success === false || (code ?? "0") !== "0") return fail(toRefusal(code ?? "", message ?? ""));
  const parsed = call.data.safeParse(data);
  if (parsed.success) return ok(parsed.data);
  // booked, but the answer cannot be read: the caller looks the booking up
  if (call.writes) return fail({ kind: "unavailable", effect: "unknown", detail: `${call.method}: unreadable answer` });
  return fail({ kind: "unreadable", detail: `${call.method}: ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}` });
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
