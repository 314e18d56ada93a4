import { z } from "zod";
import { documentKinds, documentStates, handMadeKinds } from "../../../kernel/vocabulary/stock.ts";
import { addressId, addressIds, addressList, addressText } from "../../ui/address.ts";

/** What the address line says about the documents page. */
const AddressSearch = z.object({
  kind: addressList(z.enum(documentKinds)),
  state: addressList(z.enum(documentStates)),
  warehouse: addressIds,
  number: z.string().trim().min(1).max(40).optional().catch(undefined),
  /** The document whose drawer is open. */
  document: addressId,
  /** The kind that is being made. */
  make: z.enum(handMadeKinds).optional().catch(undefined),
});
export type DocumentsView = z.output<typeof AddressSearch>;

export function readDocumentsView(search: object): DocumentsView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}
