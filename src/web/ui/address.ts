import { z } from "zod";

// what a page keeps in the address line: text in, text out; what cannot be read is forgotten

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One id of ours. */
export const addressId = z.string().regex(uuid).optional().catch(undefined);

/** Several values with commas between them; those that don't fit are left out. */
export const addressList = <Item extends z.ZodType<string>>(item: Item) =>
  z
    .string()
    .transform((text) => {
      const fit = text.split(",").flatMap((part) => {
        const parsed = item.safeParse(part);
        return parsed.success ? [parsed.data] : [];
      });
      return fit.length === 0 ? undefined : fit;
    })
    .optional()
    .catch(undefined);

export const addressIds = addressList(z.string().regex(uuid));

/** The address line's fields as text; the router gives its text and a page's view alike. */
export function addressText(search: object): Record<string, string> {
  const fields: [string, unknown][] = Object.entries(search);
  return Object.fromEntries(
    fields.flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.join(",") : value === undefined || value === null ? "" : String(value);
      return text === "" ? [] : [[name, text]];
    }),
  );
}
