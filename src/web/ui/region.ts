// state and province names as platforms write them; the code is what a narrow column can hold
const codes: Readonly<Record<string, string>> = {
  US: "Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,Connecticut CT,Delaware DE,District of Columbia DC,Florida FL,Georgia GA,Hawaii HI,Idaho ID,Illinois IL,Indiana IN,Iowa IA,Kansas KS,Kentucky KY,Louisiana LA,Maine ME,Maryland MD,Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,Missouri MO,Montana MT,Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,New Mexico NM,New York NY,North Carolina NC,North Dakota ND,Ohio OH,Oklahoma OK,Oregon OR,Pennsylvania PA,Puerto Rico PR,Rhode Island RI,South Carolina SC,South Dakota SD,Tennessee TN,Texas TX,Utah UT,Vermont VT,Virginia VA,Washington WA,West Virginia WV,Wisconsin WI,Wyoming WY",
  CA: "Alberta AB,British Columbia BC,Manitoba MB,New Brunswick NB,Newfoundland and Labrador NL,Nova Scotia NS,Ontario ON,Prince Edward Island PE,Quebec QC,Saskatchewan SK",
  AU: "New South Wales NSW,Queensland QLD,South Australia SA,Tasmania TAS,Victoria VIC,Western Australia WA,Australian Capital Territory ACT,Northern Territory NT",
};

const byName = new Map(
  Object.entries(codes).flatMap(([country, list]) =>
    list.split(",").map((entry) => {
      const gap = entry.lastIndexOf(" ");
      return [`${country} ${entry.slice(0, gap).toLowerCase()}`, entry.slice(gap + 1)] as const;
    }),
  ),
);

/** `CA` for California; a region that has no known code stays as it is. */
export function shortRegion(country: string, region: string): string {
  return byName.get(`${country} ${region.trim().toLowerCase()}`) ?? region;
}
