/**
 * The logistics providers that the platform knows. `numbers` are the forms that it accepts from each; `hasS10Digit` adds the check
 * digit of the postal union (docs/sandbox.md says which forms are our reading).
 */
export type Carrier = {
  carrierId: string;
  name: string;
  brand: string;
  /** Null serves every region. */
  regions: string[] | null;
  numbers: { pattern: RegExp; hasS10Digit?: true }[];
};

const s10 = (country: string): { pattern: RegExp; hasS10Digit: true } => ({
  pattern: new RegExp(`^[A-Z]{2}\\d{9}${country}$`),
  hasS10Digit: true,
});
const usps22 = { pattern: /^(?:420\d{5})?9[1-5]\d{20}$/ };

export const carriers: Carrier[] = [
  { carrierId: "998264853", name: "Yanwen Logistics", brand: "Yanwen", regions: null, numbers: [s10("YP"), s10("CN")] },
  {
    carrierId: "998264861",
    name: "CNE Express",
    brand: "CNE",
    regions: null,
    numbers: [{ pattern: /^3A5V\d{9}$/ }, { pattern: /^\d{3}[A-Z]{2}\d{8}$/ }, s10("[A-Z]{2}"), usps22],
  },
  {
    carrierId: "998264877",
    name: "JCEX",
    brand: "JCEX",
    regions: null,
    numbers: [{ pattern: /^JC[A-Z]\d{10}IN$/ }, { pattern: /^JCE[A-Z]{2}\d{10}YQ$/ }],
  },
  { carrierId: "998264889", name: "YunExpress", brand: "YunExpress", regions: null, numbers: [{ pattern: /^YT\d{16}$/ }] },
  { carrierId: "998264892", name: "4PX", brand: "4PX", regions: null, numbers: [{ pattern: /^4PX\d{13}CN$/ }, { pattern: /^30\d{10}$/ }] },
  { carrierId: "998264905", name: "SF International", brand: "SF", regions: null, numbers: [{ pattern: /^SF\d{13}$/ }] },
  { carrierId: "998264917", name: "China Post", brand: "China Post", regions: null, numbers: [s10("CN")] },
  { carrierId: "699272604", name: "USPS", brand: "USPS", regions: ["211"], numbers: [usps22, { pattern: /^\d{20}$/ }, s10("US")] },
  {
    carrierId: "699272608",
    name: "UPS",
    brand: "UPS",
    regions: null,
    numbers: [{ pattern: /^1Z[A-Z0-9]{15}\d$/ }, { pattern: /^[AHJKTV]\d{10}$/ }],
  },
  {
    carrierId: "699272611",
    name: "FedEx",
    brand: "FedEx",
    regions: null,
    numbers: [{ pattern: /^\d{12}$/ }, { pattern: /^\d{15}$/ }, { pattern: /^96\d{20}$/ }],
  },
  { carrierId: "699272619", name: "DHL Paket", brand: "DHL", regions: ["76", "13"], numbers: [{ pattern: /^00340\d{15}$/ }] },
];

const s10Weights = [8, 6, 4, 2, 3, 5, 9, 7];

function hasRightS10Digit(trackingNumber: string): boolean {
  const digits = [...trackingNumber.slice(2, 11)].map(Number);
  const remainder = s10Weights.reduce((sum, weight, index) => sum + weight * (digits[index] ?? 0), 0) % 11;
  const check = remainder === 0 ? 5 : remainder === 1 ? 0 : 11 - remainder;
  return digits[8] === check;
}

/** How a number stands to a carrier: its form and, where it has one, its check digit. */
export function judgeNumber(carrier: Carrier, trackingNumber: string): "fits" | "wrong-form" | "wrong-digit" {
  const forms = carrier.numbers.filter((form) => form.pattern.test(trackingNumber));
  if (forms.length === 0) return "wrong-form";
  return forms.some((form) => form.hasS10Digit === undefined || hasRightS10Digit(trackingNumber)) ? "fits" : "wrong-digit";
}
