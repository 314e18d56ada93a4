import { z } from "zod";
import { reconciliationKinds } from "../../../kernel/vocabulary/sync.ts";
import { addressId, addressIds, addressList, addressText } from "../../ui/address.ts";

/** What the address line says about the reconciliation page. */
const AddressSearch = z.object({
  shop: addressIds,
  kind: addressList(z.enum(reconciliationKinds)),
  differences: z.literal("only").optional().catch(undefined),
  /** The sweep whose differences are open. */
  sweep: addressId,
});
export type ReconciliationsView = z.output<typeof AddressSearch>;

export function readReconciliationsView(search: object): ReconciliationsView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}
