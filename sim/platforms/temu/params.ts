import { z } from "zod";
import { type Refusal, refuse } from "./codes.ts";

const isUnused = (value: unknown): boolean => value === null || value === "" || (Array.isArray(value) && value.length === 0);

/** Clients send null, "" and [] for filters that they do not use. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (isUnused(value) ? undefined : value), schema.optional());
}

/** Numbers arrive here as their literal text, so a number and a numeric string read the same. */
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);
/** Ids are compared as text: they may be longer than a double holds. */
export const idText = z.string().regex(/^\d{1,30}$/);
export const flag = z.preprocess(
  (value) => (value === "true" || value === "1" ? true : value === "false" || value === "0" ? false : value),
  z.boolean(),
);
/** Free text. Blank stays blank: whether that is a fault is for the operation to say. */
export const text = z.preprocess((value) => value ?? "", z.string());

/** Reads parameters; a wrong type is the gateway's 3000000, whose message names the path. */
export function readParams<T extends z.ZodType>(schema: T, params: unknown): { ok: true; value: z.output<T> } | Refusal {
  const read = schema.safeParse(params);
  if (read.success) return { ok: true, value: read.data };
  return refuse(3000000, read.error.issues[0]?.path.join(".") || "body");
}
