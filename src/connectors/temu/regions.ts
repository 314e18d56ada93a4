const european: ReadonlySet<string> = new Set([
  "210",
  "69",
  "76",
  "98",
  "186",
  "141",
  "20",
  "162",
  "191",
  "13",
  "163",
  "96",
  "79",
  "53",
  "90",
  "167",
  "54",
  "68",
  "149",
  "192",
]);

/** Which gateway serves orders of a region (regionId of the order API). */
export function gatewayOfRegion(regionId: string): "us" | "eu" | "global" {
  if (regionId === "211") return "us";
  return european.has(regionId) ? "eu" : "global";
}

const countries: Readonly<Record<string, string>> = {
  "211": "US",
  "37": "CA",
  "210": "GB",
  "69": "FR",
  "76": "DE",
  "98": "IT",
  "186": "ES",
  "12": "AU",
  "100": "JP",
  "185": "KR",
  "128": "MX",
  "29": "BR",
  "141": "NL",
  "20": "BE",
  "162": "PL",
  "191": "SE",
  "13": "AT",
  "163": "PT",
  "96": "IE",
  "79": "GR",
  "53": "CZ",
  "90": "HU",
  "167": "RO",
  "54": "DK",
  "68": "FI",
  "149": "NO",
  "192": "CH",
  "144": "NZ",
};

const byName: Readonly<Record<string, string>> = {
  "united states": "US",
  usa: "US",
  canada: "CA",
  "united kingdom": "GB",
  france: "FR",
  germany: "DE",
  italy: "IT",
  spain: "ES",
  australia: "AU",
  japan: "JP",
  korea: "KR",
  "south korea": "KR",
  mexico: "MX",
  brazil: "BR",
};

/** ISO 3166-1 alpha-2 of an address: by its country's name, by a code that stands there already, else by the order's region. */
export function countryOf(name: string | null, regionId: string): string | null {
  const text = name?.trim() ?? "";
  if (/^[A-Z]{2}$/u.test(text)) return text;
  return byName[text.toLowerCase()] ?? countries[regionId] ?? null;
}
