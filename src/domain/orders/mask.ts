const hidden = "***";

/** First and last character of a name: `D***n`. A name of one or two characters shows only its first. */
export function maskName(name: string): string {
  const characters = graphemes(name.trim());
  const first = characters[0] ?? "";
  const last = characters.length > 2 ? (characters.at(-1) ?? "") : "";
  return `${first}${hidden}${last}`;
}

/** The last two digits of a phone number: `***67`. Fewer than six digits show none. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/\D/gu, "");
  return digits.length < 6 ? hidden : `${hidden}${digits.slice(-2)}`;
}

/** The first two characters of an address and nothing of its end, which holds the flat or house number in many countries: `18***`. */
export function maskAddress(lines: readonly string[]): string {
  const characters = graphemes(lines.join(" ").trim());
  return `${characters.length > 4 ? characters.slice(0, 2).join("") : ""}${hidden}`;
}

/** The first character of a city: `N***`. */
export function maskCity(city: string): string {
  return `${graphemes(city.trim())[0] ?? ""}${hidden}`;
}

/** The head of a postcode, kept in clear beside the country: three characters of five or more, else half of them. */
export function postcodePrefix(postcode: string): string {
  const characters = graphemes(postcode.replace(/[\s-]/gu, ""));
  return characters.slice(0, characters.length < 5 ? Math.floor(characters.length / 2) : 3).join("");
}

/** A postcode as the list shows it, from its stored head: `071**`. */
export function maskPostcode(prefix: string): string {
  return `${prefix}**`;
}

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

function graphemes(text: string): string[] {
  return [...segmenter.segment(text)].map((part) => part.segment);
}
