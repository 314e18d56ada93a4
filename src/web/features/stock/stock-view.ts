import { z } from "zod";
import { addressId, addressIds, addressText } from "../../ui/address.ts";

export const skuTabs = ["ledger", "packages", "sellers", "limits"] as const;
export type SkuTab = (typeof skuTabs)[number];

/** What the address line says about the stock page. */
const AddressSearch = z.object({
  warehouse: addressIds,
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
  level: z.literal("low").optional().catch(undefined),
  stocked: z.literal("only").optional().catch(undefined),
  /** The SKU whose drawer is open, and its tab. */
  sku: addressId,
  tab: z.enum(skuTabs).optional().catch(undefined),
});
export type StockView = z.output<typeof AddressSearch>;

export function readStockView(search: object): StockView {
  const parsed = AddressSearch.safeParse(addressText(search));
  return parsed.success ? parsed.data : {};
}
