import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import type { z } from "zod";
import type { getSyncRequestRoute } from "../../../contract/sync-requests.ts";
import { parseInstant } from "../../../kernel/instant.ts";
import { syncRequestQuery } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { BrokenNote } from "../../ui/page-parts.tsx";
import { Dot, PlatformBadge, type Tone } from "../../ui/small-parts.tsx";
import { sayWholeAge } from "../../ui/time.ts";

type OneRequest = z.output<typeof getSyncRequestRoute.reply>;
type PulledState = NonNullable<OneRequest["numbers"][number]["state"]>;

const tones = { stored: "green", unchanged: "grey", "not-found": "amber", failed: "red" } as const satisfies Record<PulledState, Tone>;

/** What became of each order number that was asked for; live while the runner is at it. */
export function RequestDialog({
  requestId,
  mayRun,
  onAgain,
  onClose,
}: {
  requestId: string;
  mayRun: boolean;
  onAgain(shopId: string, numbers: string[]): void;
  onClose(): void;
}) {
  const t = useText();
  const reading = useQuery(syncRequestQuery(requestId));
  const { data } = reading;
  const missing = (data?.numbers ?? []).filter(({ state }) => state === "not-found" || state === "failed").map(({ number }) => number);
  const failed = (data?.numbers ?? []).filter(({ state }) => state === "failed").map(({ number }) => number);
  return (
    <Modal
      open
      width={560}
      title={t("request.resultTitle")}
      onCancel={onClose}
      footer={
        <div className="fx">
          <span className="grow" />
          {data !== undefined && missing.length > 0 && (
            <Button onClick={() => void navigator.clipboard?.writeText(missing.join("\n"))}>{t("request.copyMissing")}</Button>
          )}
          {data !== undefined && data.state !== "waiting" && failed.length > 0 && mayRun && (
            <Button onClick={() => onAgain(data.shop.id, failed)}>{t("request.again", { n: failed.length })}</Button>
          )}
          <Button type="primary" onClick={onClose}>
            {t("request.close")}
          </Button>
        </div>
      }
    >
      {data !== undefined && <Progress request={data} />}
      <BrokenNote reading={reading} />
    </Modal>
  );
}

function Progress({ request }: { request: OneRequest }) {
  const t = useText();
  return (
    <div className="request-result" data-request-state={request.state}>
      <p className="fx">
        <PlatformBadge platform={request.shop.platform} />
        <span>{request.shop.name}</span>
        <span className="grow" />
        {request.result?.counts.map((one) => (
          <span key={one.state} className="fx4 nw">
            <Dot tone={tones[one.state]} /> {t(`pulledState.${one.state}`)} <b>{one.count}</b>
          </span>
        ))}
      </p>
      {request.state === "waiting" && <Waiting request={request} />}
      {request.result?.failure != null && (
        <p className="red" role="alert">
          {t("sync.platformSays")} <q className="mono">{request.result.failure}</q>
        </p>
      )}
      <div className="table-box numbers">
        <table className="plain-table">
          <caption>{t("request.resultTitle")}</caption>
          <thead>
            <tr>
              <th>{t("request.number")}</th>
              <th>{t("request.outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {request.numbers.map(({ number, state }) => (
              <tr key={number}>
                <td className="mono">{number}</td>
                <td>
                  {state === null ? (
                    <span className="t3">{request.state === "waiting" ? t("request.pending") : t("recon.unknown")}</span>
                  ) : (
                    <span className="fx4">
                      <Dot tone={tones[state]} /> {t(`pulledState.${state}`)}
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const longMs = 30_000;

function Waiting({ request }: { request: OneRequest }) {
  const t = useText();
  const now = useNow(1_000);
  const since = parseInstant(request.createdAt) ?? now;
  return (
    <div role="status" className="t2">
      <p>{t("request.running", { n: request.asked, age: sayWholeAge(t, now - since) })}</p>
      <p className="t3 sm">{now - since > longMs ? t("request.takesLong") : t("request.runningHint")}</p>
    </div>
  );
}
