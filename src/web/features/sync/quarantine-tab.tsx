import { useQuery } from "@tanstack/react-query";
import type { QuarantinedItem } from "../../../contract/sync-trouble.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { failureOf } from "../../api/call-failure.ts";
import { useMay } from "../../api/session.tsx";
import { quarantineQuery, useRequestSync } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";
import { sayRefusal } from "./refusal-words.ts";

/** 解析失败订单: what broke our schema, and a way to try again. */
export function QuarantineTab({ only, now }: { only: string[] | undefined; now: Instant }) {
  const t = useText();
  const reading = useQuery(quarantineQuery(only));
  const { data } = reading;
  if (data === undefined) return <BrokenNote reading={reading} />;
  if (data.rows.length === 0) return <EmptyNote title={t("quarantine.none")} hint={t("quarantine.noneHint")} />;
  return (
    <>
      <p className="tab-lead t2">{t("quarantine.lead")}</p>
      <div className="table-box">
        <table className="plain-table">
          <caption>{t("tab.quarantine")}</caption>
          <thead>
            <tr>
              <th>{t("quarantine.number")}</th>
              <th>{t("request.shop")}</th>
              <th>{t("quarantine.why")}</th>
              <th>{t("quarantine.first")}</th>
              <th>{t("quarantine.last")}</th>
              <th className="r">{t("quarantine.times")}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {data.rows.map((item) => (
              <ItemRow key={item.id} item={item} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      {data.capped && <p className="table-foot">{t("tab.capped", { n: data.rows.length })}</p>}
    </>
  );
}

function ItemRow({ item, now }: { item: QuarantinedItem; now: Instant }) {
  const t = useText();
  const may = useMay();
  const retry = useRequestSync();
  const first = parseInstant(item.firstSeenAt) ?? now;
  const last = parseInstant(item.lastSeenAt) ?? now;
  const isRetrying = item.isRetrying || retry.isPending;
  return (
    <tr data-quarantine-id={item.id}>
      <td className="nw">{item.platformOrderId ?? <span className="t3">{t("quarantine.noNumber")}</span>}</td>
      <td>
        <span className="fx">
          <PlatformBadge platform={item.shop.platform} /> <span className="nw">{item.shop.name}</span>
        </span>
      </td>
      <td className="words mono">{item.detail}</td>
      <td className="nw">{formatDayTime(first, now)}</td>
      <td className="nw">{formatDayTime(last, now)}</td>
      <td className="r">{formatCount(item.seenCount)}</td>
      <td className="r nw">
        {retry.isError && (
          <span className="red sm" role="alert">
            {sayRefusal(t, failureOf(retry.error))}{" "}
          </span>
        )}
        {may("sync:run") && (
          <button
            type="button"
            className="link"
            disabled={isRetrying}
            onClick={() => retry.mutate({ kind: "retry_item", quarantineId: item.id })}
          >
            {isRetrying ? t("quarantine.retrying") : t("quarantine.retry")}
          </button>
        )}
      </td>
    </tr>
  );
}
