import type { SuggestionReason } from "../../kernel/vocabulary/listing.ts";
import { codeWordsOf, joinedCode, wordsOf } from "./sku-words.ts";

// a title is repeated words; its first ones name the thing
const maxWords = 40;

/** All words by which a listing may be known: those of its code, its code as one word, then title and spec. */
export function wordsOfListing(listing: { sellerCode: string; title: string; spec: string }): string[] {
  return [...new Set([...codeWordsOf(listing.sellerCode), ...wordsOf(`${listing.title} ${listing.spec}`)])].slice(0, maxWords);
}

/** A SKU that shares something with a listing, as the catalogue found it. */
export type Candidate = { skuCode: string; sharedWords: readonly string[]; hasBarcode: boolean };

export type Verdict = { score: number; reason: SuggestionReason; words: string[] };

const shownWords = 3;
// a word that no SKU has speaks against every candidate, but a title may boast
const strangeWeight = 0.15;

/**
 * How well a candidate fits, 1 to 100: the share of the listing's words that it has, each word weighted by its rarity. The same barcode or
 * the same code but for case and signs is nearly proof; 100 is left to what pairs by itself.
 */
export function judgeCandidate(
  listing: { sellerCode: string; title: string; spec: string },
  candidate: Candidate,
  weights: ReadonlyMap<string, number>,
): Verdict {
  const weightOf = (word: string) => weights.get(word) ?? strangeWeight;
  const words = wordsOfListing(listing);
  const shared = new Set(candidate.sharedWords);
  const rarest = words
    .filter((word) => shared.has(word))
    .sort((one, other) => weightOf(other) - weightOf(one) || words.indexOf(one) - words.indexOf(other));
  const sum = words.reduce((total, word) => total + weightOf(word), 0);
  const got = rarest.reduce((total, word) => total + weightOf(word), 0);
  const share = sum === 0 ? 0 : got / sum;
  const shown = rarest.slice(0, shownWords);
  if (candidate.hasBarcode) return { score: 99, reason: "barcode", words: [] };
  const joined = joinedCode(listing.sellerCode);
  if (joined !== "" && joined === joinedCode(candidate.skuCode)) return { score: 97, reason: "same_code", words: [] };
  const title = wordsOf(listing.title);
  const hasTitle = title.length > 1 && title.every((word) => shared.has(word));
  const score = Math.max(1, Math.min(95, Math.round(100 * share)));
  return hasTitle ? { score: Math.max(score, 80), reason: "same_title", words: shown } : { score, reason: "words", words: shown };
}

// what a word is worth is told against a catalogue of this size
const catalogueSize = 50_000;

/** What a word is worth when so many SKUs have it: 1 for one SKU's own word, falling towards 0 for a word that all have. */
export function rarityOf(skus: number): number {
  return Math.log(1 + catalogueSize / Math.max(1, skus)) / Math.log(1 + catalogueSize);
}
