/** How many order numbers a person may ask for at once. */
export const maxAskedNumbers = 500;

// PO-211-01234567890123456, 576461413038785752, 111-1234567-1234567: no platform uses anything but letters, digits and hyphens
const form = /^[A-Za-z0-9][A-Za-z0-9-]{4,63}$/;

/** Pasted order numbers as they are asked for: trimmed, each once, apart from those that no platform can have given. */
export function readAskedNumbers(pasted: readonly string[]): { numbers: string[]; malformed: string[] } {
  const unique = [...new Set(pasted.map((number) => number.trim()).filter((number) => number !== ""))];
  const isNumber = (text: string) => form.test(text) && /\d/.test(text);
  return { numbers: unique.filter(isNumber), malformed: unique.filter((number) => !isNumber(number)) };
}
