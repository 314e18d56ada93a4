import type { ActResult } from "../../app/act.ts";
import type { App } from "../../app/app.ts";
import { approvePackages } from "../../app/approve-packages.ts";
import { markShipped } from "../../app/mark-shipped.ts";
import { printLabels } from "../../app/print-labels.ts";
import { requestWaybills } from "../../app/request-waybills.ts";
import { retryBackfills } from "../../app/retry-backfills.ts";
import type { Scope } from "../../app/scope.ts";
import { unapprovePackages } from "../../app/unapprove-packages.ts";
import { withdrawWaybills } from "../../app/withdraw-waybills.ts";
import {
  approvePackagesRoute,
  type BatchReply,
  markShippedRoute,
  printLabelsRoute,
  requestWaybillsRoute,
  retryBackfillRoute,
  unapprovePackagesRoute,
  withdrawWaybillsRoute,
} from "../../contract/packages.ts";
import { asId, type ChannelId, type PackageId } from "../../kernel/id.ts";
import { ok } from "../../kernel/result.ts";
import { type Binding, bind } from "../bind.ts";
import type { LabelDocuments } from "../label-documents.ts";

/** The bulk acts of the list. Each answers per package. */
export function packageActs(app: App, documents: LabelDocuments): Binding[] {
  return [
    bind(approvePackagesRoute, plain(app, approvePackages)),
    bind(unapprovePackagesRoute, plain(app, unapprovePackages)),
    bind(withdrawWaybillsRoute, plain(app, withdrawWaybills)),
    bind(markShippedRoute, plain(app, markShipped)),
    bind(retryBackfillRoute, plain(app, retryBackfills)),
    bind(requestWaybillsRoute, async ({ scope }, { body }) => {
      const channel = body.channelId === undefined ? null : asId<ChannelId>(body.channelId);
      return ok(toReply(await requestWaybills(app, scope, toIds(body.packageIds), channel)));
    }),
    bind(printLabelsRoute, async ({ scope, session }, { body }) => {
      const results = await printLabels(app, scope, toIds(body.packageIds));
      const printed = results.filter((result) => result.ok).map((result) => result.packageId);
      const documentPath = printed.length === 0 ? null : documents.offer(session.id, printed);
      return ok({ ...toReply(results), documentPath });
    }),
  ];
}

type Act = (app: App, scope: Scope, ids: readonly PackageId[]) => Promise<ActResult[]>;

function plain(app: App, act: Act) {
  return async ({ scope }: { scope: Scope }, { body }: { body: { packageIds: string[] } }) =>
    ok(toReply(await act(app, scope, toIds(body.packageIds))));
}

function toIds(ids: readonly string[]): PackageId[] {
  return ids.map((id) => asId<PackageId>(id));
}

function toReply(results: readonly ActResult[]): BatchReply {
  return {
    results: results.map((result) =>
      result.ok
        ? { ok: true, packageId: result.packageId, number: result.number ?? "" }
        : {
            ok: false,
            packageId: result.packageId,
            number: result.number,
            code: result.refusal.code,
            detail: result.refusal.detail ?? null,
          },
    ),
  };
}
