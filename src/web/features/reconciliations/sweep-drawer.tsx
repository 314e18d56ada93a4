import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import type { z } from "zod";
import type { Difference, getReconciliationRoute } from "../../../contract/reconciliations.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { sweepQuery } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { sayStoredFailure } from "../../ui/failure-words.ts";
import { PackageLink } from "../../ui/package-link.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { CopyButton, Dot } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";
import { sayWindow } from "./sweep-table.tsx";

type OneSweep = z.output<typeof getReconciliationRoute.reply>;

/** The orders that one sweep found different: how, why, whether they have been pulled, and our package. */
export function SweepDrawer({ sweepId, onClose }: { sweepId: string; onClose(): void }) {
  const t = useText();
  const reading = useQuery(sweepQuery(sweepId));
  const { data } = reading;
  const title = data === undefined ? "" : t("recon.drawerTitle", { shop: data.shop.name, kind: t(`sweepKind.${data.kind}`) });
  return (
    <Drawer open size={880} onClose={onClose} title={title} styles={{ body: { padding: 0 } }}>
      {data !== undefined && <Differences sweep={data} />}
      <BrokenNote reading={reading} />
    </Drawer>
  );
}

function Differences({ sweep }: { sweep: OneSweep }) {
  const t = useText();
  const now = useNow(60_000);
  return (
    <>
      <p className="sweep-facts t2">
        {sayWindow(t, sweep, now)}
        {sweep.platformCount !== null &&
          sweep.ourCount !== null &&
          ` · ${t("recon.facts", { platform: sweep.platformCount, ours: sweep.ourCount })}`}
        {sweep.failure !== null && <span className="red"> · {sayStoredFailure(t, sweep.failure)}</span>}
      </p>
      {sweep.rows.length === 0 ? (
        <EmptyNote title={t("recon.noDifference")} hint={t("recon.noDifferenceHint")} />
      ) : (
        <table className="plain-table">
          <caption>{t("recon.differences")}</caption>
          <thead>
            <tr>
              <th>{t("recon.number")}</th>
              <th>{t("recon.differs")}</th>
              <th>{t("recon.cause")}</th>
              <th>{t("recon.found")}</th>
              <th>{t("recon.pulled")}</th>
              <th>{t("recon.package")}</th>
            </tr>
          </thead>
          <tbody>
            {sweep.rows.map((one) => (
              <DifferenceRow key={one.platformOrderId} one={one} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function DifferenceRow({ one, now }: { one: Difference; now: Instant }) {
  const t = useText();
  return (
    <tr data-platform-order-id={one.platformOrderId}>
      <td className="nw">
        {one.platformOrderId} <CopyButton text={one.platformOrderId} what={t("recon.number")} />
      </td>
      <td className="nw">{t(`differenceKind.${one.kind}`)}</td>
      <td className={one.cause === "unexplained" ? "red nw" : "nw"}>{t(`missCause.${one.cause}`)}</td>
      <td className="nw">{formatDayTime(parseInstant(one.foundAt) ?? now, now)}</td>
      <td className="nw">
        <span className="fx4">
          <Dot tone={one.pulled ? "green" : "red"} />
          <span className={one.pulled ? "" : "red b5"}>{one.pulled ? t("recon.pulled") : t("recon.notPulled")}</span>
        </span>
      </td>
      <td className="nw">
        {one.package === null ? (
          <span className="t3">{t("recon.unknown")}</span>
        ) : (
          <PackageLink id={one.package.id} number={one.package.number} />
        )}
      </td>
    </tr>
  );
}
