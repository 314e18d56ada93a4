import { LosslessNumber, parse, stringify } from "lossless-json";
import { fail, ok, type Result } from "../../kernel/result.ts";

/** What we put on Temu's wire: no null and no fraction can be written. A bigint is an id or a count with all its digits. */
export type WireValue = string | boolean | number | bigint | readonly WireValue[] | WireFields;
export type WireFields = { readonly [name: string]: WireValue | undefined };

function isList(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value);
}

/** Compact JSON with members in the order given: the one text that is both signed and sent. Undefined members are left out. */
export function writeJson(value: WireValue): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error("only whole numbers go on Temu's wire");
    return String(value);
  }
  if (typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(writeJson).join(",")}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${writeJson(member)}`],
  );
  return `{${members.join(",")}}`;
}

/** Ids pass 2^53: a number that JavaScript would change stays as its digits. */
function keepDigits(text: string): number | LosslessNumber {
  const value = Number(text);
  return Number.isSafeInteger(value) && String(value) === text ? value : new LosslessNumber(text);
}

/** A number that JavaScript would change: a fraction, an exponent, -0, or 16 digits and more. Text that looks like one does no harm. */
const delicateNumber = /(?:^|[:[,])\s*(?:-0|-?\d{16}|-?\d+[.eE])/;

/** Reads a reply without touching a digit. The parser's own complaint is dropped: it quotes the reply, which may hold buyer data. */
export function readJson(text: string): Result<unknown, "not-json"> {
  try {
    // most replies hold no such number, and the engine's own parser is four times as fast
    return ok(delicateNumber.test(text) ? parse(text, undefined, keepDigits) : JSON.parse(text));
  } catch {
    return fail("not-json");
  }
}

/** Whether any text in a part of a reply holds a NUL character. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => name.includes("\0") || holdsNul(member));
}

/** The text of a part of a reply, digit for digit. */
export function rawText(value: unknown): string {
  return stringify(value) ?? "";
}
