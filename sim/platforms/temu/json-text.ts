/** A JSON value as it was written: members in their order, numbers as their literal text. `JSON.parse` keeps neither. */
export type JsonNode =
  | { kind: "null" }
  | { kind: "boolean"; value: boolean }
  | { kind: "number"; text: string }
  | { kind: "string"; value: string }
  | { kind: "array"; items: JsonNode[] }
  | { kind: "object"; members: { name: string; node: JsonNode }[] };

/** The same value for reading parameters: numbers have become text, so that an id beyond 2^53 keeps its digits. */
export type Plain = null | boolean | string | Plain[] | { [name: string]: Plain };

const maximumDepth = 64;
const blank = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids bare control characters in strings
const quoted = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;

class NotJson extends Error {}

/** Reads one JSON text. Undefined when it is none. */
export function parseJsonText(text: string): JsonNode | undefined {
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    const node = this.value(0);
    this.take(blank);
    if (this.at !== this.text.length) throw new NotJson();
    return node;
  }

  private value(depth: number): JsonNode {
    if (depth > maximumDepth) throw new NotJson();
    this.take(blank);
    const first = this.text[this.at];
    if (first === "{") return this.object(depth);
    if (first === "[") return this.array(depth);
    if (first === '"') return { kind: "string", value: this.string() };
    const literal = this.take(word);
    if (literal === "null") return { kind: "null" };
    if (literal !== undefined) return { kind: "boolean", value: literal === "true" };
    const digits = this.take(number);
    if (digits === undefined || digits === "") throw new NotJson();
    return { kind: "number", text: digits };
  }

  private object(depth: number): JsonNode {
    const members: { name: string; node: JsonNode }[] = [];
    this.at += 1;
    if (this.isNext("}")) return { kind: "object", members };
    do {
      this.take(blank);
      const name = this.string();
      if (!this.isNext(":")) throw new NotJson();
      members.push({ name, node: this.value(depth + 1) });
    } while (this.isNext(","));
    if (!this.isNext("}")) throw new NotJson();
    return { kind: "object", members };
  }

  private array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.at += 1;
    if (this.isNext("]")) return { kind: "array", items };
    do items.push(this.value(depth + 1));
    while (this.isNext(","));
    if (!this.isNext("]")) throw new NotJson();
    return { kind: "array", items };
  }

  private string(): string {
    const token = this.take(quoted);
    if (token === undefined) throw new NotJson();
    return token.includes("\\") ? String(JSON.parse(token)) : token.slice(1, -1);
  }

  /** Steps over `mark` and the blanks before it, if it comes next. */
  private isNext(mark: string): boolean {
    this.take(blank);
    if (this.text[this.at] !== mark) return false;
    this.at += 1;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }
}

/** How a client's JSON writer escapes what needs no escape. */
export type Escaping = { slash?: true; unicode?: true; characters?: string };

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A string's inside as that writer would put it between the quotes. */
export function escapeText(value: string, escaping: Escaping): string {
  let text = JSON.stringify(value).slice(1, -1);
  if (escaping.slash) text = text.replaceAll("/", "\\/");
  for (const character of escaping.characters ?? "") text = text.replaceAll(character, unicodeEscape(character));
  if (escaping.unicode) text = text.replace(/[\u007f-\uffff]/g, unicodeEscape);
  return text;
}

/** Compact JSON in wire order, number text untouched. */
export function emitCompact(node: JsonNode, escaping: Escaping = {}): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return `"${escapeText(node.value, escaping)}"`;
    case "array":
      return `[${node.items.map((item) => emitCompact(item, escaping)).join(",")}]`;
    case "object":
      return `{${node.members.map((member) => `"${escapeText(member.name, escaping)}":${emitCompact(member.node, escaping)}`).join(",")}}`;
  }
}

/** For reading parameters. Of members with one name the last counts, as in most JSON readers. */
export function toPlain(node: JsonNode): Plain {
  switch (node.kind) {
    case "null":
      return null;
    case "boolean":
    case "string":
      return node.value;
    case "number":
      return node.text;
    case "array":
      return node.items.map(toPlain);
    case "object":
      return Object.fromEntries(node.members.map((member): [string, Plain] => [member.name, toPlain(member.node)]));
  }
}
