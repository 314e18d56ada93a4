import type { Hunt } from "./mutant.ts";

const callTrouble = ["reply-lost", "request-lost", "unreachable", "no-answer", "bad-gateway", "html-page", "half-body", "slow"] as const;

/** Nothing goes wrong. */
export const calm: Hunt = { seeds: [5], hours: 0.1, shops: 1, faults: [] };
/** Two sellers, and of the two walls between them only the first stands. */
export const neighbours: Hunt = { seeds: [1, 5], hours: 0.05, shops: 2, faults: [] };
/** Calls fail in all ways. */
export const badLine: Hunt = { seeds: [3, 4], hours: 0.2, shops: 1, faults: callTrouble, storm: 3 };
/** Answers are lost for good, and requests arrive after their sender gave up. */
export const silence: Hunt = { seeds: [8, 9, 10], hours: 0.4, shops: 1, faults: ["no-answer", "reply-lost"], storm: 8 };
/** The platform shows orders late and old. */
export const lateLists: Hunt = { seeds: [23, 21, 22], hours: 0.3, shops: 1, faults: ["order-late", "stale-list"], buyers: 600 };
/** Processes are killed. */
export const killings: Hunt = { seeds: [14, 15, 16], hours: 0.3, shops: 1, faults: ["crash"], storm: 1.5 };
/** Processes stand still for a while and go on as if nothing had been. */
export const pauses: Hunt = { seeds: [17, 18, 19], hours: 0.4, shops: 1, faults: ["pause"], storm: 2, buyers: 400 };
/** Processes are stopped in an orderly way, often. */
export const restarts: Hunt = { seeds: [25, 26], hours: 0.15, shops: 1, faults: ["restart"], storm: 5 };
/** The database breaks connections, before and after commits. */
export const lostCommits: Hunt = { seeds: [11, 12, 13, 15, 16], hours: 0.2, shops: 1, faults: ["database-lost"], storm: 20 };
/** Some orders are shown broken. */
export const poison: Hunt = { seeds: [31, 32], hours: 0.3, shops: 1, faults: ["poison"], buyers: 400 };
/** Buyers come in crowds. */
export const rush: Hunt = { seeds: [44, 41, 42, 43, 45, 46], hours: 0.1, shops: 1, faults: [], buyers: 1_500 };
/** Two shops of one seller sell the same goods, fast: what is asked for is more than there is. */
export const scarcity: Hunt = { seeds: [41, 42, 44], hours: 0.1, shops: 3, faults: [], buyers: 1_000 };
/** Buyers come in crowds, and answers take their time: our books lag behind the platform's. */
export const sluggish: Hunt = { seeds: [41, 42, 43], hours: 0.1, shops: 1, faults: ["slow"], storm: 8, buyers: 1_500 };
/** Several shops sell the same goods in a rush, and answers take their time: what one sells changes while the other's figure is on its way. */
export const sluggishSisters: Hunt = { seeds: [41, 42, 43], hours: 0.1, shops: 4, faults: ["slow"], storm: 8, buyers: 1_200 };
/** The platform asks for silence. */
export const hush: Hunt = { seeds: [51, 52], hours: 0.15, shops: 1, faults: ["silence-asked"], storm: 10 };
/** One list in four is twenty seconds old. */
export const staleLists: Hunt = { seeds: [23, 24], hours: 0.2, shops: 1, faults: ["stale-list"], storm: 25, buyers: 1_000 };
