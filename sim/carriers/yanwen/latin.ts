// Letters that do not fall apart into a Latin letter and an accent.
const special: Record<string, string> = {
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ı: "i",
  ő: "o",
  Ő: "O",
  œ: "oe",
  Œ: "OE",
  "–": "-",
  "—": "-",
  "’": "'",
  "‘": "'",
};
const cyrillic = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяєіїґ";
const cyrillicLatin = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya ye i yi g".split(" ");

/**
 * Text that the label's standard font can print: accents kept where the font has them, Cyrillic transliterated, other scripts left out.
 * When nothing readable is left, the fallback.
 */
export function toLatin(text: string, fallback: string): string {
  let printed = "";
  // NFKC turns full-width letters and digits, common in Chinese input, into plain ones
  for (const character of text.normalize("NFKC")) printed += toLatinCharacter(character);
  const tidy = printed
    .replace(/\(\s*\)/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s,.;:()\-/]+|[\s,;:(\-/]+$/g, "")
    .trim();
  return /[\p{L}\p{N}]/u.test(tidy) ? tidy : fallback;
}

function toLatinCharacter(character: string): string {
  if (isPrintable(character)) return character;
  const known = special[character] ?? transliterate(character);
  if (known !== undefined) return known;
  const bare = character.normalize("NFD").replace(/\p{M}/gu, "");
  return bare !== character && [...bare].every(isPrintable) ? bare : " ";
}

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa1 && code <= 0xff && code !== 0xad);
}

function transliterate(character: string): string | undefined {
  const lower = character.toLowerCase();
  const latin = cyrillicLatin[cyrillic.indexOf(lower)];
  if (latin === undefined || lower === character) return latin;
  return latin.slice(0, 1).toUpperCase() + latin.slice(1);
}
