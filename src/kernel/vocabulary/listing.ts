/** 在售, 已下架, 被平台处罚, 草稿. */
export const listingStates = ["live", "delisted", "punished", "draft"] as const;
export type ListingState = (typeof listingStates)[number];

/** Why a SKU is proposed for a listing: the same barcode, the same code but for case and signs, all words of the title, or some of the words. */
export const suggestionReasons = ["barcode", "same_code", "same_title", "words"] as const;
export type SuggestionReason = (typeof suggestionReasons)[number];
