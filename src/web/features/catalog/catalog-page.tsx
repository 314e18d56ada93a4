import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { SkuRow } from "../../../contract/catalog.ts";
import { skusQuery } from "../../api/catalog-queries.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { useDelayed } from "../../ui/delayed.ts";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { useStable } from "../../ui/use-stable.ts";
import { BatchDialog, type BatchOutcome } from "./batch-dialog.tsx";
import { BatchResult } from "./batch-result.tsx";
import { type CatalogView, filterOf, isFiltered } from "./catalog-view.ts";
import { SkuDrawer } from "./drawer/sku-drawer.tsx";
import { BatchBar, Filters } from "./sku-filters.tsx";
import { SkuGrid } from "./sku-grid.tsx";
import { useCatalogKeys } from "./use-catalog-keys.ts";
import "./catalog.css";

const patienceMs = 300;
const none: ReadonlySet<string> = new Set();

type ShowView = (view: CatalogView) => void;

/** SKU 管理: what the seller knows of its goods. */
export function CatalogPage({ view, onView }: { view: CatalogView; onView: ShowView }) {
  const may = useMay();
  const searchId = useId();
  const filter = filterOf(view);
  const list = useInfiniteQuery(skusQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const [chosen, setChosen] = useState(none);
  const [current, setCurrent] = useState<string>();
  const [isEditing, setEditing] = useState(false);
  const [outcome, setOutcome] = useState<BatchOutcome>();
  const isLoading = useDelayed(list.isPlaceholderData || list.isPending, patienceMs);
  const mayWrite = may("catalog:write");
  const currentId = view.sku ?? current;
  const narrow = (changes: Partial<CatalogView>) => {
    setChosen(none);
    setCurrent(undefined);
    onView({ ...view, ...changes });
  };
  const open = useStable((id: string) => {
    setCurrent(id);
    onView({ ...view, sku: id, create: undefined });
  });
  const toggle = useStable((id: string, checked: boolean) => setChosen((before) => withToggled(before, [id], checked)));
  const nearEnd = useStable(() => {
    if (list.hasNextPage && !list.isFetchingNextPage && !list.isPlaceholderData) void list.fetchNextPage();
  });
  const close = () => onView({ ...view, sku: undefined, create: undefined });
  useCatalogKeys({
    view,
    rows,
    currentId,
    chosen,
    searchId,
    mayWrite,
    onCurrent: setCurrent,
    onOpen: open,
    onToggle: toggle,
    onClose: close,
    onClear: () => setChosen(none),
  });
  return (
    <main className="catalog">
      <Filters view={view} searchId={searchId} onNarrow={narrow} onCreate={(create) => onView({ ...view, sku: undefined, create })} />
      <div className="sku-loading" role="progressbar" hidden={!isLoading} />
      <BatchBar chosen={chosen} mayWrite={mayWrite} onEdit={() => setEditing(true)} onClear={() => setChosen(none)} />
      <SkuGrid
        rows={rows}
        chosen={chosen}
        currentId={currentId}
        hasCosts={may("amounts:read")}
        mayChoose={mayWrite}
        isDimmed={isLoading}
        instead={
          rows.length > 0 ? null : list.isSuccess && !list.isPlaceholderData ? (
            <NoRows isNarrowed={isFiltered(view)} />
          ) : (
            <BrokenNote reading={list} />
          )
        }
        onToggle={toggle}
        onToggleAll={(checked) =>
          setChosen((before) =>
            withToggled(
              before,
              rows.map((row) => row.id),
              checked,
            ),
          )
        }
        onOpen={open}
        onNearEnd={nearEnd}
      />
      {outcome !== undefined && <BatchResult outcome={outcome} onOpen={open} onClose={() => setOutcome(undefined)} />}
      <Foot shown={rows.length} total={list.data?.pages[0]?.total ?? 0} isCapped={list.data?.pages[0]?.capped === true} />
      {(view.sku !== undefined || view.create !== undefined) && (
        <SkuDrawer
          key={view.sku ?? "new"}
          skuId={view.sku}
          create={view.create}
          neighbours={neighboursOf(rows, view.sku)}
          onOpen={open}
          onClose={close}
        />
      )}
      {isEditing && (
        <BatchDialog
          skuIds={[...chosen]}
          onDone={(done) => {
            setEditing(false);
            setOutcome(done);
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </main>
  );
}

function withToggled(before: ReadonlySet<string>, ids: readonly string[], checked: boolean): ReadonlySet<string> {
  const rest = [...before].filter((id) => !ids.includes(id));
  return new Set(checked ? [...rest, ...ids] : rest);
}

function neighboursOf(rows: readonly SkuRow[], id: string | undefined): { previous: string | undefined; next: string | undefined } {
  const at = rows.findIndex((row) => row.id === id);
  return at < 0 ? { previous: undefined, next: undefined } : { previous: rows[at - 1]?.id, next: rows[at + 1]?.id };
}

function NoRows({ isNarrowed }: { isNarrowed: boolean }) {
  const t = useText();
  return isNarrowed ? (
    <EmptyNote title={t("sku.noneFiltered")} hint={t("sku.noneFilteredHint")} />
  ) : (
    <EmptyNote title={t("sku.none")} hint={t("sku.noneHint")} />
  );
}

function Foot({ shown, total, isCapped }: { shown: number; total: number; isCapped: boolean }) {
  const t = useText();
  const n = isCapped ? `${formatCount(total)}+` : formatCount(total);
  return (
    <footer className="sku-foot" role="status" data-total={total}>
      <span>{t("sku.total", { n })}</span>
      {shown < total && <span>{t("sku.read", { n: formatCount(shown) })}</span>}
      <span className="grow" />
      <span aria-hidden="true">
        <kbd>J</kbd> <kbd>K</kbd> {t("sku.keysMove")} <kbd>Enter</kbd> {t("sku.keysOpen")} <kbd>/</kbd> {t("sku.keysSearch")}
      </span>
    </footer>
  );
}
