/** What a SKU is: goods on a shelf, or a bundle (组合SKU) that exists only as its components. */
export const skuKinds = ["single", "bundle"] as const;
export type SkuKind = (typeof skuKinds)[number];

/** 在售, 清仓, 停售. */
export const skuStatuses = ["active", "clearing", "discontinued"] as const;
export type SkuStatus = (typeof skuStatuses)[number];

/** How a listing and its SKU found each other. */
export const pairingWays = ["code", "rule", "barcode", "suggestion", "hand", "import"] as const;
export type PairingWay = (typeof pairingWays)[number];

/** A row of the ledger. Each changes one or two of on hand, reserved, blocked and incoming. */
export const movementKinds = [
  "opening",
  "adjustment",
  "reserve",
  "release",
  "ship",
  "purchase_in",
  "return_good",
  "return_bad",
  "other_in",
  "scrap",
  "other_out",
  "count",
  "transfer_out",
  "transfer_in",
  "transfer_lost",
  "block",
  "unblock",
  "kit_out",
  "kit_in",
] as const;
export type MovementKind = (typeof movementKinds)[number];

/** What people make. */
export const handMadeKinds = ["stock_in", "stock_out", "adjustment", "transfer", "count", "block", "unblock", "kit"] as const;
export type HandMadeKind = (typeof handMadeKinds)[number];
/** `put_back` (归位单) makes itself: goods of a cancelled package that may have left their shelf; nobody may sell them until they lie there again. */
export const documentKinds = [...handMadeKinds, "put_back"] as const;
export type DocumentKind = (typeof documentKinds)[number];

export const documentStates = ["draft", "submitted", "in_transit", "to_put_back", "done", "cancelled"] as const;
export type DocumentState = (typeof documentStates)[number];

/** Why a person moves stock, by the document's kind. */
export const documentReasons = {
  stock_in: ["purchase", "return_good", "return_bad", "found", "other"],
  stock_out: ["damaged", "sample", "own_use", "other"],
  adjustment: ["recount", "entry_error", "damaged", "found", "other"],
  transfer: ["refill", "return", "other"],
  count: ["cycle", "full", "spot"],
  block: ["defective", "put_back", "quarantine", "other"],
  unblock: ["good_again", "put_back", "other"],
  kit: ["assemble", "take_apart"],
  put_back: ["order_cancelled", "order_reduced"],
} as const satisfies Record<DocumentKind, readonly string[]>;
export type DocumentReason = (typeof documentReasons)[DocumentKind][number];

/** How much of the pool a shop shows: all, a share, at most so many, always so many, or nothing is pushed. */
export const stockRuleKinds = ["real", "percent", "capped", "fixed", "off"] as const;
export type StockRuleKind = (typeof stockRuleKinds)[number];
