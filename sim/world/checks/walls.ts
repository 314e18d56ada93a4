import type { EvidenceRow } from "../evidence.ts";
import { type Look, type Violation, violation } from "./look.ts";

/** Something that one tenant can see. */
export type Sight = { tenant: string; where: string; text: string };

/** Whose is whose. `names`: what is not a row's id and yet belongs to one tenant, such as a platform's numbers. */
export type Ownership = { rows: readonly EvidenceRow[]; names: ReadonlyMap<string, string> };

const marks = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|PO-\d+-\d+|\b6\d{14}\b/g;

/** I6: nothing that one tenant can see names anything of another's. `sights`: what people of each tenant were shown, what left in its name. */
export function checkWalls(look: Pick<Look, "nowMs">, { rows, names }: Ownership, sights: readonly Sight[]): Violation[] {
  const owners = new Map(names);
  for (const { id, tenant } of rows) if (id !== null) owners.set(id, tenant);
  for (const { tenant } of rows) owners.set(tenant, tenant);
  const found = new Map<string, Violation>();
  const read = ({ tenant, where, text }: Sight): void => {
    for (const [mark] of text.matchAll(marks)) {
      const owner = owners.get(mark);
      if (owner === undefined || owner === tenant) continue;
      found.set(where, violation(look, "I6", `${where} of tenant ${tenant} names ${mark} of tenant ${owner}`));
    }
  };
  for (const { table, tenant, line } of rows) read({ tenant, where: `table ${table}`, text: line });
  for (const sight of sights) read(sight);
  return [...found.values()];
}
