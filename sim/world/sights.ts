import { countPackages } from "../../src/app/count-packages.ts";
import { getSync } from "../../src/app/get-sync.ts";
import { listAlerts } from "../../src/app/list-alerts.ts";
import { listCalls } from "../../src/app/list-calls.ts";
import { listPackageIds } from "../../src/app/list-package-ids.ts";
import { listPackages } from "../../src/app/list-packages.ts";
import { listReconciliations } from "../../src/app/list-reconciliations.ts";
import { listShops } from "../../src/app/list-shops.ts";
import { listSyncRequests } from "../../src/app/list-sync-requests.ts";
import { listQuarantine, listRefusedWrites } from "../../src/app/list-trouble.ts";
import { readChanges } from "../../src/app/read-changes.ts";
import { sandboxAccounts } from "../carriers/yanwen/account.ts";
import type { Books } from "./books.ts";
import type { Sight } from "./checks/walls.ts";
import type { Office } from "./set-up.ts";
import type { Truth } from "./truth.ts";
import type { World } from "./world.ts";

const pageSize = 200;
const pagesMax = 20;

const asText = (value: unknown): string => JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}` : one));

/** What a person of each seller sees on the pages that show most. */
export async function lookAtPages({ process: { app, directory }, scope }: Office): Promise<Sight[]> {
  const { tenant } = scope;
  const pages: [string, unknown][] = [
    ["the list of shops", await listShops(app, scope)],
    ["the counts", await countPackages(app, scope, {})],
    ["the feed of changes", await readChanges(app, tenant, 0n, 5_000)],
    ["the alerts", await listAlerts(app, scope)],
    ["the sync page", await getSync({ app, directory }, scope)],
    ["the calls", await listCalls(app, scope, {})],
    ["the wishes", await listSyncRequests(app, scope, undefined)],
    ["the quarantine", await listQuarantine(app, scope, undefined)],
    ["the refused writes", await listRefusedWrites(app, scope, undefined)],
    ["the sweeps", await listReconciliations(app, scope, { onlyDifferences: false })],
    ["what an act on all packages would take", await listPackageIds(app, scope, {}, { by: "ship_by", direction: "asc" })],
  ];
  for (let number = 1; number <= pagesMax; number += 1) {
    const page = await listPackages(app, scope, {}, { by: "ship_by", direction: "asc" }, { number, size: pageSize });
    pages.push(["the list of packages", page]);
    if (!page.ok || page.value.views.length < pageSize) break;
  }
  return pages.map(([where, page]) => ({ tenant, where, text: asText(page) }));
}

/** What left our house in a seller's name: calls by the token or account that they carried. */
export function lookAtWire(world: World, tenantOf: ReadonlyMap<string, string>): Sight[] {
  return world.network.arrivals.flatMap(({ operation, target, body }) => {
    const text = `${target} ${Buffer.from(body).toString("utf8")}`;
    const owner = world.accounts.find(({ plan }) => Object.values(plan.tokens).some((token) => text.includes(token)));
    const tenant = owner === undefined ? undefined : tenantOf.get(owner.plan.mallId);
    return tenant === undefined ? [] : [{ tenant, where: `the call ${operation}`, text }];
  });
}

/** Parcels at the carrier, by whose account they stand in, with the package that they are for. */
export function lookAtCarrier(truth: Truth, books: Books, offices: readonly Office[]): Sight[] {
  const packages = Map.groupBy(books.packages, (pkg) => pkg.waybill ?? "");
  return truth.bookings.flatMap(({ account, waybill }) => {
    const office = offices.find(({ seller }) => sandboxAccounts[seller]?.userId === account);
    const text = (packages.get(waybill) ?? []).map((pkg) => pkg.id).join(" ");
    return office === undefined ? [] : [{ tenant: office.scope.tenant, where: `parcel ${waybill} at the carrier`, text }];
  });
}

/** Whose platform shop and whose platform order it is, by the platform's own numbers. */
export function ownersByName(truth: Truth, books: Books): Map<string, string> {
  const shops = new Map(books.shops.map((shop) => [shop.platformShopId, shop.tenant]));
  const orders = truth.orders.flatMap((order): [string, string][] => {
    const tenant = shops.get(order.platformShopId);
    return tenant === undefined ? [] : [[order.platformOrderId, tenant]];
  });
  return new Map([...shops, ...orders]);
}
