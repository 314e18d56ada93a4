import { LosslessNumber } from "lossless-json";
import { z } from "zod";
import { type Instant, instantFromSeconds } from "../../kernel/instant.ts";

/** An order number or another name that the platform gave: visible ASCII, so that it fits keys, URLs and jsonb. */
export const WireName = z.string().regex(/^[\x21-\x7e]{1,128}$/u);

/** An id, whatever its JSON type, digit for digit. Empty and null are no id. */
export const WireId = z
  .union([z.string(), z.number(), z.instanceof(LosslessNumber)])
  .transform(String)
  .pipe(WireName);

/** An id in a request, as the digits that it is. Ids of another form go as text and are the platform's to refuse. */
export function idOnWire(id: string): bigint | string {
  return /^\d{1,19}$/u.test(id) ? BigInt(id) : id;
}

/** A count: a whole number that the platform may also send as text. */
export const WireCount = z
  .union([z.number(), z.string().regex(/^\d{1,9}$/)])
  .transform(Number)
  .pipe(z.int().min(0).max(1_000_000));

/** Epoch seconds between 2015 and 2100; 0, null and absence mean "not known". */
export const WireTime = z
  .union([z.number(), z.string().regex(/^\d{1,10}$/), z.null()])
  .optional()
  .transform((value): Instant | null => {
    const seconds = Number(value ?? 0);
    return seconds === 0 ? null : instantFromSeconds(seconds);
  })
  .refine((value) => value === null || (value > 1_420_000_000_000 && value < 4_102_444_800_000), "not a time in epoch seconds");

/** PostgreSQL holds neither NUL nor half a surrogate pair, which is what a title cut in the middle of an emoji ends in. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}

/** Text; null and absence become "". */
export const WireText = z
  .union([z.string(), z.null()])
  .optional()
  .transform((value) => storable(value ?? ""));

/** A code that a seller gave: people scan and sort by it, so it is a key, and as short as one. */
export const WireCode = WireText.pipe(z.string().max(200));

/** Text that may say nothing: blank, null and absence become null. */
export const WireBlank = z
  .union([z.string(), z.null()])
  .optional()
  .transform((value) => {
    const text = storable(value ?? "").trim();
    return text === "" ? null : text;
  });

/** Where a reply broke a schema, without any of its values: they may be buyer data. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join(".") || "reply"}: ${issue.code}`)
    .join("; ");
}
