import { budgetMutants } from "./budget.ts";
import { intentMutants } from "./intents.ts";
import type { Mutant } from "./mutant.ts";
import { stockMutants } from "./stock.ts";
import { streamMutants } from "./streams.ts";
import { wallMutants } from "./walls.ts";

/** All planted defects. A harness that has never failed proves nothing: each of these must be found, by the invariant that it breaks. */
export const mutants: readonly Mutant[] = [...budgetMutants, ...intentMutants, ...streamMutants, ...stockMutants, ...wallMutants];
