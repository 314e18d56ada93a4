import type { GatewayName } from "./model.ts";

/** A place where a buyer may live; the tax is in basis points. */
export type Place = { city: string; state: string; postCode: string };

/**
 * A destination: its ids and currency are the platform's, its tax is the usual rate of the country. `unitsPerDollar` is our invention: items have one
 * price, in US cents, and are sold abroad for so much.
 */
export type Region = {
  regionId: string;
  gateway: GatewayName;
  siteId: string;
  country: string;
  currency: string;
  /** Decimals of the currency: amounts are minor units. */
  decimals: 0 | 2;
  unitsPerDollar: number;
  taxRate: number;
  /** `x` is a digit by chance: a range kept for fiction where the country has one, else numbers that begin with zeros, which nobody has. */
  telephone: string;
  /** `#` is the house number. */
  streets: readonly string[];
  places: readonly Place[];
};

const place = (city: string, state: string, postCode: string): Place => ({ city, state, postCode });
const euro = { currency: "EUR", decimals: 2, unitsPerDollar: 0.92 } as const;
const money = (currency: string, unitsPerDollar: number, decimals: 0 | 2 = 2) => ({ currency, unitsPerDollar, decimals });
const english = ["# Sample Street", "# Trial Avenue", "# Placeholder Road"];

type Facts = Omit<Region, "regionId" | "gateway" | "siteId" | "country">;
const region = (gateway: GatewayName, regionId: string, siteId: string, country: string, facts: Facts): Region => ({
  gateway,
  regionId,
  siteId,
  country,
  ...facts,
});

const america = region("us", "211", "100", "United States", {
  ...money("USD", 1),
  taxRate: 0,
  telephone: "+1 555-555-01xx",
  streets: english,
  places: [],
});

const europe: Region[] = [
  region("eu", "76", "105", "Germany", {
    ...euro,
    taxRate: 1900,
    telephone: "+49 30 23125 xxx",
    streets: ["Musterweg #", "Probestraße #", "Am Übungsplatz #"],
    places: [
      place("Leipzig", "Sachsen", "04109"),
      place("Köln", "Nordrhein-Westfalen", "50667"),
      place("Kiel", "Schleswig-Holstein", "24103"),
    ],
  }),
  region("eu", "69", "106", "France", {
    ...euro,
    taxRate: 2000,
    telephone: "+33 6 39 98 xx xx",
    streets: ["# rue de l’Exemple", "# allée des Essais"],
    places: [place("Nantes", "Pays de la Loire", "44000"), place("Besançon", "Bourgogne-Franche-Comté", "25000")],
  }),
  region("eu", "210", "102", "United Kingdom", {
    ...money("GBP", 0.78),
    taxRate: 2000,
    telephone: "+44 7700 900xxx",
    streets: ["# Sample Mews", "# Fixture Lane", "Flat #, Placeholder House"],
    places: [place("Leeds", "England", "LS1 4DY"), place("Cardiff", "Wales", "CF10 1EP")],
  }),
  region("eu", "98", "107", "Italy", {
    ...euro,
    taxRate: 2200,
    telephone: "+39 000 0xx xxxx",
    streets: ["Via dell’Esempio #"],
    places: [place("Modena", "Emilia-Romagna", "41121")],
  }),
  region("eu", "186", "109", "Spain", {
    ...euro,
    taxRate: 2100,
    telephone: "+34 000 0xx xxx",
    streets: ["Calle de la Prueba #", "Plaza del Peñón Inventado #"],
    places: [place("A Coruña", "Galicia", "15001"), place("Zaragoza", "Aragón", "50001")],
  }),
  region("eu", "141", "108", "Netherlands", {
    ...euro,
    taxRate: 2100,
    telephone: "+31 000 0xx xxx",
    streets: ["Voorbeeldstraat #"],
    places: [place("Utrecht", "Utrecht", "3511 AA")],
  }),
  region("eu", "20", "142", "Belgium", {
    ...euro,
    taxRate: 2100,
    telephone: "+32 000 0xx xxx",
    streets: ["Proefstraat #"],
    places: [place("Gent", "Oost-Vlaanderen", "9000")],
  }),
  region("eu", "162", "112", "Poland", {
    ...money("PLN", 3.9),
    taxRate: 2300,
    telephone: "+48 000 0xx xxx",
    streets: ["ul. Przykładowa #", "ul. Próbna #"],
    places: [place("Łódź", "łódzkie", "90-001"), place("Gdańsk", "pomorskie", "80-001")],
  }),
  region("eu", "191", "113", "Sweden", {
    ...money("SEK", 10.4),
    taxRate: 2500,
    telephone: "+46 31 390 06 xx",
    streets: ["Exempelgatan #"],
    places: [place("Göteborg", "Västra Götaland", "411 01")],
  }),
  region("eu", "13", "143", "Austria", {
    ...euro,
    taxRate: 2000,
    telephone: "+43 000 0xx xxx",
    streets: ["Mustergasse #"],
    places: [place("Graz", "Steiermark", "8010")],
  }),
  region("eu", "163", "111", "Portugal", {
    ...euro,
    taxRate: 2300,
    telephone: "+351 000 0xx xxx",
    streets: ["Rua do Exemplo #"],
    places: [place("Évora", "Alentejo", "7000-500")],
  }),
  region("eu", "96", "116", "Ireland", {
    ...euro,
    taxRate: 2300,
    telephone: "+353 20 91x xxxx",
    streets: english,
    places: [place("Galway", "Connacht", "H91 AA00")],
  }),
  region("eu", "79", "115", "Greece", {
    ...euro,
    taxRate: 2400,
    telephone: "+30 000 0xx xxxx",
    streets: ["Οδός Δοκιμής #"],
    places: [place("Πάτρα", "Δυτική Ελλάδα", "262 21")],
  }),
  region("eu", "53", "137", "Czechia", {
    ...money("CZK", 23),
    taxRate: 2100,
    telephone: "+420 000 0xx xxx",
    streets: ["Ukázková #"],
    places: [place("Plzeň", "Plzeňský kraj", "301 00")],
  }),
  region("eu", "90", "138", "Hungary", {
    ...money("HUF", 360),
    taxRate: 2700,
    telephone: "+36 000 0xx xxx",
    streets: ["Minta utca #"],
    places: [place("Győr", "Győr-Moson-Sopron", "9021")],
  }),
  region("eu", "167", "140", "Romania", {
    ...money("RON", 4.6),
    taxRate: 1900,
    telephone: "+40 000 0xx xxx",
    streets: ["Strada Exemplului #"],
    places: [place("Iași", "Iași", "700001")],
  }),
  region("eu", "54", "139", "Denmark", {
    ...money("DKK", 6.9),
    taxRate: 2500,
    telephone: "+45 00 0x xx xx",
    streets: ["Prøvevej #"],
    places: [place("Aarhus", "Midtjylland", "8000")],
  }),
  region("eu", "68", "144", "Finland", {
    ...euro,
    taxRate: 2550,
    telephone: "+358 000 0xx xxx",
    streets: ["Mallikatu #"],
    places: [place("Turku", "Varsinais-Suomi", "20100")],
  }),
  region("eu", "149", "124", "Norway", {
    ...money("NOK", 10.6),
    taxRate: 2500,
    telephone: "+47 00 0x xx xx",
    streets: ["Prøveveien #"],
    places: [place("Bergen", "Vestland", "5003")],
  }),
  region("eu", "192", "114", "Switzerland", {
    ...money("CHF", 0.88),
    taxRate: 810,
    telephone: "+41 00 00x xx xx",
    streets: ["Musterplatz #"],
    places: [place("Bern", "Bern", "3011")],
  }),
];

const elsewhere: Region[] = [
  region("global", "37", "101", "Canada", {
    ...money("CAD", 1.36),
    taxRate: 1300,
    telephone: "+1 416-555-01xx",
    streets: english,
    places: [place("Hamilton", "Ontario", "L8P 1A1"), place("Montréal", "Québec", "H2Y 1C6")],
  }),
  region("global", "128", "110", "Mexico", {
    ...money("MXN", 17.2),
    taxRate: 1600,
    telephone: "+52 000 0xx xxxx",
    streets: ["Calle Ejemplo #", "Avenida del Ensayo #"],
    places: [place("Mérida", "Yucatán", "97000"), place("Querétaro", "Querétaro", "76000")],
  }),
  region("global", "12", "103", "Australia", {
    ...money("AUD", 1.52),
    taxRate: 1000,
    telephone: "+61 2 5550 xxxx",
    streets: english,
    places: [place("Newcastle", "New South Wales", "2300"), place("Hobart", "Tasmania", "7000")],
  }),
  region("global", "100", "118", "Japan", {
    ...money("JPY", 150, 0),
    taxRate: 1000,
    telephone: "+81 00 000x xxxx",
    streets: ["見本町 1-#", "試作台 3-#"],
    places: [place("仙台市", "宮城県", "980-0000"), place("金沢市", "石川県", "920-0000")],
  }),
  region("global", "185", "119", "South Korea", {
    ...money("KRW", 1340, 0),
    taxRate: 1000,
    telephone: "+82 000 0xxx xxxx",
    streets: ["견본로 #"],
    places: [place("대전광역시", "대전광역시", "34000")],
  }),
  region("global", "29", "132", "Brazil", {
    ...money("BRL", 5.1),
    taxRate: 1700,
    telephone: "+55 00 0xxxx-xxxx",
    streets: ["Rua do Exemplo, #"],
    places: [place("Florianópolis", "Santa Catarina", "88010-000")],
  }),
  region("global", "144", "104", "New Zealand", {
    ...money("NZD", 1.64),
    taxRate: 1500,
    telephone: "+64 000 0xx xxx",
    streets: english,
    places: [place("Dunedin", "Otago", "9016")],
  }),
  region("global", "209", "122", "United Arab Emirates", {
    ...money("AED", 3.67),
    taxRate: 500,
    telephone: "+971 000 0xx xxx",
    streets: english,
    places: [place("Sharjah", "Sharjah", "00000")],
  }),
  region("global", "174", "120", "Saudi Arabia", {
    ...money("SAR", 3.75),
    taxRate: 1500,
    telephone: "+966 000 0xx xxx",
    streets: english,
    places: [place("Abha", "Asir", "62511")],
  }),
  region("global", "217", "187", "Vietnam", {
    ...money("VND", 25_000, 0),
    taxRate: 1000,
    telephone: "+84 000 0xx xxx",
    streets: ["# Đường Thử Nghiệm"],
    places: [place("Đà Nẵng", "Đà Nẵng", "550000")],
  }),
];

const all = [america, ...europe, ...elsewhere];
const byId = new Map(all.map((one) => [one.regionId, one]));

/** A destination that the platform serves. Undefined for any other id. */
export function findRegion(regionId: string): Region | undefined {
  return byId.get(regionId);
}

/** The destinations whose orders a gateway shows. PA and CN serve the seller's side and take no orders. */
export function regionIdsOf(gateway: GatewayName): string[] {
  return all.filter((one) => one.gateway === gateway).map((one) => one.regionId);
}

/** What costs so many US cents, in minor units of the region's money. */
export function toLocalMinor(region: Region, usCents: number): number {
  return Math.round((usCents * region.unitsPerDollar) / (region.decimals === 2 ? 1 : 100));
}
