import { z } from "zod";
import type { Recipient } from "../ports/platform.ts";
import type { TenantVault } from "./vault.ts";

const Lines = z.array(z.string());

/** Opens a sealed recipient. Only for a purpose that needs the clear text: a carrier's booking, or a person's view that is logged. */
export function openRecipient(vault: TenantVault, row: RecipientRow): Recipient {
  const open = (column: string, sealed: string | null) =>
    sealed === null ? null : vault.open({ table: "order_recipient", column, row: row.order_id }, sealed);
  return {
    name: open("name_encrypted", row.name_encrypted) ?? "",
    phone: open("phone_encrypted", row.phone_encrypted),
    email: open("email_encrypted", row.email_encrypted),
    addressLines: Lines.parse(JSON.parse(open("address_encrypted", row.address_encrypted) ?? "[]")),
    district: open("district_encrypted", row.district_encrypted),
    city: open("city_encrypted", row.city_encrypted),
    region: open("region_encrypted", row.region_encrypted),
    postcode: open("postcode_encrypted", row.postcode_encrypted),
    country: row.country,
    taxNumber: open("tax_number_encrypted", row.tax_number_encrypted),
  };
}

/** The sealed columns as a query gives them. */
export type RecipientRow = {
  order_id: string;
  country: string | null;
  name_encrypted: string;
  phone_encrypted: string | null;
  email_encrypted: string | null;
  address_encrypted: string;
  district_encrypted: string | null;
  city_encrypted: string | null;
  region_encrypted: string | null;
  postcode_encrypted: string | null;
  tax_number_encrypted: string | null;
};
