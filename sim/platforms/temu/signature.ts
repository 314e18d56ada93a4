import { createHash } from "node:crypto";
import { type Escaping, emitCompact, escapeText, type JsonNode } from "./json-text.ts";

type Member = { name: string; node: JsonNode };
type NullReading = "text" | "dropped" | "dropped-with-empty-text";

/**
 * What clients in the field do to their JSON before they sign it (docs/sandbox.md, "Signature"): nothing; Go's and Gson's HTML
 * escapes; PHP's slash and unicode escapes, together or one of them.
 */
const escapings: Escaping[] = [
  {},
  { characters: "<>&" },
  { characters: "<>&='" },
  { slash: true, unicode: true },
  { slash: true },
  { unicode: true },
];
const nullReadings: NullReading[] = ["text", "dropped", "dropped-with-empty-text"];

function signedText(members: Member[], secret: string, escaping: Escaping, encodesTopLevel: boolean, nulls: NullReading): string {
  const valueText = (node: JsonNode): string => {
    if (node.kind !== "string") return emitCompact(node, escaping);
    return encodesTopLevel ? escapeText(node.value, escaping) : node.value;
  };
  const isSigned = (node: JsonNode): boolean => {
    if (node.kind === "null") return nulls === "text";
    return !(nulls === "dropped-with-empty-text" && node.kind === "string" && node.value === "");
  };
  const pairs = members.filter((member) => isSigned(member.node)).map((member) => member.name + valueText(member.node));
  return secret + pairs.join("") + secret;
}

const md5 = (text: string): string => createHash("md5").update(text, "utf8").digest("hex").toUpperCase();

function membersToSign(body: JsonNode): Member[] {
  if (body.kind !== "object") return [];
  const last = new Map<string, Member>();
  for (const member of body.members) if (member.name !== "sign") last.set(member.name, member);
  return [...last.values()].sort((left, right) => Buffer.compare(Buffer.from(left.name), Buffer.from(right.name)));
}

/** Whether `sign` is right under the rule, or under one of the readings that working clients use. */
export function isSignedBy(body: JsonNode, secret: string, sign: string): boolean {
  const members = membersToSign(body);
  const tried = new Set<string>();
  for (const encodesTopLevel of [false, true]) {
    for (const escaping of escapings) {
      for (const nulls of nullReadings) {
        const text = signedText(members, secret, escaping, encodesTopLevel, nulls);
        if (tried.has(text)) continue;
        tried.add(text);
        if (md5(text) === sign.toUpperCase()) return true;
      }
    }
  }
  return false;
}

/** The first `sign` member: on duplicates the platform uses that one. */
export function firstSign(body: JsonNode): string | undefined {
  if (body.kind !== "object") return undefined;
  const node = body.members.find((member) => member.name === "sign")?.node;
  return node?.kind === "string" && node.value !== "" ? node.value : undefined;
}
