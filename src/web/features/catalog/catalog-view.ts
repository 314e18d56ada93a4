import { z } from "zod";
import { maxSkuSearch } from "../../../contract/catalog.ts";
import { skuKinds, skuStatuses } from "../../../kernel/vocabulary/stock.ts";
import type { SkuFilter } from "../../api/catalog-queries.ts";
import { addressId, addressList, addressText } from "../../ui/address.ts";

/** What the address line says about the catalogue. */
const AddressSearch = z.object({
  kind: addressList(z.enum(skuKinds)),
  status: addressList(z.enum(skuStatuses)),
  customs: z.literal("incomplete").optional().catch(undefined),
  search: addressList(z.string().trim().min(1).max(100)),
  text: z.string().trim().min(1).max(100).optional().catch(undefined),
  /** The SKU whose drawer is open. */
  sku: addressId,
  /** The drawer is open for a new SKU of this kind. */
  create: z.enum(skuKinds).optional().catch(undefined),
});
export type CatalogView = z.output<typeof AddressSearch>;

export function readCatalogView(search: object): CatalogView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}

/** What the list is asked for. */
export function filterOf({ kind, status, customs, search, text }: CatalogView): Partial<SkuFilter> {
  return { kind, status, customs, search: search?.slice(0, maxSkuSearch), text };
}

export function isFiltered(view: CatalogView): boolean {
  return Object.values(filterOf(view)).some((value) => value !== undefined);
}

/** One line is a text to look for; several, as they come from a sheet, are codes or barcodes. */
export function readSearch(typed: string): Pick<CatalogView, "search" | "text"> {
  const lines = [...new Set(typed.split(/[\n\r\t,，;；]+/u).map((line) => line.trim()))].filter((line) => line !== "");
  const [only] = lines;
  if (lines.length > 1) return { search: lines.slice(0, maxSkuSearch), text: undefined };
  return { search: undefined, text: only?.slice(0, 100) };
}
