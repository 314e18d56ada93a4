import { Switch } from "antd";
import type { KeyboardEvent } from "react";
import { attentionFilters } from "../../../../contract/packages.ts";
import { packageStates } from "../../../../kernel/vocabulary/package.ts";
import { useText } from "../../../text/use-text.tsx";
import { Count } from "../../../ui/count.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { Key } from "../../../ui/small-parts.tsx";
import type { DeskView } from "../view.ts";
import type { DeskCounts } from "./desk-data.ts";

type Tab = NonNullable<DeskView["state"]>;
type Attention = NonNullable<DeskView["attention"]>;

/** Tab = state, with live figures; 全部 comes last. */
export function StateTabs({ tab, counts, onTab }: { tab: Tab | undefined; counts: DeskCounts | undefined; onTab(tab: Tab): void }) {
  const t = useText();
  const figures = new Map(counts?.states.map((one) => [one.state, one]));
  const tabs: Tab[] = [...packageStates, "all"];
  return (
    <div className="state-tabs" role="tablist" aria-label={t("tabs.label")} onKeyDown={moveFocus}>
      {tabs.map((one) => {
        const figure = one === "all" ? counts?.total : figures.get(one);
        return (
          <button
            key={one}
            type="button"
            role="tab"
            data-tab={one}
            aria-selected={one === tab}
            tabIndex={one === tab || tab === undefined ? 0 : -1}
            onClick={() => onTab(one)}
          >
            {one === "all" ? t("tabs.all") : t(`state.${one}`)}
            <Count n={figure?.count} capped={figure?.capped ?? false} />
          </button>
        );
      })}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const tabs = [...event.currentTarget.querySelectorAll("button")];
  const at = tabs.findIndex((one) => one.matches(":focus"));
  const next = tabs[(at + (event.key === "ArrowRight" ? 1 : tabs.length - 1)) % tabs.length];
  next?.focus();
  next?.click();
}

const toneOf: Readonly<Record<Attention, "red" | "amber" | "">> = {
  overdue: "red",
  due_soon: "amber",
  stock_short: "amber",
  unpaired: "red",
  waybill_failed: "red",
  backfill_failed: "red",
  overlay: "amber",
  unprinted: "",
};

export type LiveHint = { waiting: number; waitingNew: number; auto: boolean; onAuto(auto: boolean): void; onLoad(): void };

/** What needs a person within the tab, and the new orders that wait. */
export function AttentionBar({
  chosen,
  counts,
  hint,
  onChoose,
}: {
  chosen: Attention | undefined;
  counts: DeskCounts | undefined;
  hint: LiveHint;
  onChoose(attention: Attention | undefined): void;
}) {
  const t = useText();
  return (
    <div className="attention-bar">
      <fieldset aria-label={t("attention.label")}>
        <button type="button" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
          {t("attention.all")}
        </button>
        {attentionFilters.map((filter) => {
          const count = counts?.attention.find((one) => one.filter === filter)?.count;
          return (
            <button
              key={filter}
              type="button"
              data-attention={filter}
              aria-pressed={chosen === filter}
              onClick={() => onChoose(chosen === filter ? undefined : filter)}
            >
              {t(`attention.${filter}`)}
              <Count n={count} tone={count === undefined || count === 0 ? "" : toneOf[filter]} />
            </button>
          );
        })}
      </fieldset>
      <span className="grow" />
      <LivePart {...hint} />
    </div>
  );
}

function LivePart({ waiting, waitingNew, auto, onAuto, onLoad }: LiveHint) {
  const t = useText();
  return (
    <>
      <span role="status">
        {waiting > 0 && (
          <button type="button" className="live-pill" onClick={onLoad}>
            <Icon name="arrow" size={12} />
            {waitingNew === waiting ? t("live.waiting", { n: waiting }) : t("live.moved", { n: waiting })}
            <Key>L</Key>
          </button>
        )}
      </span>
      <span className="auto-load sm nw" title={t("live.busyHint")}>
        <Switch size="small" checked={auto} onChange={onAuto} aria-label={t("live.auto")} />
        {t("live.auto")}
      </span>
    </>
  );
}
