import { z } from "zod";

/** Ids are lower-case UUIDs. */
export const IdParam = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** Integer minor units as text, with the currency. */
export const MoneyView = z.strictObject({ amount: z.string().regex(/^-?\d+$/), currency: z.string().regex(/^[A-Z]{3}$/) });
export type MoneyView = z.infer<typeof MoneyView>;

/** ISO 8601 in UTC with milliseconds. */
export const InstantView = z.iso.datetime();

/** A filter that may be given several times: `state=a&state=b` or `state=a,b`. */
export const listOf = <T extends z.ZodType>(item: T, max: number) =>
  z.preprocess(
    (value) =>
      value === undefined
        ? undefined
        : (Array.isArray(value) ? value : [value]).flatMap((part) => String(part).split(",")).filter((part) => part !== ""),
    z.array(item).max(max).optional(),
  );
