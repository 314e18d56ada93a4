import { createHash } from "node:crypto";

export type YanwenQuery = { user_id: string; method: string; format: "json"; timestamp: string; version: "V1.0" };

/** Lower-case MD5 over the values in the order of their names, the body as sent among them, between two API tokens. */
export function signatureOf(query: YanwenQuery, body: string, apiToken: string): string {
  const text = `${query.user_id}${body}${query.format}${query.method}${query.timestamp}${query.version}`;
  return createHash("md5").update(`${apiToken}${text}${apiToken}`, "utf8").digest("hex");
}
