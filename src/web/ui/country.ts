import type { Language } from "../text/use-text.tsx";

const names = new Map<Language, Intl.DisplayNames>();

/** A country's name in the page's language, by its ISO 3166 code. */
export function countryName(language: Language, code: string): string {
  let found = names.get(language);
  if (found === undefined) {
    found = new Intl.DisplayNames([language], { type: "region", style: "short", fallback: "code" });
    names.set(language, found);
  }
  return found.of(code) ?? code;
}

/** Where orders go, the frequent ones first. */
export const shippingCountries = [
  "US",
  "CA",
  "MX",
  "BR",
  "GB",
  "FR",
  "DE",
  "IT",
  "ES",
  "NL",
  "BE",
  "AT",
  "PL",
  "PT",
  "IE",
  "SE",
  "DK",
  "FI",
  "CZ",
  "SK",
  "HU",
  "RO",
  "BG",
  "GR",
  "HR",
  "SI",
  "LT",
  "LV",
  "EE",
  "LU",
  "CY",
  "MT",
  "NO",
  "CH",
  "IS",
  "AU",
  "NZ",
  "JP",
  "KR",
  "SG",
  "MY",
  "TH",
  "PH",
  "VN",
  "ID",
  "SA",
  "AE",
  "QA",
  "KW",
  "BH",
  "OM",
  "IL",
  "JO",
  "ZA",
  "CL",
  "CO",
  "PE",
  "EC",
  "UY",
  "PA",
  "CR",
  "DO",
  "GT",
  "TR",
  "UA",
  "GE",
  "KZ",
  "UZ",
  "MU",
  "HK",
  "TW",
  "PR",
] as const;
