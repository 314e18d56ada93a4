import { type JsonNode, type Plain, parseJsonText, toPlain } from "./json-text.ts";

/** A request's body, understood once: as written, for the signature, and plain, for reading. Undefined members when it is no JSON object. */
export type Body = { node: JsonNode; members: { [name: string]: Plain } };

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Undefined when the bytes are not one JSON object in UTF-8. */
export function readBody(bytes: Uint8Array): Body | undefined {
  const text = decode(bytes);
  const node = text === undefined ? undefined : parseJsonText(text);
  const plain = node === undefined ? undefined : toPlain(node);
  if (node === undefined || typeof plain !== "object" || plain === null || Array.isArray(plain)) return undefined;
  return { node, members: plain };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** A common parameter's text. A number reads as its digits; blank and null read as missing. */
export function commonText(body: Body | undefined, name: string): string | undefined {
  const value = body?.members[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Whether a business parameter was written as a number, and not as a text with digits. */
export function isWrittenAsNumber({ node }: Body, name: string): boolean {
  const found = findMember(node, name) ?? findMember(findMember(node, "request"), name);
  return found?.kind === "number";
}

function findMember(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === "object" ? node.members.findLast((member) => member.name === name)?.node : undefined;
}

/** Business parameters lie flat beside the common ones. One client nests them under `request`: unwrapped, but what lies flat counts. */
export function businessParams(body: Body): unknown {
  const { request } = body.members;
  return typeof request === "object" && request !== null && !Array.isArray(request) ? { ...request, ...body.members } : body.members;
}
