/** Order numbers as they were pasted: parted by lines, blanks or commas. */
export function splitNumbers(text: string): { numbers: string[]; duplicates: number } {
  const all = text.split(/[\s,，;；、]+/).filter((part) => part !== "");
  const numbers = [...new Set(all)];
  return { numbers, duplicates: all.length - numbers.length };
}
