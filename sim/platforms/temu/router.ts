import { type Gateway, jsonReply, type RawRequest, type RawResponse, type Reply } from "../../kernel/wire.ts";
import type { Settings } from "./call.ts";
import { type Answer, type Refusal, refuse } from "./codes.ts";
import type { FaultBox } from "./faults.ts";
import { type GatewayFacts, gatewayFacts } from "./gateways.ts";
import { type JsonNode, parseJsonText, toPlain } from "./json-text.ts";
import { settleOrders } from "./lifecycle.ts";
import type { Limits } from "./limits.ts";
import type { GatewayName, Token } from "./model.ts";
import { createTokenType, findOperation } from "./operations.ts";
import type { App } from "./options.ts";
import { firstSign, isSignedBy } from "./signature.ts";
import type { State } from "./state.ts";
import { createToken } from "./token-operations.ts";

export type Arrival = { atMs: number; mall: string | null; type: string; gateway: GatewayName; address: string; outcome: string };

export type RouterParts = {
  state: State;
  limits: Limits;
  faults: FaultBox;
  settings: Settings;
  apps: readonly App[];
  allowedAddresses: readonly string[] | null;
  arrivals: Arrival[];
};

const successCode = 1_000_000;
const clockToleranceSeconds = 300;

/** The front door of one gateway: limits and bans first, then the platform's checks in its order, then the operation. */
export function createRouter(parts: RouterParts, name: GatewayName): Gateway {
  const facts = gatewayFacts[name];
  return async (request) => {
    const body = parseJsonText(new TextDecoder().decode(request.body));
    const type = textMember(body, "type") ?? "";
    const token = parts.state.tokens.get(textMember(body, "access_token") ?? "");
    const arrival: Arrival = {
      atMs: request.arrivedAtMs,
      mall: token?.mallId ?? null,
      type,
      gateway: name,
      address: request.remoteAddress,
      outcome: "",
    };
    parts.arrivals.push(arrival);
    const reply = await answer(parts, facts, request, body, arrival, token);
    return reply;
  };
}

async function answer(
  parts: RouterParts,
  facts: GatewayFacts,
  request: RawRequest,
  body: JsonNode | undefined,
  arrival: Arrival,
  token: Token | undefined,
): Promise<Reply> {
  const { limits, faults } = parts;
  const subject = arrival.type;
  const banned = limits.isBanned(arrival.address, arrival.atMs);
  const { isOver } = limits.note({ atMs: arrival.atMs, address: arrival.address, mallId: token?.mallId, appKey: token?.appKey });
  const done = <T extends Reply>(outcome: string, reply: T): T => {
    arrival.outcome = outcome;
    return reply;
  };
  if (banned) return done("banned", page(403, "Access denied"));
  if (!request.target.split("?")[0]?.endsWith("/openapi/router") || request.method !== "POST")
    return done("no-such-path", page(404, "Not Found"));
  if (faults.strike("connection-lost", subject)) return done("connection-lost", { drop: true });
  if (faults.strike("unavailable", subject)) return done("unavailable", page(503, "Service Unavailable"));
  if (faults.strike("html", subject)) return done("html", page(200, "Bad Gateway"));
  if (faults.strike("system-error", subject)) return done("4000000", envelope(parts, facts, refuse(4000000)));
  if (isOver || faults.strike("rate-limited", subject)) return done("4000004", envelope(parts, facts, refuse(4000004)));
  const result = body === undefined ? refuse(3000000, "body") : decide(parts, facts, request, body, token);
  const response = envelope(parts, facts, result);
  const outcome = result.ok ? "ok" : String(result.code);
  if (faults.strike("reply-lost", subject)) return done(`${outcome} reply-lost`, { drop: true });
  if (faults.strike("half-body", subject))
    return done(`${outcome} half-body`, { partial: response, bytes: Math.floor(response.body.byteLength / 2) });
  const delay = faults.strike("reply-delayed", subject);
  if (delay !== undefined) await parts.state.world.clock.sleep(delay.delayMs);
  return done(outcome, response);
}

/** The checks of the documents in the order in which the platform is taken to make them; only "signature first" is documented. */
function decide(parts: RouterParts, facts: GatewayFacts, request: RawRequest, body: JsonNode, token: Token | undefined): Answer {
  const { state } = parts;
  const nowMs = state.world.clock.nowMs();
  const type = textMember(body, "type");
  if (type === undefined || type === "") return refuse(3000002);
  const app = checkApp(parts, body);
  if (!app.ok) return app;
  const refusal = checkTime(body, nowMs) ?? checkDataType(body);
  if (refusal !== undefined) return refusal;
  const params = paramsOf(body);
  if (type === createTokenType) return createToken(state, { appKey: app.app.appKey, gateway: facts.name, params, nowMs });
  const operation = findOperation(facts.name, type);
  if (operation === undefined) return refuse(3000003);
  const access = checkToken(parts, facts, app.app, textMember(body, "access_token"), token, type, request.remoteAddress, nowMs);
  if (!access.ok) return access;
  const struck = type.includes("shipment") && type.endsWith("confirm") ? parts.faults.strike("refuse-confirm", type) : undefined;
  if (struck !== undefined) {
    state.countRefusal(access.token.mallId, "rejected");
    return refuse(struck.code ?? 120012012);
  }
  const mall = state.malls.get(access.token.mallId);
  if (mall === undefined) return refuse(2000000);
  settleOrders(state, nowMs);
  return operation({
    state,
    settings: parts.settings,
    gateway: facts.name,
    regions: facts.regions,
    token: access.token,
    mall,
    params,
    nowMs,
  });
}

function checkApp(parts: RouterParts, body: JsonNode): { ok: true; app: App } | Refusal {
  const appKey = textMember(body, "app_key");
  if (appKey === undefined || appKey === "") return refuse(3000025);
  const app = parts.apps.find((one) => one.appKey === appKey);
  if (app === undefined) return refuse(3000026);
  const sign = firstSign(body);
  if (sign === undefined) return refuse(3000040);
  return isSignedBy(body, app.appSecret, sign) ? { ok: true, app } : refuse(3000001);
}

function checkTime(body: JsonNode, nowMs: number): Refusal | undefined {
  const text = textMember(body, "timestamp");
  if (text === undefined || text === "") return refuse(3000010);
  if (!/^\d{10}$/.test(text)) return refuse(3000011);
  const ahead = Number(text) - Math.floor(nowMs / 1000);
  if (ahead > clockToleranceSeconds) return refuse(3000011);
  return ahead < -clockToleranceSeconds ? refuse(3000012) : undefined;
}

function checkDataType(body: JsonNode): Refusal | undefined {
  const dataType = textMember(body, "data_type");
  return dataType === undefined || dataType === "" || dataType.toUpperCase() === "JSON" ? undefined : refuse(3000014);
}

function checkToken(
  parts: RouterParts,
  facts: GatewayFacts,
  app: App,
  given: string | undefined,
  token: Token | undefined,
  type: string,
  address: string,
  nowMs: number,
): { ok: true; token: Token } | Refusal {
  if (given === undefined || given === "") return refuse(3000030);
  if (token === undefined) return refuse(3000031);
  if (token.appKey !== app.appKey || token.gateway !== facts.name) return refuse(3000033);
  if (token.isReplaced || token.expiresAt * 1000 <= nowMs) return refuse(3000034);
  if (parts.allowedAddresses !== null && !parts.allowedAddresses.includes(address)) return refuse(5000003, address);
  return token.scopes.includes(type) ? { ok: true, token } : refuse(3000032, type);
}

/** Business parameters lie flat beside the common ones; a nested `request` object, which one client sends, is unwrapped. */
function paramsOf(body: JsonNode): unknown {
  const plain = toPlain(body);
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return {};
  const nested = plain.request;
  return typeof nested === "object" && nested !== null && !Array.isArray(nested) ? { ...plain, ...nested } : plain;
}

function textMember(body: JsonNode | undefined, name: string): string | undefined {
  if (body === undefined) return undefined;
  const plain = toPlain(body);
  if (typeof plain !== "object" || plain === null || Array.isArray(plain)) return undefined;
  const value = plain[name];
  return typeof value === "string" ? value : undefined;
}

function envelope(parts: RouterParts, facts: GatewayFacts, result: Answer): RawResponse {
  const chance = parts.state.world.random;
  const hex = (digits: number): string => Array.from({ length: digits }, () => chance.int(0, 15).toString(16)).join("");
  const requestId = `${facts.requestIdPrefix}-${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  return result.ok
    ? jsonReply(200, { result: result.result, success: true, requestId, errorCode: successCode, errorMsg: "" })
    : jsonReply(200, { success: false, requestId, errorCode: result.code, errorMsg: result.message, result: null });
}

function page(status: number, title: string): RawResponse {
  const html = `<html><head><title>${status} ${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { "content-type": "text/html;charset=UTF-8" }, body: new TextEncoder().encode(html) };
}
