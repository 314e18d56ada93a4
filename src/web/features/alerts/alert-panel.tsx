import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Alert } from "../../../contract/alerts.ts";
import { seeAlertsRoute } from "../../../contract/alerts.ts";
import { parseInstant } from "../../../kernel/instant.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { callRoute } from "../../api/call-route.ts";
import { alertsQuery } from "../../api/queries.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { Dot, PlatformBadge, Tag, type Tone } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";
import { linkOf, quoteOf, sayAlert } from "./alert-words.ts";

const tones = { critical: "red", warning: "amber", info: "accent" } as const satisfies Record<Alert["severity"], Tone>;

/** Open alerts with what to do about each, then what was solved. */
export function AlertPanel({ onGo }: { onGo(href: string): void }) {
  const t = useText();
  const reading = useQuery(alertsQuery);
  const { data } = reading;
  const client = useQueryClient();
  const maySee = useMay()("sync:run");
  const see = useMutation({
    mutationFn: (alertIds: string[] | "open") => callRoute(seeAlertsRoute, { body: { alertIds } }),
    onSuccess: () => client.invalidateQueries({ queryKey: alertsQuery.queryKey }),
  });
  if (data === undefined) {
    return (
      <div className="alert-panel">
        <BrokenNote reading={reading} />
      </div>
    );
  }
  return (
    <section className="alert-panel" aria-label={t("alerts.title")}>
      <header>
        <h2>{t("alerts.open")}</h2>
        <span className="t3">{data.open.length > 0 ? data.open.length : ""}</span>
        <span className="grow" />
        {maySee && data.unseen > 0 && (
          <button type="button" className="link" data-act="see-all" disabled={see.isPending} onClick={() => see.mutate("open")}>
            {t("alerts.seeAll")}
          </button>
        )}
      </header>
      {see.error !== null && <p className="alert-failed red">{sayFailure(t, failureOf(see.error))}</p>}
      {data.open.length === 0 && <EmptyNote title={t("alerts.none")} hint={t("alerts.noneHint")} />}
      <ul>
        {data.open.map((alert) => (
          <AlertItem key={alert.id} alert={alert} onGo={onGo} onSee={maySee ? () => see.mutate([alert.id]) : undefined} />
        ))}
      </ul>
      {data.past.length > 0 && (
        <>
          <header>
            <h2>{t("alerts.past")}</h2>
          </header>
          <ul className="alerts-past">
            {data.past.map((alert) => (
              <PastAlert key={alert.id} alert={alert} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function AlertItem({ alert, onGo, onSee }: { alert: Alert; onGo(href: string): void; onSee: (() => void) | undefined }) {
  const t = useText();
  const quote = quoteOf(alert);
  const link = linkOf(t, alert);
  return (
    <li className={alert.seenAt === null ? "unseen" : ""} data-alert-kind={alert.kind}>
      <div className="alert-line">
        <Tag tone={tones[alert.severity]}>{t(`severity.${alert.severity}`)}</Tag>
        <b>{sayAlert(t, alert)}</b>
      </div>
      <p className="t2">{t(`alertCure.${alert.kind}`)}</p>
      {quote !== undefined && (
        <p className="t3 sm">
          {t("alerts.says")} <q className="mono">{quote}</q>
        </p>
      )}
      <div className="alert-line sm">
        <AlertAbout alert={alert} />
        <span className="grow" />
        {onSee !== undefined && alert.seenAt === null && (
          <button type="button" className="link t2" onClick={onSee}>
            {t("alerts.see")}
          </button>
        )}
        <a
          href={link.href}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            onGo(link.href);
          }}
        >
          {link.text}
        </a>
      </div>
    </li>
  );
}

function AlertAbout({ alert }: { alert: Alert }) {
  const t = useText();
  const now = useNow(60_000);
  const since = parseInstant(alert.openedAt);
  return (
    <span className="fx4 t3 alert-about">
      {alert.shop === null ? (
        t("alerts.noShop")
      ) : (
        <>
          <PlatformBadge platform={alert.shop.platform} /> <span className="el">{alert.shop.name}</span>
        </>
      )}
      <span className="nw">
        {since !== undefined && ` · ${t("alerts.since", { time: formatDayTime(since, now) })}`}
        {alert.times > 1 && ` · ${t("alerts.times", { n: alert.times })}`}
        {alert.seenBy !== null && ` · ${t("alerts.seenBy", { name: alert.seenBy })}`}
      </span>
    </span>
  );
}

function PastAlert({ alert }: { alert: Alert }) {
  const t = useText();
  const now = useNow(60_000);
  const closed = alert.closedAt === null ? undefined : parseInstant(alert.closedAt);
  return (
    <li>
      <div className="alert-line">
        <Dot tone="grey" />
        <span className="t2">{sayAlert(t, alert)}</span>
      </div>
      <div className="sm t3 alert-past-about">
        {alert.shop?.name ?? t("alerts.noShop")}
        {closed !== undefined && ` · ${t("alerts.ended", { time: formatDayTime(closed, now) })}`}
      </div>
    </li>
  );
}
