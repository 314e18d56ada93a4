import { z } from "zod";
import { toSeconds } from "../../kernel/instant.ts";
import { fail, ok, type Result } from "../../kernel/result.ts";
import type { HttpFailure, HttpResponse } from "../../ports/http.ts";
import type { Authorisation, PlatformFailure, PlatformResult, ShopLink } from "../../ports/platform.ts";
import { pickAuthorisation } from "./authorisations.ts";
import { toFailure, toHttpFailure } from "./errors.ts";
import { readJson, type WireFields, writeJson } from "./json.ts";
import { signatureOf } from "./sign.ts";
import { describeIssues } from "./wire.ts";

const timeoutMs = 15_000;
const maxBytes = 8 * 1024 * 1024;

/** One API call: its type name, which authorisation it takes, and whether it changes anything on the platform. */
export type TemuOperation<T> = {
  type: string;
  purpose: "orders" | "products";
  writes: boolean;
  params: WireFields;
  /** Shape of `result`. */
  reply: z.ZodType<T>;
};

/** Makes one signed request and reads its answer. Never retries. */
export async function callTemu<T>(link: ShopLink, operation: TemuOperation<T>): PlatformResult<T> {
  const authorisation = pickAuthorisation(link, operation.purpose);
  if (authorisation === undefined) {
    return fail({ kind: "auth-expired", code: "none", message: `no ${operation.purpose} authorisation for this shop` });
  }
  return await callWith(link, authorisation, operation);
}

/** The same with a given authorisation. */
export async function callWith<T>(link: ShopLink, authorisation: Authorisation, operation: TemuOperation<T>): PlatformResult<T> {
  const sign = (): string => {
    const fields: WireFields = {
      type: operation.type,
      app_key: authorisation.appKey,
      access_token: authorisation.accessToken,
      data_type: "JSON",
      timestamp: toSeconds(link.clock.now()),
      ...operation.params,
    };
    return writeJson({ ...fields, sign: signatureOf(fields, authorisation.appSecret) });
  };
  const reply = await link.http.send({
    method: "POST",
    url: `${authorisation.endpoint}/openapi/router`,
    headers: { "content-type": "application/json" },
    body: sign(),
    sign,
    timeoutMs,
    maxBytes,
    operation: operation.type,
  });
  if (!reply.ok) return fail(fromTransport(reply.error, operation.writes));
  return readReply(reply.value, operation, authorisation);
}

function fromTransport(failure: HttpFailure, writes: boolean): PlatformFailure {
  if (failure.kind === "too-large" && !writes) return { kind: "unreadable", detail: failure.detail };
  return { kind: "unavailable", effect: failure.sent && writes ? "unknown" : "none", detail: `${failure.kind}: ${failure.detail}` };
}

const Envelope = z.looseObject({
  success: z.boolean().optional(),
  errorCode: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).optional(),
  errorMsg: z.union([z.string(), z.null()]).optional(),
  result: z.unknown().optional(),
  // a second, snake_case form of error was reported once
  error_code: z.number().optional(),
  error_msg: z.string().optional(),
});
const successCode = 1_000_000;

/** Some writes report a refusal inside a result whose envelope says success. */
const InnerRefusal = z.looseObject({ success: z.literal(false), errorCode: z.int().nullish(), errorMsg: z.string().nullish() });

const longestWords = 500;

/** The platform's own words, should they quote what we sent for credentials. */
function withoutSecrets(words: string, { accessToken, appSecret }: Authorisation): string {
  return [accessToken, appSecret]
    .filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "***"), words)
    .slice(0, longestWords);
}

function readReply<T>(response: HttpResponse, operation: TemuOperation<T>, authorisation: Authorisation): Result<T, PlatformFailure> {
  const json = readJson(response.body.toString("utf8"));
  const envelope = json.ok ? Envelope.safeParse(json.value) : undefined;
  if (response.status !== 200 && envelope?.data?.errorCode === undefined)
    return fail(toHttpFailure(response.status, operation.writes, response.headers["retry-after"]));
  if (envelope?.success !== true) return fail(unreadable(operation.writes, "the answer is not JSON of the API"));
  const { success, errorCode = envelope.data.error_code, errorMsg, result } = envelope.data;
  // some object in JSON, of a proxy perhaps: it says nothing about the effect
  if (success === undefined && errorCode === undefined) return fail(unreadable(operation.writes, "the answer is not one of the API"));
  if (success !== true && errorCode !== successCode) {
    const words = withoutSecrets(errorMsg ?? envelope.data.error_msg ?? "", authorisation);
    return fail(toFailure(errorCode ?? 0, words, operation.type, operation.writes));
  }
  const inner = operation.writes ? InnerRefusal.safeParse(result) : undefined;
  if (inner?.success === true) {
    return fail(toFailure(inner.data.errorCode ?? 0, withoutSecrets(inner.data.errorMsg ?? "", authorisation), operation.type, true));
  }
  const parsed = operation.reply.safeParse(result);
  return parsed.success ? ok(parsed.data) : fail({ kind: "unreadable", detail: `${operation.type}: ${describeIssues(parsed.error)}` });
}

function unreadable(writes: boolean, detail: string): PlatformFailure {
  // a write may have been done all the same; a read simply gave nothing
  return { kind: "unavailable", effect: writes ? "unknown" : "none", detail };
}
