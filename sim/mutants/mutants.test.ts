import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mutants } from "./list.ts";
import { misfit } from "./source-copy.ts";

test("every planted defect still fits the source", () => {
  const problems = mutants.flatMap(({ name, edits }) =>
    edits.flatMap(({ file, before }) => {
      const problem = misfit(readFileSync(file, "utf8"), file, before);
      return problem === undefined ? [] : [`${name}: ${problem}`];
    }),
  );
  expect(problems).toEqual([]);
});

test("there are at least twenty, each with a name of its own, over all invariants that a defect can break at once", () => {
  expect(mutants.length).toBeGreaterThanOrEqual(20);
  expect(new Set(mutants.map((mutant) => mutant.name)).size).toBe(mutants.length);
  const invariants = new Set(mutants.map((mutant) => mutant.invariant));
  for (const one of ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "O5"]) expect(invariants).toContain(one);
});
