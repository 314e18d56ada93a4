import { fail, ok, type Result } from "../../kernel/result.ts";
import { type Cell, isBlank } from "./cell.ts";
import type { ReasonCode } from "./reason.ts";

export type Fault = { code: ReasonCode; detail?: string };

/** One column of a template: what stands above it, how its cells are read, and what the explanation sheet says of it. */
export type Column<V> = {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly isRequired: boolean;
  /** `code`: opaque text, which a numeric cell may have spoilt. `text`: words. `figure`: a number. */
  readonly form: "code" | "text" | "figure";
  readonly read: (text: string) => Result<V, Fault>;
  readonly example: string;
  readonly noteZh: string;
  readonly noteEn: string;
};

/** A column whatever its cells hold. */
export type AnyColumn = Column<unknown>;

/** The value of a cell; undefined when it is blank. */
export function readCell<V>(column: Column<V>, cell: Cell | undefined): Result<V | undefined, Fault> {
  if (isBlank(cell)) return column.isRequired ? fail({ code: "required" }) : ok(undefined);
  const text = textOf(column, cell ?? null);
  return text.ok ? column.read(text.value) : text;
}

function textOf(column: AnyColumn, cell: Cell): Result<string, Fault> {
  if (typeof cell === "string") return isFormulaError(cell) ? fail({ code: "formula-error" }) : ok(cell.trim());
  if (cell instanceof Date) return fail({ code: "date-as-code" });
  if (typeof cell === "boolean") return ok(cell ? "TRUE" : "FALSE");
  if (cell === null) return ok("");
  // 0.1 + 0.2 is stored with seventeen digits, of which Excel shows fifteen
  if (column.form === "figure") return ok(String(Number(Number(cell.digits).toPrecision(15))));
  return cell.shown === null ? fail({ code: "number-as-code" }) : ok(cell.shown);
}

function isFormulaError(text: string): boolean {
  return /^#(NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|SPILL!)$/.test(text);
}

/** Text of at most so many characters. */
export function words(max: number): (text: string) => Result<string, Fault> {
  return (text) => (text.length > max ? fail({ code: "too-long", detail: String(max) }) : ok(text));
}

/** A code: any text without signs that nobody sees. */
export function code(max: number): (text: string) => Result<string, Fault> {
  return (text) => (/\p{Cc}/u.test(text) ? fail({ code: "control-character" }) : words(max)(text));
}

/** Full-width digits and signs as plain ones, thousands apart or not: `１，２００` is 1200. */
function plainNumber(text: string): string {
  const plain = text.normalize("NFKC").trim();
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
}

/** A whole number within a range. */
export function whole(min: number, max: number): (text: string) => Result<number, Fault> {
  return (text) => {
    const plain = plainNumber(text).replace(/^\+/, "");
    if (!/^-?\d{1,15}(\.0*)?$/.test(plain)) return fail({ code: "not-whole" });
    const value = Number(plain);
    return value < min || value > max ? fail({ code: "out-of-range", detail: `${min}–${max}` }) : ok(value);
  };
}

/** A number that is not negative, as an integer of its last decimal: with two decimals 12.5 is 1250. Never goes through a float. */
export function decimal(text: string, decimals: number, max: bigint): Result<bigint, Fault> {
  const match = /^\+?(\d{1,15})(?:\.(\d*))?$/.exec(plainNumber(text));
  const fraction = (match?.[2] ?? "").replace(/0+$/, "");
  if (match === null || fraction.length > decimals) return fail({ code: "not-number", detail: String(decimals) });
  const value = BigInt(`${match[1]}${fraction.padEnd(decimals, "0")}`);
  return value > max ? fail({ code: "out-of-range", detail: `0–${max / 10n ** BigInt(decimals)}` }) : ok(value);
}

/** One of several words; each value may have several, the first Chinese and the second English. */
export function choice<V>(choices: readonly { value: V; words: readonly string[] }[]): (text: string) => Result<V, Fault> {
  const values = new Map(choices.flatMap(({ value, words: said }) => said.map((word): [string, V] => [word.toLowerCase(), value])));
  const detail = [0, 1].map((language) => choices.map((one) => one.words[language]).join(" / ")).join(" · ");
  return (text) => {
    const value = values.get(text.normalize("NFKC").toLowerCase());
    return value === undefined ? fail({ code: "not-choice", detail }) : ok(value);
  };
}

export const yesNo = choice([
  { value: true, words: ["是", "yes", "y", "true", "1"] },
  { value: false, words: ["否", "no", "n", "false", "0"] },
]);

/** Several codes in one cell, a line or a comma, semicolon or bar between them. */
export function list(maxCount: number, maxLength: number): (text: string) => Result<string[], Fault> {
  return (text) => {
    const parts = text
      .split(/[\n\r,;|，；、]/)
      .map((part) => part.trim())
      .filter((part) => part !== "");
    if (parts.length > maxCount) return fail({ code: "too-many", detail: String(maxCount) });
    return parts.some((part) => part.length > maxLength) ? fail({ code: "too-long", detail: String(maxLength) }) : ok(parts);
  };
}

/** Text of a given form. */
export function matching(pattern: RegExp, fault: ReasonCode): (text: string) => Result<string, Fault> {
  return (text) => {
    const plain = text.normalize("NFKC").toUpperCase();
    return pattern.test(plain) ? ok(plain) : fail({ code: fault });
  };
}
