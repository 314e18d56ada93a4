import type { RawRequest } from "../../kernel/wire.ts";
import type { Account } from "./account.ts";
import { type Refusal, refuse } from "./envelope.ts";
import { isSignedBy } from "./sign.ts";

const clockWindowMs = 5 * 60_000;
const requiredNames = ["user_id", "method", "format", "timestamp", "version", "sign"] as const;

export type Caller = { ok: true; account: Account; method: string } | { ok: false; refusal: Refusal };

/** Who calls which method, or why the carrier does not listen. The order of the query and extra parameters (a repeated `data`) do not matter. */
export function authenticate(accounts: readonly Account[], query: URLSearchParams, request: RawRequest): Caller {
  for (const name of requiredNames) {
    if (!query.get(name)) return refuse("missingParameter", `请求参数${name}不能为空`);
  }
  const value = (name: (typeof requiredNames)[number]): string => query.get(name) ?? "";
  const account = accounts.find((candidate) => candidate.userId === value("user_id"));
  if (!account) return refuse("unknownAccount", `商户号不存在：${value("user_id")}`);
  if (value("format") !== "json" || value("version") !== "V1.0") return refuse("badVersion", "请求参数format或version不正确");
  const timestamp = value("timestamp");
  const isFresh = /^\d{13}$/.test(timestamp) && Math.abs(Number(timestamp) - request.arrivedAtMs) <= clockWindowMs;
  if (!isFresh) return refuse("staleTimestamp", "时间戳已过期，有效期为5分钟");
  const parts = { userId: account.userId, format: "json", method: value("method"), timestamp, version: "V1.0" };
  if (!isSignedBy(account.token, parts, request.body, value("sign"))) return refuse("badSign", "签名验证失败");
  return { ok: true, account, method: parts.method };
}
