import { type Refusal, refuse } from "./codes.ts";
import type { GatewayName, Token } from "./model.ts";
import type { App } from "./options.ts";
import { type Body, commonText } from "./request.ts";
import { firstSign, isSignedBy } from "./signature.ts";
import type { State } from "./state.ts";

const clockToleranceSeconds = 300;

/** Who calls, proven by the signature: it is verified before any other parameter is looked at. */
export function checkApp(apps: readonly App[], body: Body): { ok: true; app: App } | Refusal {
  const appKey = commonText(body, "app_key");
  if (appKey === undefined) return refuse(3000025);
  const app = apps.find((one) => one.appKey === appKey);
  if (app === undefined) return refuse(3000026);
  const sign = firstSign(body.node);
  if (sign === undefined) return refuse(3000040);
  return isSignedBy(body.node, app.appSecret, sign) ? { ok: true, app } : refuse(3000001);
}

/** `timestamp` in seconds, as a string or a number, at most five minutes off the platform's clock. */
export function checkTime(body: Body, nowMs: number): Refusal | undefined {
  const text = commonText(body, "timestamp");
  if (text === undefined) return refuse(3000010);
  if (!/^\d{10}$/.test(text)) return refuse(3000011);
  const ahead = Number(text) - Math.floor(nowMs / 1000);
  if (ahead > clockToleranceSeconds) return refuse(3000011);
  return ahead < -clockToleranceSeconds ? refuse(3000012) : undefined;
}

/** `data_type` may be missing: working clients in three languages never send it. */
export function checkDataType(body: Body): Refusal | undefined {
  const dataType = commonText(body, "data_type");
  return dataType === undefined || dataType.toUpperCase() === "JSON" ? undefined : refuse(3000014);
}

/** What a token of another gateway gets. Both are reported: here it is unknown, or it does not belong to the app key of this region. */
export const foreignTokenCodes = [3000033, 3000031] as const;
export type ForeignTokenCode = (typeof foreignTokenCodes)[number];

export type Access = {
  gateway: GatewayName;
  app: App;
  type: string;
  address: string;
  allowedAddresses: readonly string[] | null;
  foreignTokenCode: ForeignTokenCode;
  nowMs: number;
};

/** Whether the token opens this API type, here, for this caller. */
export function checkToken(state: State, body: Body, access: Access): { ok: true; token: Token } | Refusal {
  const given = commonText(body, "access_token");
  if (given === undefined) return refuse(3000030);
  const token = state.tokens.get(given);
  if (token === undefined) return refuse(3000031);
  // keys and tokens belong to one region's gateway
  if (token.gateway !== access.gateway) return refuse(access.foreignTokenCode);
  if (token.appKey !== access.app.appKey) return refuse(3000033);
  if (token.isReplaced || token.expiresAt * 1000 <= access.nowMs) return refuse(3000034);
  if (access.allowedAddresses !== null && !access.allowedAddresses.includes(access.address)) return refuse(5000003, access.address);
  return token.scopes.includes(access.type) ? { ok: true, token } : refuse(3000032, access.type);
}
