import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import type { PackageDetail, PackageRow } from "../../../../contract/packages.ts";
import { failureOf, sayFailure } from "../../../api/call-failure.ts";
import { packageQuery } from "../../../api/queries.ts";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { CopyButton, Key, PlatformBadge, Tag } from "../../../ui/small-parts.tsx";
import { canTake, type PackageAct, packageActs, toPackageAct } from "../acts.ts";
import { sayShipBy, sayState } from "../package-words.ts";
import { LinesSection } from "./lines-section.tsx";
import { MoneySection } from "./money-section.tsx";
import { OrderSection } from "./order-section.tsx";
import { RecipientSection } from "./recipient-section.tsx";
import { Timeline } from "./timeline.tsx";
import { WaybillSection } from "./waybill-section.tsx";
import { WhyPanel } from "./why-panel.tsx";
import "./drawer.css";

const minuteMs = 60_000;

export type PackageDrawerProps = {
  packageId: string;
  /** The row as the list shows it, until the package itself is read. */
  seen: PackageRow | undefined;
  place: { n: number; total: number; isFirst: boolean; isLast: boolean } | undefined;
  isBusy: boolean;
  may(act: PackageAct): boolean;
  onAct(act: PackageAct, row: PackageRow): void;
  onMove(step: 1 | -1): void;
  onClose(): void;
};

/** One package in full. J and K go through the list behind it. */
export function PackageDrawer(props: PackageDrawerProps) {
  const t = useText();
  const { packageId, seen, onClose } = props;
  const one = useQuery(packageQuery(packageId));
  const row = one.data ?? seen;
  return (
    <Drawer
      open
      size={720}
      closable={false}
      onClose={onClose}
      keyboard={false}
      aria-label={row === undefined ? t("drawer.loading") : t("drawer.label", { number: row.number })}
      className="package-drawer"
      rootClassName="takes-keys"
      styles={{ body: { padding: 0, display: "flex", flexDirection: "column", minHeight: 0, overflow: "hidden" } }}
    >
      <DrawerHead {...props} row={row} />
      {one.data !== undefined ? (
        <DrawerBody {...props} pkg={one.data} />
      ) : one.isError ? (
        <div className="no-rows in-drawer" role="alert">
          <h2>{t("drawer.failed")}</h2>
          <p>{sayFailure(t, failureOf(one.error))}</p>
          <Button onClick={() => void one.refetch()}>{t("load.retry")}</Button>
        </div>
      ) : null}
    </Drawer>
  );
}

function DrawerHead({ row, place, onMove, onClose }: PackageDrawerProps & { row: PackageRow | undefined }) {
  const t = useText();
  const now = useNow(minuteMs);
  const deadline = row === undefined ? undefined : sayShipBy(t, row, now);
  const state = row === undefined ? undefined : sayState(t, row);
  return (
    <header className="drawer-head">
      {row !== undefined && (
        <>
          <PlatformBadge platform={row.platform} />
          <h2>{row.number}</h2>
          <CopyButton text={row.number} what={row.number} />
        </>
      )}
      {state !== undefined && <Tag tone={state.tone}>{state.text}</Tag>}
      {deadline !== undefined && deadline.urgency !== "calm" && (
        <Tag tone={deadline.urgency === "late" ? "red" : "amber"}>{deadline.text}</Tag>
      )}
      <span className="grow" />
      {place !== undefined && (
        <>
          <span className="t3 sm nw">{t("drawer.position", { n: formatCount(place.n), total: formatCount(place.total) })}</span>
          <Key>K</Key>
          <IconButton label={t("drawer.previous")} icon="up" disabled={place.isFirst} onClick={() => onMove(-1)} />
          <Key>J</Key>
          <IconButton label={t("drawer.next")} icon="down" disabled={place.isLast} onClick={() => onMove(1)} />
        </>
      )}
      <IconButton label={t("drawer.close")} icon="close" onClick={onClose} />
    </header>
  );
}

function IconButton({
  label,
  icon,
  disabled = false,
  onClick,
}: {
  label: string;
  icon: "up" | "down" | "close";
  disabled?: boolean;
  onClick(): void;
}) {
  return (
    <button type="button" className="bare" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function DrawerBody(props: PackageDrawerProps & { pkg: PackageDetail }) {
  const { pkg } = props;
  return (
    <>
      <WhyPanel pkg={pkg} isBusy={props.isBusy} may={props.may} onAct={(act) => props.onAct(act, pkg)} />
      <div className="drawer-columns">
        <div className="drawer-facts">
          <OrderSection pkg={pkg} />
          <RecipientSection key={pkg.id} pkg={pkg} />
          <LinesSection pkg={pkg} />
          <WaybillSection pkg={pkg} mayPrint={props.may("print") && canTake("print", pkg)} onPrint={() => props.onAct("print", pkg)} />
          <MoneySection pkg={pkg} />
        </div>
        <Timeline key={pkg.id} entries={pkg.timeline} />
      </div>
      <DrawerFoot {...props} />
    </>
  );
}

/** The acts that apply beside the next one. */
function DrawerFoot({ pkg, may, isBusy, onAct }: PackageDrawerProps & { pkg: PackageDetail }) {
  const t = useText();
  const next = toPackageAct(pkg.nextAct);
  const acts = packageActs.filter((act) => act !== next && may(act) && canTake(act, pkg));
  if (acts.length === 0) return null;
  return (
    <footer className="drawer-foot">
      {acts.map((act) => (
        <Button key={act} disabled={isBusy} data-act={act} onClick={() => onAct(act, pkg)}>
          {t(act === "print" && pkg.printedCount > 0 ? "act.reprint" : `act.${act}`)}
        </Button>
      ))}
    </footer>
  );
}
