import type { App } from "../../app/app.ts";
import { countPackages } from "../../app/count-packages.ts";
import { getPackage } from "../../app/get-package.ts";
import { listPackageIds } from "../../app/list-package-ids.ts";
import { listPackages } from "../../app/list-packages.ts";
import type { PackageQuery, PackageSort } from "../../app/package-query.ts";
import { revealRecipient } from "../../app/reveal-recipient.ts";
import {
  countPackagesRoute,
  getPackageRoute,
  listPackageIdsRoute,
  listPackagesRoute,
  type PackageFilter,
  revealRecipientRoute,
} from "../../contract/packages.ts";
import { asId, type ChannelId, type PackageId, type ShopId, type WarehouseId } from "../../kernel/id.ts";
import { type Instant, parseInstant, toIso } from "../../kernel/instant.ts";
import { ok } from "../../kernel/result.ts";
import type { PackageState } from "../../kernel/vocabulary/package.ts";
import { type Binding, bind } from "../bind.ts";
import { toPackageDetail, toPackageRow } from "./package-wire.ts";

// clear text stays on a screen no longer than a person needs to compare it with a label
const showForMs = 60_000;

/** The read side of packages. */
export function packageQueries(app: App): Binding[] {
  return [
    bind(listPackagesRoute, async ({ scope }, { query }) => {
      const page = { number: query.page, size: query.page_size };
      const found = await listPackages(app, scope, toQuery(query, query), toSort(query), page);
      if (!found.ok) return found;
      const { views, total, capped, at, changeSeq } = found.value;
      return ok({ rows: views.map(toPackageRow), total, capped, at: toIso(at), changeSeq: changeSeq.toString() });
    }),
    bind(countPackagesRoute, ({ scope }, { query }) => countPackages(app, scope, toQuery(query, query))),
    bind(listPackageIdsRoute, ({ scope }, { query }) => listPackageIds(app, scope, toQuery(query, query), toSort(query))),
    bind(getPackageRoute, async ({ scope }, { params }) => {
      const found = await getPackage(app, scope, asId<PackageId>(params.packageId));
      return found.ok ? ok(toPackageDetail(found.value)) : found;
    }),
    bind(revealRecipientRoute, async ({ scope }, { params, body }) => {
      const found = await revealRecipient(app, scope, asId<PackageId>(params.packageId), body.purpose);
      return found.ok ? ok({ ...found.value, addressLines: [...found.value.addressLines], showForMs }) : found;
    }),
  ];
}

function toQuery(filter: PackageFilter, tab: { state?: PackageState | undefined; attention?: PackageQuery["attention"] }): PackageQuery {
  const values = filter.search ?? [];
  return {
    search: values.length === 0 ? undefined : { field: filter.search_field ?? "order_number", values },
    platforms: filter.platform,
    shops: filter.shop?.map((id) => asId<ShopId>(id)),
    countries: filter.country,
    warehouses: filter.warehouse?.map((id) => asId<WarehouseId>(id)),
    channels: filter.channel?.map((id) => asId<ChannelId>(id)),
    deadline: filter.deadline,
    composition: filter.composition,
    printed: filter.printed === undefined ? undefined : filter.printed === "yes",
    paidFrom: toInstant(filter.paid_from),
    paidTo: toInstant(filter.paid_to),
    state: tab.state,
    attention: tab.attention,
  };
}

function toSort(query: { sort: PackageSort["by"]; direction: PackageSort["direction"] }): PackageSort {
  return { by: query.sort, direction: query.direction };
}

function toInstant(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : parseInstant(text);
}
