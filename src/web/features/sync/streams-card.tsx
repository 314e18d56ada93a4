import type { ShopStream, ShopSync } from "../../../contract/sync.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { sayStoredFailure } from "../../ui/failure-words.ts";
import { Card } from "../../ui/page-parts.tsx";
import { CopyButton, Tag } from "../../ui/small-parts.tsx";
import { formatDayTime, sayAge, sayWholeAge } from "../../ui/time.ts";

/** What each stream did last: when, why, what it asked, got, kept and left out. */
export function StreamsCard({ shop, now }: { shop: ShopSync; now: Instant }) {
  const t = useText();
  return (
    <Card title={t("streams.title")} sub={t("streams.sub")}>
      <div className="table-box">
        <table className="plain-table streams">
          <caption>{t("streams.title")}</caption>
          <thead>
            <tr>
              <th>{t("streams.name")}</th>
              <th className="r">{t("streams.lastSuccess")}</th>
              <th className="r" title={t("streams.delayHint")}>
                {t("streams.delay")}
              </th>
              <th className="r">{t("streams.next")}</th>
              <th>{t("streams.cause")}</th>
              <th className="r">{t("streams.calls")}</th>
              <th className="r">{t("streams.got")}</th>
              <th className="r">{t("streams.kept")}</th>
              <th>{t("streams.skipped")}</th>
              <th>{t("streams.lastFailure")}</th>
            </tr>
          </thead>
          <tbody>
            {shop.streams.map((stream) => (
              <StreamRow key={stream.name} stream={stream} now={now} />
            ))}
          </tbody>
        </table>
      </div>
      <Announcements shop={shop} now={now} />
    </Card>
  );
}

/** Where the platform may tell us of news, and whether it does. */
function Announcements({ shop, now }: { shop: ShopSync; now: Instant }) {
  const t = useText();
  const { address, lastAt } = shop.announcements;
  const last = lastAt === null ? undefined : parseInstant(lastAt);
  if (address === null) return null;
  return (
    <p className="announcements sm">
      <span className="b5">{t("announcements.title")}</span>
      <span className={last === undefined ? "t3" : ""} title={last === undefined ? undefined : formatDayTime(last, now)}>
        {last === undefined ? t("announcements.none") : t("announcements.last", { age: sayWholeAge(t, now - last) })}
      </span>
      <span className="mono">{address}</span>
      <CopyButton text={address} what={t("announcements.address")} />
      <span className="t2">{t("announcements.hint")}</span>
    </p>
  );
}

function StreamRow({ stream, now }: { stream: ShopStream; now: Instant }) {
  const t = useText();
  const last = stream.lastSuccessAt === null ? undefined : parseInstant(stream.lastSuccessAt);
  const run = stream.lastRun;
  const none = <span className="t3">{t("recon.unknown")}</span>;
  return (
    <tr data-stream={stream.name}>
      <td className="b5 nw">{t(`stream.${stream.name}`)}</td>
      <td className="r nw" title={last === undefined ? undefined : formatDayTime(last, now)}>
        {last === undefined ? <span className="t3">{t("streams.notYet")}</span> : t("sync.ago", { age: sayWholeAge(t, now - last) })}
      </td>
      <td className="r nw">{stream.delayMs === null ? none : sayAge(t, stream.delayMs)}</td>
      <td className="r nw">
        <NextRun at={stream.nextRunAt} now={now} />
      </td>
      <td className="nw">{run === null ? none : t(`runCause.${run.cause}`)}</td>
      <td className="r">{run === null ? none : run.calls}</td>
      <td className="r">{run === null ? none : run.got}</td>
      <td className="r">{run === null ? none : run.kept}</td>
      <td className="nw">
        {run === null || run.skipped.length === 0
          ? none
          : run.skipped.map((one) => (
              <span key={one.reason} className={one.reason === "quarantined" ? "red skip" : "t2 skip"}>
                {t(`skipReason.${one.reason}`, { n: one.count })}
              </span>
            ))}
      </td>
      <td className="words">
        <Failure stream={stream} now={now} />
      </td>
    </tr>
  );
}

function NextRun({ at, now }: { at: string | null; now: Instant }) {
  const t = useText();
  const next = at === null ? undefined : parseInstant(at);
  if (next === undefined) return <span className="t3">{t("recon.unknown")}</span>;
  return next - now < 1_000 ? t("streams.nextDue") : t("streams.nextIn", { age: sayWholeAge(t, next - now) });
}

function Failure({ stream, now }: { stream: ShopStream; now: Instant }) {
  const t = useText();
  const { lastFailure } = stream;
  if (lastFailure === null) return <span className="t3">{t("streams.noFailure")}</span>;
  const at = parseInstant(lastFailure.at);
  return (
    <span className="sm">
      {lastFailure.isOver && <Tag>{t("streams.failureOver")}</Tag>}{" "}
      <span className={lastFailure.isOver ? "t3" : "red"}>
        {at !== undefined && `${formatDayTime(at, now)} `}
        {sayStoredFailure(t, lastFailure.words)}
      </span>
    </span>
  );
}
