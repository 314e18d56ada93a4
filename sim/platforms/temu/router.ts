import type { Random } from "../../kernel/random.ts";
import { type Gateway, jsonReply, type RawRequest, type RawResponse, type Reply } from "../../kernel/wire.ts";
import type { ArrivalLog } from "./arrivals.ts";
import type { Settings } from "./call.ts";
import { checkApp, checkDataType, checkTime, checkToken, type ForeignTokenCode } from "./checks.ts";
import { type Answer, refuse } from "./codes.ts";
import type { FaultBox } from "./faults.ts";
import { type GatewayFacts, gatewayFacts } from "./gateways.ts";
import { settleOrders } from "./lifecycle.ts";
import type { Limits } from "./limits.ts";
import type { GatewayName } from "./model.ts";
import { createTokenType, findOperation } from "./operations.ts";
import type { App } from "./options.ts";
import { type Body, businessParams, commonText, isWrittenAsNumber, readBody } from "./request.ts";
import type { State } from "./state.ts";
import { createToken } from "./token-operations.ts";

/** Who may call, by socket address (null is everyone), and how a token of another gateway is refused. Set through the control port. */
export type Door = { allowedAddresses: readonly string[] | null; foreignTokenCode: ForeignTokenCode };

export type RouterParts = {
  state: State;
  limits: Limits;
  faults: FaultBox;
  settings: Settings;
  apps: readonly App[];
  door: Door;
  arrivals: ArrivalLog;
  /** Chance for request ids, shared by the gateways. */
  chance: Random;
};

type Visit = { parts: RouterParts; facts: GatewayFacts; request: RawRequest; body: Body | undefined; type: string };
type Outcome = { reply: Reply; outcome: string };

const successCode = 1_000_000;
const usualDelayMs = 20_000;
const confirmTypes = new Set(["bg.logistics.shipment.confirm", "bg.logistics.shipment.v2.confirm"]);

/** The front door of one gateway: every arrival is counted, then bans and limits, then the platform's checks, then the operation. */
export function createRouter(parts: RouterParts, name: GatewayName): Gateway {
  const facts = gatewayFacts[name];
  return async (request) => {
    const body = readBody(request.body);
    const type = commonText(body, "type") ?? "";
    const token = parts.state.tokens.get(commonText(body, "access_token") ?? "");
    const arrival = parts.arrivals.add({
      atMs: request.arrivedAtMs,
      mall: token?.mallId ?? null,
      type,
      gateway: name,
      address: request.remoteAddress,
      outcome: "",
    });
    const isBanned = parts.limits.isBanned(arrival.address, arrival.atMs);
    const { isOver } = parts.limits.note({ atMs: arrival.atMs, address: arrival.address, mallId: token?.mallId, appKey: token?.appKey });
    const visit = { parts, facts, request, body, type };
    const { reply, outcome } = shutOut(visit, isBanned, isOver) ?? (await serve(visit));
    arrival.outcome = outcome;
    return reply;
  };
}

/** Whatever keeps a request from having any effect before it is read. */
function shutOut(visit: Visit, isBanned: boolean, isOver: boolean): Outcome | undefined {
  const { parts, request, type } = visit;
  if (isBanned) return { outcome: "banned", reply: page(403, "Access Denied") };
  // a query string is ignored: the official sample puts the secret there
  if (request.target.split("?")[0] !== "/openapi/router") return { outcome: "404", reply: page(404, "Not Found") };
  if (request.method !== "POST") return { outcome: "405", reply: page(405, "Method Not Allowed") };
  if (parts.faults.strike("connection-lost", type)) return { outcome: "connection-lost", reply: { drop: true } };
  if (parts.faults.strike("unavailable", type)) return { outcome: "unavailable", reply: page(503, "Service Unavailable") };
  if (parts.faults.strike("html", type)) return { outcome: "html", reply: page(200, "Bad Gateway") };
  if (parts.faults.strike("system-error", type)) return answered(visit, refuse(4000000));
  if (isOver || parts.faults.strike("throttle-answer", type)) return answered(visit, refuse(4000004));
  return undefined;
}

/** The answer, and what may befall it after the effect. */
async function serve(visit: Visit): Promise<Outcome> {
  const { faults, state } = visit.parts;
  const { reply, outcome } = answered(visit, visit.body === undefined ? refuse(3000000, "body") : decide(visit, visit.body));
  if (faults.strike("reply-lost", visit.type)) return { outcome: `${outcome} reply-lost`, reply: { drop: true } };
  if (faults.strike("half-body", visit.type)) {
    return { outcome: `${outcome} half-body`, reply: { partial: reply, bytes: Math.floor(reply.body.byteLength / 2) } };
  }
  const delay = faults.strike("reply-delayed", visit.type);
  if (delay !== undefined) await state.world.clock.sleep(delay.delayMs ?? usualDelayMs);
  return { outcome, reply };
}

/** The checks in the order in which the platform is taken to make them; only "signature first" is documented. */
function decide({ parts, facts, request, type }: Visit, body: Body): Answer {
  const { state, door } = parts;
  const nowMs = state.world.clock.nowMs();
  if (type === "") return refuse(3000002);
  const caller = checkApp(parts.apps, body);
  if (!caller.ok) return caller;
  const refusal = checkTime(body, nowMs) ?? checkDataType(body);
  if (refusal !== undefined) return refusal;
  const params = businessParams(body);
  const { app } = caller;
  if (type === createTokenType) return createToken(state, { appKey: app.appKey, gateway: facts.name, params, nowMs });
  const operation = findOperation(facts.name, type);
  if (operation === undefined) return refuse(3000003);
  const access = checkToken(state, body, { gateway: facts.name, app, type, address: request.remoteAddress, ...door, nowMs });
  if (!access.ok) return access;
  const { token } = access;
  const mall = state.malls.get(token.mallId);
  if (mall === undefined) return refuse(2000000);
  const struck = confirmTypes.has(type) ? parts.faults.strike("refuse-confirm", type) : undefined;
  if (struck !== undefined) {
    state.countRefusal(mall.mallId, "rejected");
    return refuse(struck.code ?? 120012012);
  }
  settleOrders(state, nowMs);
  const isNumber = (name: string): boolean => isWrittenAsNumber(body, name);
  return operation({ state, settings: parts.settings, gateway: facts.name, regions: facts.regions, token, mall, params, isNumber, nowMs });
}

function answered({ parts, facts }: Visit, answer: Answer): { reply: RawResponse; outcome: string } {
  const hex = (digits: number): string => Array.from({ length: digits }, () => parts.chance.int(0, 15).toString(16)).join("");
  const requestId = `${facts.requestIdPrefix}-${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  if (answer.ok) {
    return {
      outcome: "ok",
      reply: jsonReply(200, { result: answer.result, success: true, requestId, errorCode: successCode, errorMsg: "" }),
    };
  }
  const { code, message } = answer;
  return { outcome: String(code), reply: jsonReply(200, { success: false, requestId, errorCode: code, errorMsg: message, result: null }) };
}

function page(status: number, title: string): RawResponse {
  const html = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { "content-type": "text/html;charset=UTF-8" }, body: new TextEncoder().encode(html) };
}
