import { expect, test } from "vitest";
import { keptSeeds, worldsOfDay } from "./kept-seeds.ts";
import { commandOf } from "./options.ts";

const day = 20_780;
const commands = (one: number): string[] => worldsOfDay(one).map(commandOf);

test("a day has one list, another day another", () => {
  expect(commands(day)).toEqual(commands(day));
  expect(commands(day + 1)).not.toEqual(commands(day));
});

test("within as many days as there are kept worlds each mended one has its turn, and none that is still open", () => {
  const lived = new Set(keptSeeds.flatMap((_, offset) => worldsOfDay(day + offset).map((one) => `${one.seed} ${one.shops}`)));
  for (const { seed, shops, open } of keptSeeds) expect(lived.has(`${seed} ${shops}`)).toBe(open === undefined);
});
