import { useQuery } from "@tanstack/react-query";
import type { SyncRequest } from "../../../contract/sync-requests.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { syncRequestsQuery } from "../../api/sync-queries.ts";
import type { Translate } from "../../text/text.ts";
import { useText } from "../../text/use-text.tsx";
import { sayStoredFailure } from "../../ui/failure-words.ts";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { Dot, PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime, sayAge } from "../../ui/time.ts";

const tones = { waiting: "accent", done: "green", failed: "red" } as const;

/** What people asked of the runners, newest first. */
export function RequestsTab({ only, now, onOpen }: { only: string[] | undefined; now: Instant; onOpen(id: string): void }) {
  const t = useText();
  const reading = useQuery(syncRequestsQuery(only));
  const { data } = reading;
  if (data === undefined) return <BrokenNote reading={reading} />;
  if (data.requests.length === 0) return <EmptyNote title={t("request.none")} hint={t("request.noneHint")} />;
  return (
    <div className="table-box">
      <table className="plain-table">
        <caption>{t("tab.requests")}</caption>
        <thead>
          <tr>
            <th>{t("request.kind")}</th>
            <th>{t("request.shop")}</th>
            <th>{t("request.by")}</th>
            <th>{t("request.at")}</th>
            <th>{t("request.state")}</th>
            <th className="r">{t("request.took")}</th>
            <th>{t("request.result")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {data.requests.map((request) => (
            <RequestRow key={request.id} request={request} now={now} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RequestRow({ request, now, onOpen }: { request: SyncRequest; now: Instant; onOpen(id: string): void }) {
  const t = useText();
  const created = parseInstant(request.createdAt) ?? now;
  const ended = request.endedAt === null ? undefined : parseInstant(request.endedAt);
  return (
    <tr data-request-id={request.id} data-request-kind={request.kind} data-request-state={request.state}>
      <td className="nw">
        {t(`requestKind.${request.kind}`)}
        {request.asked > 0 && <span className="t3"> {t("request.asked", { n: request.asked })}</span>}
      </td>
      <td>
        <span className="fx">
          <PlatformBadge platform={request.shop.platform} /> <span className="nw">{request.shop.name}</span>
        </span>
      </td>
      <td className="nw">{request.requestedBy}</td>
      <td className="nw">{formatDayTime(created, now)}</td>
      <td className="nw">
        <span className="fx4">
          <Dot tone={tones[request.state]} />
          <span className={request.state === "failed" ? "red b5" : ""}>{t(`requestState.${request.state}`)}</span>
        </span>
      </td>
      <td className="r nw t2">{sayAge(t, (ended ?? now) - created)}</td>
      <td className="words">{sayResult(t, request)}</td>
      <td className="r nw">
        {request.kind === "pull_orders" && (
          <button type="button" className="link" onClick={() => onOpen(request.id)}>
            {t("request.open")}
          </button>
        )}
      </td>
    </tr>
  );
}

/** What it brought, in one line. */
function sayResult(t: Translate, { result }: SyncRequest): string {
  if (result === null) return "";
  const counts = result.counts.map((one) => `${t(`pulledState.${one.state}`)} ${one.count}`);
  const brought = counts.length > 0 ? counts.join(" · ") : t("request.gotKept", { got: result.got, kept: result.kept });
  return result.failure === null ? brought : sayStoredFailure(t, result.failure);
}
