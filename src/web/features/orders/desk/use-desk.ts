import { useEffect, useState } from "react";
import { listPackageIdsRoute, listPackagesRoute, type PackageRow } from "../../../../contract/packages.ts";
import { callRoute } from "../../../api/call-route.ts";
import { useStoredSetting } from "../../../ui/stored-setting.ts";
import { useStable } from "../../../ui/use-stable.ts";
import { type PackageAct, planNext, takeable } from "../acts.ts";
import type { ActToConfirm } from "../confirm-act.tsx";
import { needsConfirm } from "../confirm-act.tsx";
import { useBatch } from "../use-batch.ts";
import { useMayAct } from "../use-may-act.ts";
import { type DeskView, toIdsQuery } from "../view.ts";
import type { OpenPopover } from "./batch-bar.tsx";
import { type DeskCounts, useDeskCounts, useDeskRows } from "./desk-data.ts";
import { type Selection, useChosenRows, useSelection } from "./use-selection.ts";

export type ShowView = (view: DeskView, options?: { replace?: boolean }) => void;
export type Desk = ReturnType<typeof useDesk>;

/** All that the order page knows and can do. */
export function useDesk(view: DeskView, show: ShowView) {
  const tab = view.state === "all" ? undefined : view.state;
  const [auto, setAuto] = useStoredSetting("auto-load", ["on", "off"], "on");
  const [currentId, setCurrent] = useState<string>();
  const counts = useDeskCounts(view);
  useFirstTab(view, counts.data, show);
  const chosenRows = useChosenRows(JSON.stringify({ ...toIdsQuery(view), sort: "", direction: "" }));
  const isStill = chosenRows.rows.size > 0 || view.package !== undefined;
  const { list, held, release } = useDeskRows(view, isStill ? "still" : auto === "on" ? "flow" : "hold-new", view.state !== undefined);
  const selection = useSelection(chosenRows, held.shown);
  const acting = useActing(selection.drop);
  const may = useMayAct();
  const total = list.data?.total ?? 0;
  useLastPage(view, list.data?.total, show);
  const chosenAct = (act: PackageAct, channelId?: string) => acting.act(act, takeable(act, selection.chosen, tab), channelId);
  const plan = planNext(selection.chosen, tab, may);
  const move = (step: 1 | -1) => {
    const at = held.shown.findIndex(({ row }) => row.id === (view.package ?? currentId));
    const next = held.shown[at < 0 ? 0 : at + step]?.row.id;
    if (next === undefined) return;
    setCurrent(next);
    if (view.package !== undefined) show({ ...view, package: next }, { replace: true });
  };
  return {
    tab,
    counts: counts.data,
    list,
    held,
    total,
    selection,
    plan,
    may,
    currentId: view.package ?? currentId,
    move,
    ...acting,
    setCurrent: useStable(setCurrent),
    openPackage: useStable((id: string) => {
      setCurrent(id);
      show({ ...view, package: id });
    }),
    closePackage: () => show({ ...view, package: undefined }),
    rowAct: useStable((act: PackageAct, row: PackageRow) => acting.act(act, [row.id])),
    chosenAct,
    next: () => {
      acting.setOpen(undefined);
      acting.batch.start("next", plan.steps);
    },
    hint: {
      waiting: held.waiting.length,
      waitingNew: held.waitingNew,
      auto: auto === "on",
      onAuto: (on: boolean) => setAuto(on ? "on" : "off"),
      onLoad: release,
    },
    filter: (changes: Partial<DeskView>) => show({ ...view, ...changes, page: undefined }),
    selectAll: useSelectAll(view, selection),
  };
}

/** Doing things to packages, asking first where it cannot be taken back. */
function useActing(onDone: (ids: readonly string[]) => void) {
  const [open, setOpen] = useState<OpenPopover>();
  const [asked, setAsked] = useState<ActToConfirm>();
  const batch = useBatch(onDone);
  const act = (one: PackageAct, ids: string[], channelId?: string) => {
    setOpen(undefined);
    if (ids.length === 0 || batch.isRunning) return;
    if (needsConfirm(one)) setAsked({ act: one, ids });
    else batch.start(one, [{ act: one, ids, channelId }]);
  };
  const confirm = () => {
    if (asked !== undefined) batch.start(asked.act, [asked]);
    setAsked(undefined);
  };
  return { batch, act, open, setOpen, asked, confirm, dismiss: () => setAsked(undefined) };
}

/** The page opens where work is: 待审核, else 待处理. */
function useFirstTab(view: DeskView, counts: DeskCounts | undefined, show: ShowView): void {
  const open = useStable((state: "pending_review" | "pending_process") => show({ ...view, state }, { replace: true }));
  const isOpen = view.state !== undefined;
  useEffect(() => {
    if (isOpen || counts === undefined) return;
    const reviewing = counts.states.find((one) => one.state === "pending_review")?.count ?? 0;
    open(reviewing > 0 ? "pending_review" : "pending_process");
  }, [isOpen, counts, open]);
}

/** A page beyond the last, as after a batch, becomes the last. */
function useLastPage(view: DeskView, total: number | undefined, show: ShowView): void {
  const last = total === undefined ? undefined : Math.max(1, Math.ceil(total / (view.page_size ?? 100)));
  const page = view.page ?? 1;
  const go = useStable((to: number) => show({ ...view, page: to }, { replace: true }));
  useEffect(() => {
    if (last !== undefined && page > last) go(last);
  }, [last, page, go]);
}

// the server gives at most 5,000 ids, so ten pages
const readAtOnce = 500;

/** Chooses every package of the list, then reads the rows of other pages, so that the bar can say what each act takes. */
function useSelectAll(view: DeskView, selection: Pick<Selection, "choose" | "learn">) {
  const [isBusy, setBusy] = useState(false);
  const query = toIdsQuery(view);
  const read = async () => {
    const { ids } = await callRoute(listPackageIdsRoute, { query });
    selection.choose(ids);
    for (let page = 1; (page - 1) * readAtOnce < ids.length; page += 1) {
      const { rows } = await callRoute(listPackagesRoute, { query: { ...query, page, page_size: readAtOnce } });
      selection.learn(rows);
    }
  };
  const start = () => {
    setBusy(true);
    const end = () => setBusy(false);
    // a line that breaks is said in the header; what was chosen so far stays
    void read().then(end, end);
  };
  return { isBusy, start };
}
