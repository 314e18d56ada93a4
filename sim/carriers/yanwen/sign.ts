import { createHash, timingSafeEqual } from "node:crypto";

export type SignedParts = { userId: string; format: string; method: string; timestamp: string; version: string };

/** md5 over token, user, data, format, method, timestamp, version, token: values only, the data as the bytes that were sent. */
export function signOf(token: string, parts: SignedParts, data: Uint8Array): string {
  return createHash("md5")
    .update(token + parts.userId)
    .update(data)
    .update(parts.format + parts.method + parts.timestamp + parts.version + token)
    .digest("hex");
}

/** Whether `sign` fits. An empty body may be signed as nothing or as the text `null`: one client in the field does the latter. */
export function isSignedBy(token: string, parts: SignedParts, data: Uint8Array, sign: string): boolean {
  if (sameText(signOf(token, parts, data), sign)) return true;
  return data.byteLength === 0 && sameText(signOf(token, parts, new TextEncoder().encode("null")), sign);
}

function sameText(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left);
  const rightBytes = Buffer.from(right);
  return leftBytes.byteLength === rightBytes.byteLength && timingSafeEqual(leftBytes, rightBytes);
}
