import { createHash } from "node:crypto";
import { type WireFields, type WireValue, writeJson } from "./json.ts";

/** The text that stands for a value: characters as they are for a string, compact JSON for everything else. */
function valueText(value: WireValue): string {
  return typeof value === "string" ? value : writeJson(value);
}

/** Upper-case MD5 over name+value of all fields but `sign`, in byte order of the names, between two secrets (docs/platforms/temu.md#signature). */
export function signatureOf(fields: WireFields, appSecret: string): string {
  const text = Object.entries(fields)
    .filter(([name]) => name !== "sign")
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === undefined ? "" : name + valueText(value)))
    .join("");
  return createHash("md5").update(`${appSecret}${text}${appSecret}`, "utf8").digest("hex").toUpperCase();
}
