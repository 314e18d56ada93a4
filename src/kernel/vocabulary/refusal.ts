/** Why one of our own acts was refused. The web has a sentence in both languages for each, saying what to do. */
export const refusalCodes = [
  "not-found",
  "forbidden",
  "wrong-state",
  "already-done",
  "unpaired",
  "stock-short",
  "recipient-missing",
  "recipient-postcode-missing",
  "recipient-phone-missing",
  "customs-incomplete",
  "no-channel",
  "channel-not-bound",
  "cancel-requested",
  "address-change",
  "risk-alert",
  "not-printed",
  "no-label",
  "not-a-picture",
  "recipient-hidden",
  "changed-meanwhile",
  "platform-warehouse-missing",
  "shop-not-found",
  "item-not-found",
  "too-many-numbers",
  "number-malformed",
  "too-many-waiting",
  "listing-not-found",
  "sku-not-found",
  "sku-code-taken",
  "barcode-taken",
  "bundle-empty",
  "component-missing",
  "component-is-bundle",
  "sku-is-component",
  "sku-has-stock",
  "sku-in-packages",
  "lines-refused",
  "nothing-to-count",
  "nothing-counted",
  "too-many-lines",
  "import-unreadable",
  "import-protected",
  "import-too-big",
  "import-headings",
  "import-heading-twice",
  "import-rows-many",
  "import-empty",
  "import-mode",
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** Why one line of a document cannot be posted. */
export const lineRefusals = ["unknown", "bundle", "repeated", "short", "not-blocked", "not-in-document", "more-than-sent"] as const;
export type LineRefusal = (typeof lineRefusals)[number];

/** A line that stands in the way, by its SKU's code, with what there is and which open packages hold it. */
export type RefusedLine = {
  readonly code: string;
  readonly reason: LineRefusal;
  /** Units that could be taken at that moment; null where that is not the question. */
  readonly available: number | null;
  readonly reserved: number | null;
  readonly blocked: number | null;
  readonly packages: readonly { readonly id: string; readonly number: string; readonly units: number }[];
};

/** `lines`: with "lines-refused", every line that stands in the way. */
export type Refusal = { readonly code: RefusalCode; readonly detail?: string | undefined; readonly lines?: readonly RefusedLine[] };
