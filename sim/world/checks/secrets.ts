import { type Look, type Violation, violation } from "./look.ts";

/** A place where words are kept in clear. */
export type Writing = { where: string; text: string };

// invented buyers have these and nothing else has: telephone numbers kept for fiction (a part of an id can look like their end), mail
// addresses of an example domain
const buyerMarks = ["-555-01\\d\\d", "@buyer\\.example\\.com"];

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** I8: no secret and no buyer's data stand in clear in a log, a row or a file. `streets`: where buyers live. */
export function checkSecrets(
  look: Pick<Look, "nowMs">,
  writings: Iterable<Writing>,
  hidden: { secrets: readonly string[]; streets: readonly string[] },
): Violation[] {
  const literal = [...hidden.secrets, ...hidden.streets.map((street) => ` ${street}`)].map((text) => escapePattern(text));
  const pattern = new RegExp([...literal, ...buyerMarks].join("|"));
  const found = new Map<string, Violation>();
  for (const { where, text } of writings) {
    const [shown] = pattern.exec(text) ?? [];
    if (shown === undefined || found.has(where)) continue;
    const kind = hidden.secrets.includes(shown) ? `a secret (${shown.slice(0, 4)}…)` : `buyer's data ("${shown.trim()}")`;
    found.set(where, violation(look, "I8", `${kind} in clear in ${where}`));
  }
  return [...found.values()];
}
