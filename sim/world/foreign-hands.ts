import { approvePackages } from "../../src/app/approve-packages.ts";
import { getPackage } from "../../src/app/get-package.ts";
import { markShipped } from "../../src/app/mark-shipped.ts";
import { openLabels } from "../../src/app/open-labels.ts";
import { printLabels } from "../../src/app/print-labels.ts";
import { requestWaybills } from "../../src/app/request-waybills.ts";
import { retryBackfills } from "../../src/app/retry-backfills.ts";
import { revealRecipient } from "../../src/app/reveal-recipient.ts";
import { unapprovePackages } from "../../src/app/unapprove-packages.ts";
import { withdrawWaybills } from "../../src/app/withdraw-waybills.ts";
import type { PackageId } from "../../src/kernel/id.ts";
import type { Sight } from "./checks/walls.ts";
import type { Office } from "./set-up.ts";

/** Reaches for packages of other sellers by their ids, with every act there is. What is done or shown all the same comes back as a sight. */
export async function reachForOthers({ process: { app }, scope }: Office, foreign: readonly PackageId[]): Promise<Sight[]> {
  const { tenant } = scope;
  const acts = {
    approve: await approvePackages(app, scope, foreign),
    unapprove: await unapprovePackages(app, scope, foreign),
    "request waybills": await requestWaybills(app, scope, foreign, null),
    "withdraw waybills": await withdrawWaybills(app, scope, foreign),
    print: await printLabels(app, scope, foreign),
    ship: await markShipped(app, scope, foreign),
    "confirm again": await retryBackfills(app, scope, foreign),
  };
  const done = Object.entries(acts).map(([name, results]) => {
    const taken = results.flatMap((one) => (one.ok ? [one.packageId] : []));
    return { tenant, where: `the act "${name}"`, text: taken.join(" ") };
  });
  const shown: Sight[] = [];
  for (const id of foreign) {
    const [detail, recipient, labels] = [
      await getPackage(app, scope, id),
      await revealRecipient(app, scope, id, "check"),
      await openLabels(app, scope, [id]),
    ];
    for (const [where, seen] of Object.entries({ "the package page": detail, "a recipient": recipient, "a label": labels }))
      if (seen.ok) shown.push({ tenant, where, text: id });
  }
  return [...done, ...shown];
}
