import { sql } from "kysely";
import type { TenantId } from "../kernel/id.ts";
import { openPackageStates, type PackageState, packageStates } from "../kernel/vocabulary/package.ts";
import type { Tx } from "./database.ts";
import {
  type Attention,
  attentionCondition,
  type Deadline,
  deadlineCondition,
  type Moments,
  openStates,
  type PackageConditions,
  packageConditions,
} from "./package-filter.ts";

export type PackageCounts = {
  states: ReadonlyMap<PackageState, number>;
  attention: ReadonlyMap<Attention, number>;
  deadlines: ReadonlyMap<Deadline, number>;
};

const attentions = [
  "overdue",
  "due_soon",
  "stock_short",
  "unpaired",
  "waybill_failed",
  "backfill_failed",
  "overlay",
  "unprinted",
] as const satisfies readonly Attention[];
const deadlines = ["today", "within_24h", "within_48h", "overdue"] as const satisfies readonly Deadline[];
const closedStates = packageStates.filter((state) => !openPackageStates.some((open) => open === state));

/**
 * Every figure of the list's head in one statement. Open states are counted by reading all open packages once through package_open;
 * a closed state is counted to `cap` + 1 and then left. `wanted.state` narrows only the quick filters and deadlines; `wanted.deadline`
 * doesn't narrow the deadlines' own figures, since choosing another one replaces it. Refused backfills have their own small index.
 */
export async function countPackageHeads(
  tx: Tx,
  tenant: TenantId,
  wanted: PackageConditions,
  moments: Moments,
  cap: number,
): Promise<PackageCounts> {
  const base = { ...wanted, state: undefined, attention: undefined };
  const inState = wanted.state === undefined ? sql`true` : sql`p.state = ${wanted.state}`;
  const inDeadline = wanted.deadline === undefined ? sql`true` : deadlineCondition(wanted.deadline, moments);
  const stateFigures = openPackageStates.map(
    (state) => sql`count(*) filter (where p.state = ${sql.lit(state)} and ${inDeadline}) as ${sql.ref(`state_${state}`)}`,
  );
  const attentionFigures = attentions
    .filter((one) => one !== "backfill_failed")
    .map(
      (one) =>
        sql`count(*) filter (where ${attentionCondition(one, moments)} and ${inState} and ${inDeadline}) as ${sql.ref(`attention_${one}`)}`,
    );
  const deadlineFigures = deadlines.map(
    (one) => sql`count(*) filter (where ${deadlineCondition(one, moments)} and ${inState}) as ${sql.ref(`deadline_${one}`)}`,
  );
  const closedFigures = closedStates.map(
    (state) => sql`(select count(*) from (
      select 1 from package p where ${packageConditions(tenant, { ...base, state }, moments)} limit ${cap + 1}
    ) as closed) as ${sql.ref(`state_${state}`)}`,
  );
  const found = await sql<Record<string, bigint>>`
    select open_figures.*, ${sql.join(closedFigures)},
      (select count(*) from package p
       where ${packageConditions(tenant, { ...wanted, attention: "backfill_failed" }, moments)}) as attention_backfill_failed
    from (
      select ${sql.join([...stateFigures, ...attentionFigures, ...deadlineFigures])}
      from package p
      where ${packageConditions(tenant, { ...base, deadline: undefined }, moments)} and p.state in (${openStates})
    ) as open_figures`.execute(tx);
  const row = found.rows[0] ?? {};
  const figure = (name: string) => Number(row[name] ?? 0n);
  return {
    states: new Map(packageStates.map((state) => [state, figure(`state_${state}`)])),
    attention: new Map(attentions.map((one) => [one, figure(`attention_${one}`)])),
    deadlines: new Map(deadlines.map((one) => [one, figure(`deadline_${one}`)])),
  };
}
