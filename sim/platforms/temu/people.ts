import type { Random } from "../../kernel/random.ts";
import type { Recipient } from "./model.ts";
import type { Region } from "./regions.ts";

// Invented: the names are combined by chance, the telephone numbers are from the range kept for fiction (555-01xx), the house
// numbers and streets belong to nobody.
const firstNames = [
  "Maren",
  "Odell",
  "Tilda",
  "Joris",
  "Velma",
  "Corwin",
  "Isolde",
  "Desmond",
  "Petra",
  "Lowell",
  "Anwen",
  "Gideon",
  "Marisol",
  "Thaddeus",
  "Noemi",
  "Ansel",
  "Rowena",
  "Cyrus",
  "Linnea",
  "Barnaby",
  "Estelle",
  "Quincy",
  "Delphine",
  "Harlan",
  "Saoirse",
  "Leopold",
  "Mireille",
  "Orson",
  "Zelda",
  "Fabian",
];
const lastNames = [
  "Sampleton",
  "Demoray",
  "Testwick",
  "Mockford",
  "Fauxley",
  "Trialby",
  "Draftson",
  "Specimen",
  "Sandwell",
  "Placeholm",
  "Modelle",
  "Exampler",
  "Pseudon",
  "Synthe",
  "Stagewood",
  "Fictley",
  "Protham",
  "Dummond",
  "Virtuelle",
  "Betawright",
  "Patternoe",
  "Seedley",
  "Rehearsal",
  "Parableu",
];
const streets = [
  "Sandbox Lane",
  "Mock Orchard Road",
  "Sample Street",
  "Trial Avenue",
  "Fixture Court",
  "Placeholder Drive",
  "Demo Hill Road",
  "Prototype Way",
  "Stub Creek Lane",
  "Seedling Terrace",
];

/** Cities with their state's sales tax in basis points. */
const places = [
  { city: "Fresno", state: "California", postCode: "93650", areaCode: "559", taxRate: 825 },
  { city: "Austin", state: "Texas", postCode: "78701", areaCode: "512", taxRate: 825 },
  { city: "Columbus", state: "Ohio", postCode: "43004", areaCode: "614", taxRate: 750 },
  { city: "Tampa", state: "Florida", postCode: "33602", areaCode: "813", taxRate: 750 },
  { city: "Portland", state: "Oregon", postCode: "97201", areaCode: "503", taxRate: 0 },
  { city: "Boise", state: "Idaho", postCode: "83702", areaCode: "208", taxRate: 600 },
  { city: "Madison", state: "Wisconsin", postCode: "53703", areaCode: "608", taxRate: 550 },
  { city: "Albany", state: "New York", postCode: "12203", areaCode: "518", taxRate: 800 },
  { city: "Denver", state: "Colorado", postCode: "80202", areaCode: "303", taxRate: 881 },
  { city: "Raleigh", state: "North Carolina", postCode: "27601", areaCode: "919", taxRate: 725 },
  { city: "Spokane", state: "Washington", postCode: "99201", areaCode: "509", taxRate: 900 },
  { city: "Tulsa", state: "Oklahoma", postCode: "74103", areaCode: "918", taxRate: 852 },
];

/** A buyer who does not exist, at an address in that region, with the tax rate of the place. */
export function inventBuyer(random: Random, region: Region): { recipient: Recipient; taxRate: number } {
  return region.regionId === "211" ? inventAmerican(random) : { recipient: inventAbroad(random, region), taxRate: region.taxRate };
}

function inventAmerican(random: Random): { recipient: Recipient; taxRate: number } {
  const place = random.pick(places);
  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  const fictional = String(random.int(100, 199)).padStart(4, "0");
  const recipient: Recipient = {
    firstName,
    lastName,
    mobile: `+1 ${place.areaCode}-555-${fictional}`,
    virtualMobile: `+1 855-555-${String(random.int(100, 199)).padStart(4, "0")} ext. ${random.int(1000, 9999)}`,
    mail: `${random.int(10_000_000, 99_999_999)}@buyer.example.com`,
    country: "United States",
    state: place.state,
    city: place.city,
    district: "",
    addressLine1: `${random.int(10, 9899)} ${random.pick(streets)}`,
    addressLine2: random.chance(0.25) ? `Apt ${random.int(1, 40)}` : "",
    addressLine3: "",
    postCode: place.postCode,
  };
  return { recipient, taxRate: place.taxRate };
}

function inventAbroad(random: Random, region: Region): Recipient {
  const place = random.pick(region.places);
  const telephone = (): string => region.telephone.replace(/x/g, () => String(random.int(0, 9)));
  return {
    firstName: random.pick(firstNames),
    lastName: random.pick(lastNames),
    mobile: telephone(),
    virtualMobile: `${telephone()} ext. ${random.int(1000, 9999)}`,
    mail: `${random.int(10_000_000, 99_999_999)}@buyer.example.com`,
    country: region.country,
    state: place.state,
    city: place.city,
    district: "",
    addressLine1: random.pick(region.streets).replace("#", String(random.int(1, 240))),
    addressLine2: "",
    addressLine3: "",
    postCode: place.postCode,
  };
}
