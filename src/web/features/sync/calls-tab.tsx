import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import { useState } from "react";
import { type CallEntry, callCauses } from "../../../contract/sync.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { callClasses } from "../../../kernel/vocabulary/sync.ts";
import { callsQuery } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { useClock } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { Dot, PlatformBadge } from "../../ui/small-parts.tsx";
import { formatClock, formatDayTime } from "../../ui/time.ts";
import { type SyncView, spans, toCallQuery } from "./sync-view.ts";

/** Every call to a platform or carrier, newest first. Read when asked: rows under one's eyes don't move. */
export function CallsTab({ view, now, onFilter }: { view: SyncView; now: Instant; onFilter(changes: Partial<SyncView>): void }) {
  const t = useText();
  const clock = useClock();
  // the end of the range is when one last asked, not the present second: else every render were another question
  const [asked, setAsked] = useState(() => ({ at: clock.now(), turn: 0 }));
  const calls = useInfiniteQuery(callsQuery(toCallQuery(view, asked.at), asked.turn));
  const rows = calls.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <CallFilters
        view={view}
        onFilter={onFilter}
        isBusy={calls.isFetching}
        onRefresh={() => setAsked({ at: clock.now(), turn: asked.turn + 1 })}
      />
      <BrokenNote reading={calls} />
      {calls.data !== undefined && rows.length === 0 && <EmptyNote title={t("calls.none")} hint={t("calls.noneHint")} />}
      {rows.length > 0 && <CallTable rows={rows} now={now} />}
      {rows.length > 0 && (
        <p className="table-foot">
          {calls.hasNextPage ? (
            <Button size="small" loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
              {t("calls.more")}
            </Button>
          ) : (
            t("calls.end", { n: formatCount(rows.length) })
          )}
        </p>
      )}
    </>
  );
}

function CallFilters({
  view,
  isBusy,
  onFilter,
  onRefresh,
}: {
  view: SyncView;
  isBusy: boolean;
  onFilter(changes: Partial<SyncView>): void;
  onRefresh(): void;
}) {
  const t = useText();
  const [operation, setOperation] = useState(view.operation ?? "");
  const search = () => onFilter({ operation: operation.trim() === "" ? undefined : operation.trim() });
  return (
    <div className="call-filters">
      <Input
        className="operation-input"
        allowClear
        aria-label={t("calls.operation")}
        placeholder={t("calls.operationPlaceholder")}
        value={operation}
        onChange={(event) => setOperation(event.target.value)}
        onBlur={search}
        onPressEnter={search}
      />
      <FilterSelect
        label={t("calls.class")}
        choices={callClasses.map((value) => ({ value, label: `${value} ${t(`callClass.${value}`)}` }))}
        chosen={view.class ?? []}
        onChange={(values) => onFilter({ class: callClasses.filter((one) => values.includes(one)) })}
      />
      <FilterSelect
        label={t("calls.cause")}
        choices={callCauses.map((value) => ({ value, label: t(`callCause.${value}`) }))}
        chosen={view.cause === undefined ? [] : [view.cause]}
        onChange={(values) => onFilter({ cause: callCauses.findLast((one) => values.includes(one) && one !== view.cause) })}
      />
      <Segmented
        aria-label={t("calls.outcome")}
        value={view.outcome ?? "any"}
        options={[
          { value: "any", label: t("calls.any") },
          { value: "good", label: t("calls.good") },
          { value: "failed", label: t("calls.bad") },
        ]}
        onChange={(value) => onFilter({ outcome: value === "good" || value === "failed" ? value : undefined })}
      />
      <span className="t3 sm nw">{t("calls.span")}</span>
      <Segmented
        aria-label={t("calls.span")}
        value={view.hours ?? "1"}
        options={spans.map((value) => ({ value, label: value === "24" ? t("calls.day") : t("calls.hours", { n: value }) }))}
        onChange={(value) => onFilter({ hours: spans.find((one) => one === value && one !== "1") })}
      />
      <span className="t3 sm nw">{t("calls.until")}</span>
      <Input
        type="datetime-local"
        className="until-input"
        title={t("calls.untilHint")}
        aria-label={t("calls.until")}
        value={view.until ?? ""}
        onChange={(event) => onFilter({ until: event.target.value === "" ? undefined : event.target.value.slice(0, 16) })}
      />
      <span className="grow" />
      <Button loading={isBusy} onClick={onRefresh}>
        {t("calls.refresh")}
      </Button>
    </div>
  );
}

function CallTable({ rows, now }: { rows: readonly CallEntry[]; now: Instant }) {
  const t = useText();
  return (
    <div className="table-box">
      <table className="plain-table calls">
        <caption>{t("tab.calls")}</caption>
        <thead>
          <tr>
            <th>{t("calls.time")}</th>
            <th>{t("request.shop")}</th>
            <th>{t("calls.operation")}</th>
            <th>{t("calls.class")}</th>
            <th>{t("calls.outcome")}</th>
            <th className="r">{t("calls.duration")}</th>
            <th>{t("calls.cause")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((call) => (
            <CallRow key={call.id} call={call} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CallRow({ call, now }: { call: CallEntry; now: Instant }) {
  const t = useText();
  const at = parseInstant(call.at) ?? now;
  const cause = callCauses.find((one) => one === call.cause?.kind);
  const callClass = callClasses.find((one) => one === call.class);
  return (
    <tr>
      <td className="nw" title={call.at}>
        {formatDayTime(at, now).slice(0, -5)}
        {formatClock(at)}
      </td>
      <td>
        <span className="fx">
          <PlatformBadge platform={call.shop.platform} /> <span className="nw">{call.shop.name}</span>
          {call.party !== call.shop.platform && <span className="t3 sm">{call.party}</span>}
        </span>
      </td>
      <td className="mono">{call.operation}</td>
      <td className="nw">
        {callClass === undefined ? (
          call.class
        ) : (
          <span className="fx4">
            <i className={`swatch ${callClass}`} /> {t(`callClass.${callClass}`)}
          </span>
        )}
      </td>
      <td className="nw">
        <span className="fx4">
          <Dot tone={call.isGood ? "grey" : "red"} />
          <span className={call.isGood ? "mono t2" : "mono red"}>
            {call.code === null ? call.outcome : `${call.outcome} · ${call.code}`}
          </span>
        </span>
      </td>
      <td className="r nw">{t("age.ms", { n: formatCount(call.durationMs) })}</td>
      <td className="nw t2">{cause === undefined ? (call.cause?.kind ?? "") : t(`callCause.${cause}`)}</td>
    </tr>
  );
}
