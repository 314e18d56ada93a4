import { LosslessNumber } from "lossless-json";
import { z } from "zod";
import { type Instant, instantFromSeconds } from "../../kernel/instant.ts";

/** An id, whatever its JSON type, digit for digit. Empty and null are no id. */
export const WireId = z
  .union([z.string(), z.number(), z.instanceof(LosslessNumber)])
  .transform(String)
  .pipe(z.string().min(1));

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

/** Text; null and absence become "". */
export const WireText = z
  .union([z.string(), z.null()])
  .optional()
  .transform((value) => value ?? "");

/** Text that may say nothing: blank, null and absence become null. */
export const WireBlank = z
  .union([z.string(), z.null()])
  .optional()
  .transform((value) => (value === undefined || value === null || value.trim() === "" ? null : value.trim()));

/** Where a reply broke a schema, without any of its values: they may be buyer data. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join(".") || "reply"}: ${issue.code}`)
    .join("; ");
}
