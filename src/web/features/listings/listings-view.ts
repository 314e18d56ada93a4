import { z } from "zod";
import { type ListingFilter, type ListingTab, listingSearchFields, listingStockFilters, listingTabs } from "../../../contract/listings.ts";
import { listingStates } from "../../../kernel/vocabulary/listing.ts";
import { addressId, addressIds, addressList, addressText } from "../../ui/address.ts";

/** What the address line says about the page of live listings. Without a tab it opens on what is unpaired. */
const AddressSearch = z.object({
  tab: z.enum(listingTabs).optional().catch(undefined),
  shop: addressIds,
  state: addressList(z.enum(listingStates)),
  search_field: z.enum(listingSearchFields).optional().catch(undefined),
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
  stock: z.enum(listingStockFilters).optional().catch(undefined),
  package: addressId,
  /** The listing whose figure is explained. */
  listing: addressId,
});
export type ListingsView = z.output<typeof AddressSearch>;

export function readListingsView(search: object): ListingsView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}

export function tabOf(view: ListingsView): ListingTab {
  return view.tab ?? "unpaired";
}

/** The filter as the server takes it. */
export function toFilter(view: ListingsView): ListingFilter {
  const { shop, state, search, stock, package: packageId } = view;
  return { shop, state, stock, search, search_field: search === undefined ? undefined : view.search_field, package: packageId };
}

/** Whether anything narrows the list beside its tab. */
export function isFiltered(view: ListingsView): boolean {
  return view.shop !== undefined || view.state !== undefined || view.search !== undefined || view.stock !== undefined;
}
