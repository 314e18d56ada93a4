const fullwidthStart = 0xff01;
const fullwidthEnd = 0xff5e;
const fullwidthShift = 0xfee0;

/** A name as the search index knows it: compatibility forms folded, lower case, outer and repeated white space gone. */
export function normaliseName(name: string): string {
  return fold(name).replace(/\s+/gu, " ").trim();
}

/**
 * A phone number as the search index knows it: digits only, without the international prefix's zeros. A leading + or 00 leaves the country
 * code in place, so "+1 (201) 555-0123", "0012015550123" and "12015550123" are one value. An extension stays a part of it.
 */
export function normalisePhone(phone: string): string {
  const digits = fold(phone).replace(/\D/gu, "");
  return digits.startsWith("00") ? digits.slice(2) : digits;
}

function fold(text: string): string {
  const half = [...text.normalize("NFC")].map(toHalfWidth).join("");
  return half.toLowerCase();
}

// NFKC would also turn ½ into 1⁄2 and ligatures into letters; only the full-width forms that Chinese keyboards make are folded
function toHalfWidth(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code >= fullwidthStart && code <= fullwidthEnd ? String.fromCodePoint(code - fullwidthShift) : character;
}
