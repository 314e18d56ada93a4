export type Json = Record<string, unknown>;

/** Narrows to a JSON object. */
export function isJsonObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type TextRule = { required?: boolean; maxLength?: number };
type NumberRule = { whole?: boolean };

/**
 * Reads the fields of one block and notes what is wrong with them, in the carrier's words. Numbers in quotes and numbers where text is
 * due are taken, as the carrier's Java server takes them.
 */
export function fieldReader(block: Json, place: string, problems: string[]) {
  const label = (name: string): string => `${place}${name}`;
  const text = (key: string, name: string, rule: TextRule = {}): string => {
    const value = block[key];
    const isAbsent = value === undefined || value === null || value === "";
    if (isAbsent || (typeof value === "string" && value.trim() === "")) {
      if (rule.required) problems.push(`${label(name)}不能为空`);
      return "";
    }
    if (typeof value !== "string" && typeof value !== "number") {
      problems.push(`${label(name)}格式不正确`);
      return "";
    }
    const read = String(value).trim();
    if (rule.maxLength !== undefined && read.length > rule.maxLength) problems.push(`${label(name)}长度不能超过${rule.maxLength}`);
    return read;
  };
  const optionalNumber = (key: string, name: string, rule: NumberRule = {}): number | null => {
    const read = text(key, name);
    if (read === "") return null;
    const value = Number(read);
    if (Number.isFinite(value) && (!rule.whole || Number.isInteger(value))) return value;
    problems.push(`${label(name)}格式不正确`);
    return null;
  };
  const positive = (key: string, name: string, rule: NumberRule = {}): number => {
    const before = problems.length;
    const value = optionalNumber(key, name, rule);
    if (value !== null && value > 0) return value;
    if (problems.length === before) problems.push(value === null ? `${label(name)}不能为空` : `${label(name)}必须大于0`);
    return 0;
  };
  return { text, optionalNumber, positive };
}
