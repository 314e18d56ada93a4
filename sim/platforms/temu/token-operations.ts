import { z } from "zod";
import type { Call, Operation } from "./call.ts";
import { type Answer, grant, refuse } from "./codes.ts";
import { eventCodes } from "./event-codes.ts";
import type { AuthorisationCode, GatewayName, Mall, Token } from "./model.ts";
import { readParams, text } from "./params.ts";
import { regionIdsOf } from "./regions.ts";
import { scopesOf } from "./scopes.ts";
import type { State } from "./state.ts";

const yearSeconds = 365 * 24 * 3600;
const regionOfGateway: Record<GatewayName, string> = { us: "211", eu: "76", global: "37", pa: "211", cn: "43" };

/** A token's region: the shop's own where the gateway serves it, else the gateway's first. Seller-side tokens follow the shop. */
function regionOf(mall: Mall | undefined, gateway: GatewayName): string {
  if (mall === undefined || gateway === "cn") return regionOfGateway[gateway];
  return gateway === "pa" || regionIdsOf(gateway).includes(mall.regionId) ? mall.regionId : regionOfGateway[gateway];
}

/** A token of a shop for one gateway, good for a year. */
export function issueToken(
  state: State,
  grantee: { token: string; appKey: string; mallId: string; gateway: GatewayName },
  nowMs: number,
): Token {
  const mall = state.malls.get(grantee.mallId);
  const token: Token = {
    ...grantee,
    regionId: regionOf(mall, grantee.gateway),
    scopes: scopesOf(grantee.gateway, mall?.mallType ?? 1),
    expiresAt: Math.floor(nowMs / 1000) + yearSeconds,
    isReplaced: false,
    events: [...eventCodes],
  };
  state.saveToken(token);
  return token;
}

/** The seller authorises anew: a new token, and the ones before it are dead. */
export function replaceToken(state: State, grantee: { appKey: string; mallId: string; gateway: GatewayName }, nowMs: number): Token {
  for (const token of state.tokens.values()) {
    if (token.appKey !== grantee.appKey || token.mallId !== grantee.mallId || token.gateway !== grantee.gateway || token.isReplaced)
      continue;
    token.isReplaced = true;
    state.saveToken(token);
  }
  const chance = state.nextChance("token");
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  const letters = Array.from({ length: 57 }, () => alphabet[chance.int(0, alphabet.length - 1)] ?? "a").join("");
  return issueToken(state, { ...grantee, token: `${grantee.gateway === "eu" ? "epl" : "upl"}${letters}` }, nowMs);
}

function tokenView(call: { state: State; token: Token }): Record<string, unknown> {
  const { token, state } = call;
  const mall = state.malls.get(token.mallId);
  const wanted = state.permittedEvents(token.appKey, token.mallId);
  return {
    mallId: Number(token.mallId),
    mallType: mall?.mallType ?? 1,
    regionId: Number(token.regionId),
    ...(mall?.mallType === 1 ? { semiUniqueId: mall.semiUniqueId } : {}),
    expiredTime: token.expiresAt,
    apiScopeList: token.scopes,
    appSubscribeEventCodeList: state.subscriptions.get(token.appKey)?.events ?? eventCodes,
    appSubscribeStatus: 0,
    authEventCodeList: token.events.map((eventCode) => ({ eventCode, permitsStatus: wanted.includes(eventCode) ? 1 : 0 })),
  };
}

/** `bg.open.accesstoken.info.get` and its twin on the partner gateway. */
export const getTokenInfo: Operation = (call) => grant(tokenView(call));

/** `bg.local.mall.info.get`. */
export const getMallInfo: Operation = (call: Call) =>
  grant({ mallId: Number(call.mall.mallId), siteId: Number(call.mall.siteId), branchesMallInfo: [] });

const CreateParams = z.object({ code: text, access_token: text });

/** `bg.open.accesstoken.create`: a code for a token. Single use; both fields carry the code. */
export function createToken(state: State, asked: { appKey: string; gateway: GatewayName; params: unknown; nowMs: number }): Answer {
  const read = readParams(CreateParams, asked.params);
  if (!read.ok) return read;
  const known: AuthorisationCode | undefined = state.codes.get(read.value.access_token);
  const isGood =
    known !== undefined &&
    (read.value.code === "" || read.value.code === known.code) &&
    known.appKey === asked.appKey &&
    known.gateway === asked.gateway &&
    !known.isUsed &&
    known.expiresAt * 1000 > asked.nowMs;
  if (!isGood) return refuse(110020002);
  known.isUsed = true;
  state.saveCode(known);
  const token = replaceToken(state, { appKey: known.appKey, mallId: known.mallId, gateway: known.gateway }, asked.nowMs);
  return grant({ accessToken: token.token, ...tokenView({ state, token }), associatedMallTokenList: [] });
}
