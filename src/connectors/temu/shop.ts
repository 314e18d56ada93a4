import { z } from "zod";
import { ok } from "../../kernel/result.ts";
import type { Authorisation, PlatformResult, ShopFacts, ShopLink } from "../../ports/platform.ts";
import { callWith } from "./call.ts";
import { WireId, WireTime } from "./wire.ts";

const TokenInfo = z.looseObject({
  mallId: WireId,
  mallType: z.number().nullish(),
  expiredTime: WireTime,
  apiScopeList: z.array(z.string()).nullish(),
});

const kinds: Readonly<Record<number, ShopFacts["kind"]>> = { 1: "semi-managed", 100: "local" };

/** `bg.open.accesstoken.info.get`, on the partner gateway with `.global`: whose token it is, until when, and for which calls. */
export async function readFacts(link: ShopLink, authorisation: Authorisation): PlatformResult<ShopFacts> {
  const reply = await callWith(link, authorisation, {
    type: authorisation.gateway === "pa" ? "bg.open.accesstoken.info.get.global" : "bg.open.accesstoken.info.get",
    purpose: authorisation.purpose,
    writes: false,
    params: {},
    reply: TokenInfo,
  });
  if (!reply.ok) return reply;
  const info = reply.value;
  return ok({
    platformShopId: info.mallId,
    kind: kinds[info.mallType ?? -1] ?? "fully-managed",
    expiresAt: info.expiredTime,
    scopes: info.apiScopeList ?? null,
  });
}
