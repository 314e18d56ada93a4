import { type MouseEvent, memo } from "react";
import type { PackageRow } from "../../../../contract/packages.ts";
import { type Instant, parseInstant } from "../../../../kernel/instant.ts";
import { useMay } from "../../../api/session.tsx";
import { useLanguage, useText } from "../../../text/use-text.tsx";
import { countryName } from "../../../ui/country.ts";
import { Flag } from "../../../ui/flag.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { formatMoney } from "../../../ui/money.ts";
import { PairLink } from "../../../ui/pair-link.tsx";
import { shortRegion } from "../../../ui/region.ts";
import { CheckBox, Dot, PlatformBadge, TailText } from "../../../ui/small-parts.tsx";
import { formatDayTime, sayBothTimes } from "../../../ui/time.ts";
import { canTake, type PackageAct, toPackageAct } from "../acts.ts";
import { type DeadlineWords, sayShipBy, sayState, sayWaybill, sayWhy } from "../package-words.ts";
import { GoodsCell } from "./goods-cell.tsx";

export type PackageRowProps = {
  row: PackageRow;
  isGone: boolean;
  top: number;
  index: number;
  now: Instant;
  isChosen: boolean;
  isCurrent: boolean;
  may(act: PackageAct): boolean;
  onToggle(id: string, checked: boolean, withShift: boolean): void;
  onCurrent(id: string): void;
  onOpen(id: string): void;
  onAct(act: PackageAct, row: PackageRow): void;
  onMenu(row: PackageRow, button: HTMLElement): void;
};

/** One package in two lines. */
export const PackageRowLine = memo(function PackageRowLine(props: PackageRowProps) {
  const t = useText();
  const { row, isChosen, isCurrent, isGone, now } = props;
  const deadline = sayShipBy(t, row, now);
  const look = `grid-row${isChosen ? " on" : ""}${isCurrent ? " cur" : ""}${isGone ? " gone" : ""}`;
  const edge = deadline.urgency === "late" ? " late" : deadline.urgency === "soon" ? " soon" : "";
  return (
    <div
      role="row"
      aria-rowindex={props.index + 2}
      aria-selected={isChosen}
      className={look}
      style={{ transform: `translateY(${props.top}px)` }}
      data-package-id={row.id}
      data-package-number={row.number}
      data-platform-order-id={row.platformOrderId}
      data-state={row.state}
      onMouseDown={() => props.onCurrent(row.id)}
      onFocus={() => props.onCurrent(row.id)}
    >
      <div role="gridcell" className={`ck${edge}`}>
        <CheckBox
          label={t("batch.checkRow", { number: row.number })}
          checked={isChosen}
          onChange={(checked, withShift) => props.onToggle(row.id, checked, withShift)}
        />
      </div>
      <NumberCell row={row} onOpen={props.onOpen} />
      <ShopCell row={row} now={now} />
      <GoodsCell row={row} />
      <AmountCell row={row} />
      <BuyerCell row={row} />
      <CarrierCell row={row} />
      <DeadlineCell row={row} deadline={deadline} now={now} />
      <StateCell row={row} isGone={isGone} now={now} />
      <ActCell {...props} />
    </div>
  );
});

function NumberCell({ row, onOpen }: { row: PackageRow; onOpen(id: string): void }) {
  const t = useText();
  return (
    <div role="gridcell">
      <div className="fx4">
        <button type="button" className="pk" onClick={() => onOpen(row.id)}>
          {row.number}
        </button>
        {row.overlays.map((overlay) => (
          <span key={overlay} className="mk amber" title={t(`overlay.${overlay}`)}>
            {t(`overlayMark.${overlay}`)}
          </span>
        ))}
        {row.platformMarks.length > 0 && (
          <span className="amber mark-icon" role="img" title={row.platformMarks.join("\n")} aria-label={row.platformMarks.join("; ")}>
            <Icon name="flag" size={12} />
          </span>
        )}
      </div>
      <div className="l2">
        <TailText text={row.platformOrderId} />
      </div>
    </div>
  );
}

function ShopCell({ row, now }: { row: PackageRow; now: Instant }) {
  const t = useText();
  const paidAt = row.paidAt === null ? undefined : parseInstant(row.paidAt);
  return (
    <div role="gridcell">
      <div className="fx4">
        <PlatformBadge platform={row.platform} />
        <span className="el" title={row.shop.name}>
          {row.shop.name}
        </span>
      </div>
      {paidAt === undefined ? (
        <div className="l2">{t("time.unpaid")}</div>
      ) : (
        <div className="l2" title={sayBothTimes(t, paidAt, now, row.shop.timeZone)}>
          {formatDayTime(paidAt, now)}
        </div>
      )}
    </div>
  );
}

function AmountCell({ row }: { row: PackageRow }) {
  const t = useText();
  const { amount } = row;
  if (typeof amount !== "string") {
    return (
      <div role="gridcell" className="r one-line">
        {formatMoney(amount)}
      </div>
    );
  }
  return (
    <div role="gridcell" className="r one-line t3" title={amount === "unauthorised" ? t("amount.unauthorisedHint") : undefined}>
      {t(`amount.${amount}`)}
    </div>
  );
}

function BuyerCell({ row }: { row: PackageRow }) {
  const t = useText();
  const { language } = useLanguage();
  const recipient =
    row.recipient ??
    t(row.state === "platform_hold" ? "recipient.hidden" : row.why.code === "recipient_loading" ? "recipient.loading" : "recipient.none");
  return (
    <div role="gridcell" className="pl">
      <div className="fx4">
        {row.country === null ? (
          <span className="t3">{t("country.unknown")}</span>
        ) : (
          <>
            <Flag country={row.country} />
            <span className="el" title={row.region ?? undefined}>
              {countryName(language, row.country)}
              {row.region !== null && ` · ${shortRegion(row.country, row.region)}`}
            </span>
          </>
        )}
      </div>
      <div className="l2 el">{recipient}</div>
    </div>
  );
}

function CarrierCell({ row }: { row: PackageRow }) {
  const t = useText();
  const waybill = sayWaybill(t, row);
  return (
    <div role="gridcell">
      <div className={row.channel === null ? "el t3" : "el"} title={row.channel?.name}>
        {row.channel?.name ?? t("logistics.unassigned")}
      </div>
      <div className={waybill.tone === "red" ? "l2 el red" : "l2 el"}>{waybill.text}</div>
    </div>
  );
}

function DeadlineCell({ row, deadline, now }: { row: PackageRow; deadline: DeadlineWords; now: Instant }) {
  const t = useText();
  const at = row.shipBy === null ? undefined : parseInstant(row.shipBy);
  const tone = deadline.urgency === "late" ? "dl red" : deadline.urgency === "soon" ? "dl amber" : "dl";
  return (
    <div role="gridcell" className="r" title={at === undefined ? undefined : sayBothTimes(t, at, now, row.shop.timeZone)}>
      <div className={tone}>{deadline.text}</div>
      <div className="l2">{deadline.at}</div>
    </div>
  );
}

function StateCell({ row, isGone, now }: { row: PackageRow; isGone: boolean; now: Instant }) {
  const t = useText();
  const { tone, text } = sayState(t, row);
  const why = isGone ? t("grid.gone") : sayWhy(t, row.why, now);
  return (
    <div role="gridcell" className="pl">
      <div className="fx4">
        <Dot tone={isGone ? "grey" : tone} />
        <span className={tone === "red" && !isGone ? "el red b" : "el b5"}>{text}</span>
      </div>
      <div className="l2 el" title={why}>
        {why}
      </div>
    </div>
  );
}

function ActCell({ row, isGone, may, onAct, onOpen, onMenu }: PackageRowProps) {
  const t = useText();
  const mayPair = useMay()("catalog:read");
  const next = toPackageAct(row.nextAct);
  const isOurs = next !== undefined && !isGone && may(next) && canTake(next, row);
  const label = t(`actShort.${row.nextAct === "retry_waybill" ? "retry_waybill" : (next ?? "view")}`);
  const press = (event: MouseEvent) => {
    event.stopPropagation();
    if (isOurs) onAct(next, row);
    else onOpen(row.id);
  };
  return (
    <div role="gridcell" className="ac">
      {row.nextAct === "pair" && !isGone && mayPair ? (
        <PairLink packageId={row.id}>{t("act.pair")}</PairLink>
      ) : (
        <button type="button" className="link" data-act={isOurs ? next : "view"} onClick={press}>
          {isOurs ? label : t("actShort.view")}
        </button>
      )}
      <button
        type="button"
        className="bare"
        aria-label={t("grid.rowMore", { number: row.number })}
        aria-haspopup="menu"
        onClick={(event) => onMenu(row, event.currentTarget)}
      >
        <Icon name="more" />
      </button>
    </div>
  );
}
