import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { retryBackfillRoute } from "../../../contract/packages.ts";
import type { RefusedWrite } from "../../../contract/sync-trouble.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { callRoute } from "../../api/call-route.ts";
import { useMay } from "../../api/session.tsx";
import { refusedWritesKey, refusedWritesQuery } from "../../api/sync-queries.ts";
import type { Translate } from "../../text/text.ts";
import { useText } from "../../text/use-text.tsx";
import { PackageLink } from "../../ui/package-link.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";

/** 写回失败: what a platform or carrier refused, in its words, and what to do. */
export function RefusedTab({ only, now }: { only: string[] | undefined; now: Instant }) {
  const t = useText();
  const reading = useQuery(refusedWritesQuery(only));
  const { data } = reading;
  if (data === undefined) return <BrokenNote reading={reading} />;
  if (data.rows.length === 0) return <EmptyNote title={t("refused.none")} hint={t("refused.noneHint")} />;
  return (
    <>
      <div className="table-box">
        <table className="plain-table">
          <caption>{t("tab.refused")}</caption>
          <thead>
            <tr>
              <th>{t("refused.what")}</th>
              <th>{t("refused.subject")}</th>
              <th>{t("request.shop")}</th>
              <th>{t("refused.words")}</th>
              <th>{t("refused.since")}</th>
              <th>{t("refused.cure")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {data.rows.map((write) => (
              <WriteRow key={write.id} write={write} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      {data.capped && <p className="table-foot">{t("tab.capped", { n: data.rows.length })}</p>}
    </>
  );
}

function WriteRow({ write, now }: { write: RefusedWrite; now: Instant }) {
  const t = useText();
  const since = parseInstant(write.refusedAt) ?? now;
  return (
    <tr data-refused-kind={write.kind}>
      <td className="nw b5">{t(`writeKind.${write.kind}`)}</td>
      <td className="nw">
        {write.package !== null && <PackageLink id={write.package.id} number={write.package.number} />}
        {write.package !== null && <div className="t3 sm">{write.package.platformOrderId}</div>}
        {write.sellerCode}
      </td>
      <td>
        <span className="fx">
          <PlatformBadge platform={write.shop.platform} /> <span className="nw">{write.shop.name}</span>
        </span>
      </td>
      <td className="words">
        <span className="red">{sayReason(t, write)}</span>
        {write.message !== null && (
          <div className="sm">
            <q className="mono">{write.code === null ? write.message : `${write.message} (${write.code})`}</q>
          </div>
        )}
      </td>
      <td className="nw">{formatDayTime(since, now)}</td>
      <td className="words t2">{t(`refusedCure.${write.kind}`)}</td>
      <td className="r nw">{write.kind === "ship_confirm" && write.package !== null && <Retry packageId={write.package.id} />}</td>
    </tr>
  );
}

function sayReason(t: Translate, { reason, bookingReason }: RefusedWrite): string {
  if (reason !== null) return t(`platformRefusal.${reason}`);
  return bookingReason === null ? "" : t(`carrierRefusal.${bookingReason}`);
}

function Retry({ packageId }: { packageId: string }) {
  const t = useText();
  const may = useMay();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => callRoute(retryBackfillRoute, { body: { packageIds: [packageId] } }),
    onSettled: () => client.invalidateQueries({ queryKey: refusedWritesKey }),
  });
  if (!may("packages:ship")) return null;
  const refused = retry.data?.results.find((one) => !one.ok);
  if (retry.isError) return <span className="red">{sayFailure(t, failureOf(retry.error))}</span>;
  if (refused !== undefined && !refused.ok) return <span className="red">{t(`refusal.${refused.code}`)}</span>;
  return (
    <button type="button" className="link" disabled={retry.isPending || retry.isSuccess} onClick={() => retry.mutate()}>
      {retry.isSuccess ? t("refused.retried") : t("refused.retry")}
    </button>
  );
}
