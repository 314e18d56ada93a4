import { lazy, Suspense, useId, useState } from "react";
import { failureOf } from "../../api/call-failure.ts";
import { useLanguage, useText } from "../../text/use-text.tsx";
import { useClock } from "../../ui/clock.tsx";
import { saveFile, toCsv } from "../../ui/csv.ts";
import { useDelayed } from "../../ui/delayed.ts";
import { formatDay } from "../../ui/time.ts";
import { useKeys } from "../../ui/use-keys.ts";
import { isPlain } from "./acts.ts";
import { failureTable, retrySteps, undoSteps } from "./batch.ts";
import { ConfirmAct } from "./confirm-act.tsx";
import { BatchBar } from "./desk/batch-bar.tsx";
import { BrokenList, EmptyList } from "./desk/empty-list.tsx";
import { FilterBox } from "./desk/filter-box.tsx";
import { HelpSheet } from "./desk/help-sheet.tsx";
import { PackageGrid } from "./desk/package-grid.tsx";
import { Pager } from "./desk/pager.tsx";
import { ResultStrip } from "./desk/result-strip.tsx";
import { AttentionBar, StateTabs } from "./desk/state-tabs.tsx";
import { type Desk, type ShowView, useDesk } from "./desk/use-desk.ts";
import { PackageDrawer } from "./drawer/package-drawer.tsx";
import { type DeskView, withoutFilters } from "./view.ts";
import "./desk/desk.css";

const FailureTable = lazy(async () => ({ default: (await import("./desk/failure-table.tsx")).FailureTable }));

// what is quicker shows nothing
const patienceMs = 300;

/** 订单处理: filters, tabs, batch bar, rows, result, pager. */
export function OrdersPage({ view, onView }: { view: DeskView; onView: ShowView }) {
  const desk = useDesk(view, onView);
  const [isHelp, setHelp] = useState(false);
  const searchInputId = useId();
  const { list, held, selection } = desk;
  const isLoading = useDelayed(list.isFetching && (list.isPlaceholderData || list.isPending), patienceMs);
  useDeskKeys(desk, view, searchInputId, () => setHelp(true));
  const reset = () => onView(withoutFilters(view));
  const instead =
    list.isError && held.shown.length === 0 ? (
      <BrokenList failure={failureOf(list.error)} onRetry={() => void list.refetch()} />
    ) : list.isSuccess && !list.isPlaceholderData && held.shown.length === 0 ? (
      <EmptyList view={view} onReset={reset} />
    ) : null;
  return (
    <main className="desk">
      <FilterBox view={view} counts={desk.counts} searchInputId={searchInputId} onFilter={desk.filter} onReset={onView} />
      <StateTabs
        tab={view.state}
        counts={desk.counts}
        onTab={(state) => onView({ ...view, state, attention: undefined, page: undefined })}
      />
      <AttentionBar chosen={view.attention} counts={desk.counts} hint={desk.hint} onChoose={(attention) => desk.filter({ attention })} />
      <div className="loading-line" role="progressbar" hidden={!isLoading} />
      <BatchBar
        selection={selection}
        tab={desk.tab}
        total={desk.total}
        isBusy={desk.batch.isRunning}
        isSelectingAll={desk.selectAll.isBusy}
        plan={desk.plan}
        open={desk.open}
        may={desk.may}
        onOpen={desk.setOpen}
        onSelectAll={desk.selectAll.start}
        onNext={desk.next}
        onAct={desk.chosenAct}
        onHelp={() => setHelp(true)}
      />
      <PackageGrid
        shown={held.shown}
        total={desk.total}
        isDimmed={isLoading}
        selection={selection}
        currentId={desk.currentId}
        sort={{ sort: view.sort ?? "ship_by", direction: view.direction ?? "asc" }}
        instead={instead}
        may={desk.may}
        onCurrent={desk.setCurrent}
        onOpen={desk.openPackage}
        onSort={(sort) => desk.filter(sort)}
        onAct={desk.rowAct}
      />
      <Results desk={desk} />
      <Pager
        total={desk.total}
        capped={list.data?.capped ?? false}
        at={list.data?.at}
        readAt={list.dataUpdatedAt}
        page={view.page ?? 1}
        pageSize={view.page_size ?? 100}
        onPage={(page) => onView({ ...view, page })}
        onPageSize={(page_size) => onView({ ...view, page_size, page: undefined })}
      />
      {view.package !== undefined && <OpenPackage packageId={view.package} desk={desk} view={view} />}
      {desk.asked !== undefined && <ConfirmAct asked={desk.asked} onConfirm={desk.confirm} onCancel={desk.dismiss} />}
      {isHelp && <HelpSheet onClose={() => setHelp(false)} />}
    </main>
  );
}

function OpenPackage({ packageId, desk, view }: { packageId: string; desk: Desk; view: DeskView }) {
  const at = desk.held.shown.findIndex(({ row }) => row.id === packageId);
  const first = ((view.page ?? 1) - 1) * (view.page_size ?? 100);
  return (
    <PackageDrawer
      packageId={packageId}
      seen={desk.held.shown[at]?.row}
      place={at < 0 ? undefined : { n: first + at + 1, total: desk.total, isFirst: at === 0, isLast: at === desk.held.shown.length - 1 }}
      isBusy={desk.batch.isRunning}
      may={desk.may}
      onAct={desk.rowAct}
      onMove={desk.move}
      onClose={desk.closePackage}
    />
  );
}

function Results({ desk }: { desk: Desk }) {
  const t = useText();
  const { language } = useLanguage();
  const clock = useClock();
  const [isWhy, setWhy] = useState(false);
  const { run } = desk.batch;
  if (run === undefined) return null;
  const act = t(`act.${run.title}`);
  const openFailed = (id: string) => {
    setWhy(false);
    desk.openPackage(id);
  };
  const undo = () => {
    const steps = undoSteps(run);
    const [first] = steps;
    if (first !== undefined) desk.batch.start(steps.length === 1 ? first.act : "undo", steps);
  };
  return (
    <>
      <ResultStrip
        run={run}
        onWhy={() => setWhy(true)}
        onOnlyFailed={() => desk.selection.choose(run.failed.map(({ id }) => id))}
        onRetry={() => desk.batch.start(run.title, retrySteps(run))}
        onExport={() => saveFile(t("result.fileName", { act, at: formatDay(clock.now()) }), toCsv(failureTable(t, run.failed)))}
        onUndo={undo}
        onClose={desk.batch.close}
      />
      {isWhy && (
        <Suspense>
          <FailureTable key={language} run={run} onOpen={openFailed} onClose={() => setWhy(false)} />
        </Suspense>
      )}
    </>
  );
}

/** One key for each frequent act; in the drawer only moving and leaving. */
function useDeskKeys(desk: Desk, view: DeskView, searchInputId: string, help: () => void): void {
  const { selection, plan, currentId } = desk;
  const isDrawer = view.package !== undefined;
  const onDesk = (act: () => void) => (isDrawer ? undefined : act);
  useKeys({
    n: onDesk(() => {
      if (selection.chosen.length === 0) return;
      if (isPlain(plan, selection.chosen.length)) desk.next();
      else desk.setOpen("next");
    }),
    a: onDesk(() => desk.may("approve") && desk.chosenAct("approve")),
    s: onDesk(() => desk.may("request_waybill") && selection.chosen.length > 0 && desk.setOpen("request")),
    p: onDesk(() => desk.may("print") && desk.chosenAct("print")),
    l: desk.hint.onLoad,
    j: () => desk.move(1),
    k: () => desk.move(-1),
    x: onDesk(() => currentId !== undefined && selection.toggle(currentId, !selection.has(currentId), false)),
    Enter: onDesk(() => currentId !== undefined && desk.openPackage(currentId)),
    Escape: isDrawer ? desk.closePackage : selection.chosen.length > 0 ? selection.clear : undefined,
    "/": onDesk(() => document.getElementById(searchInputId)?.focus()),
    "?": help,
  });
}
