import { Button, Dropdown, Popover } from "antd";
import { useState } from "react";
import type { PackageState } from "../../../../kernel/vocabulary/package.ts";
import { useText } from "../../../text/use-text.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { Key } from "../../../ui/small-parts.tsx";
import { isPlain, type NextPlan, type PackageAct, packageActs, takeable } from "../acts.ts";
import { ChannelChoice } from "./channel-choice.tsx";
import { NextPreview } from "./next-preview.tsx";
import type { Selection } from "./use-selection.ts";

export type OpenPopover = "next" | "request" | undefined;

export type BatchBarProps = {
  selection: Selection;
  tab: PackageState | undefined;
  total: number;
  isBusy: boolean;
  isSelectingAll: boolean;
  plan: NextPlan;
  open: OpenPopover;
  may(act: PackageAct): boolean;
  onOpen(open: OpenPopover): void;
  onSelectAll(): void;
  onNext(): void;
  onAct(act: PackageAct, channelId?: string): void;
  onHelp(): void;
};

/** Always there, so that nothing moves; greyed while nothing is chosen. */
export function BatchBar(props: BatchBarProps) {
  const t = useText();
  const { selection, total } = props;
  const { chosen } = selection;
  const isEmpty = chosen.length === 0;
  return (
    <section className={isEmpty ? "batch-bar" : "batch-bar on"} aria-label={t("batch.label")}>
      <div className="batch-chosen">
        <span className={isEmpty ? "t3 nw" : "b nw"}>
          {isEmpty ? t("batch.none") : t("batch.chosen", { n: formatCount(chosen.length) })}
        </span>
        {!isEmpty && chosen.length > selection.here && (
          <span className="t2 sm el">{t("batch.where", { here: selection.here, elsewhere: chosen.length - selection.here })}</span>
        )}
        {total > 0 && chosen.length < total && (
          <button type="button" className="link sm nw" disabled={props.isSelectingAll} onClick={props.onSelectAll}>
            {props.isSelectingAll ? t("batch.selecting") : t("batch.selectAll", { n: formatCount(total) })}
          </button>
        )}
        {!isEmpty && (
          <button type="button" className="link sm nw" onClick={selection.clear}>
            {t("batch.clear")}
          </button>
        )}
      </div>
      <NextButton {...props} />
      <ActButton {...props} act="approve" hotkey="A" />
      <RequestButton {...props} />
      <ActButton {...props} act="print" hotkey="P" />
      <ActButton {...props} act="mark_shipped" />
      <MoreActs {...props} />
      <span className="grow" />
      <button type="button" className="bare" aria-label={t("batch.help")} title={t("batch.help")} onClick={props.onHelp}>
        <Key>?</Key>
      </button>
    </section>
  );
}

function NextButton({ selection, plan, open, isBusy, may, onOpen, onNext }: BatchBarProps) {
  const t = useText();
  const count = selection.chosen.length;
  const mayAsk = count > 0 && !isBusy;
  if (!packageActs.some(may)) return null;
  return (
    <Popover
      open={open === "next" && mayAsk}
      onOpenChange={(isOpen) => (isOpen && mayAsk ? (isPlain(plan, count) ? onNext() : onOpen("next")) : onOpen(undefined))}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      content={<NextPreview plan={plan} total={count} onConfirm={onNext} />}
    >
      <Button type="primary" disabled={!mayAsk} data-act="next">
        {t("batch.next")} <Key>N</Key>
      </Button>
    </Popover>
  );
}

type ActButtonProps = BatchBarProps & { act: PackageAct; hotkey?: string };

function ActButton({ selection, tab, isBusy, may, onAct, act, hotkey }: ActButtonProps) {
  const t = useText();
  if (!may(act)) return null;
  const { chosen } = selection;
  const count = takeable(act, chosen, tab).length;
  const label = t(act === "print" ? "actShort.print" : `act.${act}`);
  return (
    <Button disabled={count === 0 || isBusy} data-act={act} onClick={() => onAct(act)}>
      {count > 0 && count < chosen.length ? t("batch.canTake", { act: label, n: formatCount(count) }) : label}
      {hotkey !== undefined && <Key>{hotkey}</Key>}
    </Button>
  );
}

function RequestButton(props: BatchBarProps) {
  const t = useText();
  const { selection, tab, isBusy, may, open, onOpen, onAct } = props;
  if (!may("request_waybill")) return null;
  const { chosen } = selection;
  const count = takeable("request_waybill", chosen, tab).length;
  const mayAsk = count > 0 && !isBusy;
  const label = t("act.request_waybill");
  return (
    <Popover
      open={open === "request" && mayAsk}
      onOpenChange={(isOpen) => onOpen(isOpen && mayAsk ? "request" : undefined)}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      content={<ChannelChoice count={count} onConfirm={(channelId) => onAct("request_waybill", channelId)} />}
    >
      <Button disabled={!mayAsk} data-act="request_waybill">
        {count > 0 && count < chosen.length ? t("batch.canTake", { act: label, n: formatCount(count) }) : label}
        <Key>S</Key>
      </Button>
    </Popover>
  );
}

const rareActs = ["unapprove", "withdraw", "retry_backfill"] as const satisfies readonly PackageAct[];

function MoreActs({ selection, tab, isBusy, may, onAct }: BatchBarProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const items = rareActs.filter(may).map((act) => {
    const count = takeable(act, selection.chosen, tab).length;
    return { key: act, disabled: count === 0, label: t("batch.canTake", { act: t(`act.${act}`), n: formatCount(count) }) };
  });
  if (items.length === 0) return null;
  return (
    <Dropdown
      trigger={["click"]}
      open={isOpen}
      onOpenChange={setOpen}
      disabled={selection.chosen.length === 0 || isBusy}
      menu={{
        items,
        onClick: ({ key }) => {
          const act = rareActs.find((one) => one === key);
          if (act !== undefined) onAct(act);
        },
      }}
    >
      <Button disabled={selection.chosen.length === 0 || isBusy} data-act="more">
        {t("batch.more")} <Icon name="down" size={12} />
      </Button>
    </Dropdown>
  );
}
