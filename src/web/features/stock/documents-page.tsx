import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Input } from "antd";
import { useState } from "react";
import type { DocumentFilter } from "../../../contract/stock-documents.ts";
import { type DocumentState, documentKinds, documentStates, handMadeKinds } from "../../../kernel/vocabulary/stock.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useMay } from "../../api/session.tsx";
import { documentsQuery, openDocumentsQuery } from "../../api/stock-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { Icon } from "../../ui/icon.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { useKeys } from "../../ui/use-keys.ts";
import { DocumentDrawer } from "./document-drawer.tsx";
import { DocumentTable } from "./document-table.tsx";
import type { DocumentsView } from "./documents-view.ts";
import { MakeDialog } from "./make-dialog.tsx";
import "./stock.css";

type ShowView = (view: DocumentsView) => void;

/** 库存单据: what came, went, moved and was counted, and what still waits for somebody. */
export function DocumentsPage({ view, onView }: { view: DocumentsView; onView: ShowView }) {
  const t = useText();
  const may = useMay();
  const filter: DocumentFilter = { kind: view.kind, state: view.state, warehouse: view.warehouse, number: view.number };
  const list = useInfiniteQuery(documentsQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const at = rows.findIndex((row) => row.id === view.document);
  const step = (by: 1 | -1) => {
    const next = rows[at === -1 ? 0 : at + by];
    if (next !== undefined) onView({ ...view, document: next.id });
  };
  const close = () => onView({ ...view, document: undefined });
  useKeys({ j: () => step(1), k: () => step(-1), Escape: view.document === undefined ? undefined : close });
  return (
    <main className="stock-page document-page">
      <header className="page-head">
        <h1>{t("menu.stockDocuments")}</h1>
        <span className="grow" />
        {may("stock:write") && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: handMadeKinds.map((key) => ({ key, label: t(`documentKind.${key}`) })),
              onClick: ({ key }) => onView({ ...view, make: handMadeKinds.find((one) => one === key) }),
            }}
          >
            <Button type="primary" data-act="make">
              {t("stock.newDocument")} <Icon name="down" size={12} />
            </Button>
          </Dropdown>
        )}
      </header>
      <Filters view={view} onView={onView} />
      <div className={list.isPlaceholderData ? "stock-scroller dim" : "stock-scroller"} aria-busy={list.isFetching}>
        <BrokenNote reading={list} />
        {list.data !== undefined && rows.length === 0 && (
          <EmptyNote
            title={isFiltered ? t("document.nothing") : t("document.empty")}
            hint={isFiltered ? t("document.nothingHint") : t("document.emptyHint")}
          />
        )}
        {rows.length > 0 && <DocumentTable rows={rows} open={view.document} onOpen={(id) => onView({ ...view, document: id })} />}
        {list.hasNextPage && (
          <p className="table-foot">
            <Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t("document.more")}
            </Button>
          </p>
        )}
      </div>
      {view.document !== undefined && <DocumentDrawer key={view.document} documentId={view.document} onClose={close} />}
      {view.make !== undefined && may("stock:write") && (
        <MakeDialog
          key={view.make}
          kind={view.make}
          onMade={(id) => onView({ ...view, make: undefined, document: id })}
          onClose={() => onView({ ...view, make: undefined })}
        />
      )}
    </main>
  );
}

const quickStates = ["submitted", "in_transit", "to_put_back", "draft"] as const;
const quickWords = {
  submitted: "document.waitApprove",
  in_transit: "document.waitReceive",
  to_put_back: "document.waitPutBack",
  draft: "document.drafts",
} as const;

function Filters({ view, onView }: { view: DocumentsView; onView: ShowView }) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const waiting = useQuery(openDocumentsQuery);
  const [number, setNumber] = useState(view.number ?? "");
  const only = view.state?.length === 1 ? view.state[0] : undefined;
  const countOf = (state: DocumentState) =>
    (waiting.data?.open ?? []).filter((one) => one.state === state).reduce((sum, one) => sum + one.documents, 0);
  return (
    <div className="stock-filters">
      <FilterSelect
        label={t("document.kind")}
        choices={documentKinds.map((value) => ({ value, label: t(`documentKind.${value}`) }))}
        chosen={view.kind ?? []}
        onChange={(values) => onView({ ...view, kind: someOf(documentKinds, values) })}
      />
      <FilterSelect
        label={t("document.state")}
        choices={documentStates.map((value) => ({ value, label: t(`documentState.${value}`) }))}
        chosen={view.state ?? []}
        onChange={(values) => onView({ ...view, state: someOf(documentStates, values) })}
      />
      <FilterSelect
        label={t("stock.warehouse")}
        choices={(data?.warehouses ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={view.warehouse ?? []}
        onChange={(values) => onView({ ...view, warehouse: values.length === 0 ? undefined : values })}
      />
      {quickStates.map((state) => (
        <button
          key={state}
          type="button"
          className={only === state ? "quick on" : "quick"}
          aria-pressed={only === state}
          onClick={() => onView({ ...view, state: only === state ? undefined : [state] })}
        >
          {t(quickWords[state], { n: formatCount(countOf(state)) })}
        </button>
      ))}
      <span className="grow" />
      <Input.Search
        style={{ width: 200 }}
        allowClear
        aria-label={t("document.numberSearch")}
        placeholder={t("document.numberSearch")}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
        onSearch={(text) => onView({ ...view, number: text.trim() === "" ? undefined : text.trim() })}
      />
    </div>
  );
}

function someOf<Value extends string>(all: readonly Value[], values: readonly string[]): Value[] | undefined {
  const chosen = all.filter((one) => values.includes(one));
  return chosen.length === 0 ? undefined : chosen;
}
