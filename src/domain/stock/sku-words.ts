const maxWords = 40;
// a word stands in an index: a code without a single blank must not break it
const maxWordLength = 60;

const runs = /[\p{Script=Han}]+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv;
const isHan = /^\p{Script=Han}/u;

const fullWidth = /[\uFF01-\uFF5E]/gu;
const fullWidthOffset = 0xfee0;

/** Chinese keyboards type Latin letters full-width, too; other compatible signs (№, ㎖) stay what they are. */
const toPlainWidth = (text: string): string =>
  text.replace(fullWidth, (sign) => String.fromCodePoint((sign.codePointAt(0) ?? 0) - fullWidthOffset));

const runsOf = (text: string): readonly string[] => toPlainWidth(text).toLowerCase().match(runs) ?? [];

/**
 * The words of a text, each once, in their order: lower-case runs of letters and digits, full-width ones as plain ones; Chinese as pairs of
 * neighbouring characters.
 */
export function wordsOf(text: string): string[] {
  const found = runsOf(text).flatMap((run) => (isHan.test(run) ? pairsOf(run) : [run.slice(0, maxWordLength)]));
  return [...new Set(found)];
}

/** A code without case and signs, as one word: `HG-MUG-7` and `hgmug7` are the same. Empty for a code without letters and digits. */
export function joinedCode(code: string): string {
  return runsOf(code).join("").slice(0, maxWordLength);
}

/** The words of a code, and the code without what stands between them: `HG-lamp 021` also as `hglamp021`. */
export function codeWordsOf(code: string): string[] {
  const words = wordsOf(code);
  const joined = joinedCode(code);
  return joined === "" ? words : [...new Set([joined, ...words])];
}

/** What a SKU can be found by when no code is equal: at most 40 words, those of the code first. */
export function skuWords(sku: { code: string; nameEn: string; nameZh: string }): string[] {
  return [...new Set([...codeWordsOf(sku.code), ...wordsOf(sku.nameEn), ...wordsOf(sku.nameZh)])].slice(0, maxWords);
}

function pairsOf(run: string): string[] {
  const signs = [...run];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}
