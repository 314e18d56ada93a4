import {
  approvePackagesRoute,
  markShippedRoute,
  type PackageRow,
  printLabelsRoute,
  requestWaybillsRoute,
  retryBackfillRoute,
  unapprovePackagesRoute,
  withdrawWaybillsRoute,
} from "../../../contract/packages.ts";
import type { PackageState } from "../../../kernel/vocabulary/package.ts";
import type { Permission } from "../../../kernel/vocabulary/permission.ts";
import type { NextAct } from "../../../kernel/vocabulary/why.ts";

/** What a person can do to packages. */
export const packageActs = ["approve", "unapprove", "request_waybill", "withdraw", "print", "mark_shipped", "retry_backfill"] as const;
export type PackageAct = (typeof packageActs)[number];

export const actRoutes = {
  approve: approvePackagesRoute,
  unapprove: unapprovePackagesRoute,
  request_waybill: requestWaybillsRoute,
  withdraw: withdrawWaybillsRoute,
  print: printLabelsRoute,
  mark_shipped: markShippedRoute,
  retry_backfill: retryBackfillRoute,
} as const satisfies Record<PackageAct, { permission: Permission | "signed-in" }>;

/** The act that takes another back. */
export const undoActs: Readonly<Partial<Record<PackageAct, PackageAct>>> = { approve: "unapprove", request_waybill: "withdraw" };

/** Whether a package stands where the act applies. The server decides; this only keeps hopeless rows out of a batch. */
export function canTake(act: PackageAct, row: PackageRow): boolean {
  switch (act) {
    case "approve":
      return row.state === "pending_review";
    case "unapprove":
      return row.state === "pending_process";
    case "request_waybill":
      return row.state === "pending_process" || (row.state === "label_requesting" && row.labelState === "failed");
    case "withdraw":
      return row.state === "label_requesting" || row.state === "pending_print";
    case "print":
      return row.labelState === "ready" && (row.state === "pending_print" || row.state === "shipped");
    case "mark_shipped":
      return row.state === "pending_print";
    case "retry_backfill":
      return row.state === "shipped" && row.backfillState === "rejected";
  }
}

/** Our act behind the server's word for a row's next one; undefined where none of ours helps. */
export function toPackageAct(next: NextAct): PackageAct | undefined {
  if (next === "retry_waybill") return "request_waybill";
  return packageActs.find((act) => act === next);
}

/** A selected package: its row where this page has seen it, else only the tab it was found in. */
export type Chosen = { id: string; row: PackageRow | undefined };

/** Of the chosen, those an act can take, in their order. What has not been read yet goes along where its tab fits: the server knows. */
export function takeable(act: PackageAct, chosen: readonly Chosen[], tab: PackageState | undefined): string[] {
  return chosen.filter(({ row }) => (row === undefined ? fitsTab(act, tab) : canTake(act, row))).map(({ id }) => id);
}

const tabsOfAct: Readonly<Record<PackageAct, readonly PackageState[]>> = {
  approve: ["pending_review"],
  unapprove: ["pending_process"],
  request_waybill: ["pending_process", "label_requesting"],
  withdraw: ["label_requesting", "pending_print"],
  print: ["pending_print", "shipped"],
  mark_shipped: ["pending_print"],
  retry_backfill: ["shipped"],
};

function fitsTab(act: PackageAct, tab: PackageState | undefined): boolean {
  return tab !== undefined && tabsOfAct[act].includes(tab);
}

/** What 「下一步」does to a tab's packages when their rows have not been read. */
function actOfTab(tab: PackageState | undefined): PackageAct | undefined {
  if (tab === "pending_review") return "approve";
  if (tab === "pending_process") return "request_waybill";
  return tab === "pending_print" ? "print" : undefined;
}

export type NextPlan = {
  /** In the order in which they are done; printing last, because it opens a document. */
  steps: { act: PackageAct; ids: string[] }[];
  toPair: number;
  toShip: number;
  waiting: number;
  forbidden: number;
  unknown: number;
};

const nextOrder = ["approve", "request_waybill", "retry_backfill", "print"] as const satisfies readonly PackageAct[];

/** Each package's own next step. Never 标记发货: that goes to the platform and cannot be taken back. */
export function planNext(chosen: readonly Chosen[], tab: PackageState | undefined, may: (act: PackageAct) => boolean): NextPlan {
  const plan: NextPlan = { steps: [], toPair: 0, toShip: 0, waiting: 0, forbidden: 0, unknown: 0 };
  const ids = new Map<PackageAct, string[]>();
  for (const { id, row } of chosen) {
    const act = row === undefined ? actOfTab(tab) : toPackageAct(row.nextAct);
    if (row === undefined && act === undefined) plan.unknown += 1;
    else if (row?.nextAct === "pair") plan.toPair += 1;
    else if (act === "mark_shipped") plan.toShip += 1;
    else if (act === undefined) plan.waiting += 1;
    else if (!may(act)) plan.forbidden += 1;
    else if (ids.has(act)) ids.get(act)?.push(id);
    else ids.set(act, [id]);
  }
  plan.steps = nextOrder.flatMap((act) => {
    const found = ids.get(act);
    return found === undefined ? [] : [{ act, ids: found }];
  });
  return plan;
}

/** How many packages a plan touches. */
export function planned(plan: NextPlan): number {
  return plan.steps.reduce((sum, step) => sum + step.ids.length, 0);
}

/** Whether every chosen package has the same step, so that nothing needs to be asked. */
export function isPlain(plan: NextPlan, chosen: number): boolean {
  return plan.steps.length === 1 && planned(plan) === chosen;
}
