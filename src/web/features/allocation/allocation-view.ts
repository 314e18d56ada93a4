import { z } from "zod";
import { addressId, addressText } from "../../ui/address.ts";

/** What the address line says about the allocation page. */
const AddressSearch = z.object({
  /** The shop whose drawer is open. */
  shop: addressId,
});
export type AllocationView = z.output<typeof AddressSearch>;

export function readAllocationView(search: object): AllocationView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}
