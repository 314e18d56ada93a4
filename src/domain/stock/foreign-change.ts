/** How often a figure that fell without an order of ours is looked at again before somebody else is held to have changed it. */
const looksMax = 4;

export type Reading = {
  /** What the platform shows. */
  seen: number;
  /** What it may have shown by our orders when it was asked, and after the order poll that followed. Null: nothing was known. */
  predicted: readonly (number | null)[];
  wanted: number;
  /** Not the change that is on show already. */
  isNew: boolean;
  /** How often this push was tried or held before. */
  tries: number;
};

/** `at`: ISO 8601. */
export type ForeignChange = { seen: number; expected: number; at: string };

/** Not explained: an order may still come that counts for it, so our books tell no longer how the figure moves on. */
export type Judgement = { verdict: "push" | "hold" | "leave"; isExplained: boolean; change: ForeignChange | null };

/**
 * What a figure means that our orders don't explain. Below what it should be: perhaps a sale whose order is still to come, so it is not
 * raised but looked at again, and after some looks it is somebody else's and left to them. Above it and above what we have: it would sell
 * what nobody owns, so it is brought down, and shown. All else is pushed as ever.
 */
export function judgeReading({ seen, predicted, wanted, isNew, tries }: Reading, at: string): Judgement {
  const known = predicted.filter((one) => one !== null);
  if (known.length < predicted.length) return { verdict: "push", isExplained: true, change: null };
  const least = Math.min(...known);
  const most = Math.max(...known);
  if (seen >= least && seen <= most) return { verdict: "push", isExplained: true, change: null };
  const change = { seen, expected: seen < least ? least : most, at };
  if (seen > most) return { verdict: "push", isExplained: false, change: seen > wanted ? change : null };
  if (wanted <= seen) return { verdict: "push", isExplained: false, change: null };
  return { verdict: tries < looksMax ? "hold" : "leave", isExplained: false, change: isNew ? change : null };
}
