const maxWords = 1_000;
// a word stands in an index: a code without a single blank must not break it
const maxWordLength = 500;

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

/** What a SKU can be found by: the words of its code, then all of its other texts. */
export function skuWords(sku: { code: string }, searchText: string): string[] {
  return [...new Set([...codeWordsOf(sku.code), ...wordsOf(searchText)])].slice(0, maxWords);
}

/**
 * What the words of a text must be like for it to have this one in it: `whole` words that it must have, and `parts` that must stand
 * somewhere in its words.
 */
export function piecesOf(text: string): { whole: string[]; parts: string[] } {
  const found = [...new Set(runsOf(text))];
  const isPairs = (run: string) => isHan.test(run) && [...run].length > 1;
  return { whole: [...new Set(found.filter(isPairs).flatMap(pairsOf))], parts: found.filter((run) => !isPairs(run)) };
}

function pairsOf(run: string): string[] {
  const signs = [...run];
  return signs.length === 1 ? signs : signs.slice(1).map((sign, index) => `${signs[index]}${sign}`);
}
