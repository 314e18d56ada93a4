import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Segmented } from "antd";
import { useState } from "react";
import type { RefusedLineView } from "../../../contract/route.ts";
import type { DocumentLine, StockDocument } from "../../../contract/stock-documents.ts";
import { documentLinesQuery, type LineView } from "../../api/stock-queries.ts";
import { useLanguage, useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { Picture } from "../../ui/picture.tsx";
import { formatDelta, sayLineRefusal } from "./stock-words.ts";

/** What a person has typed and not saved yet, by code; null takes an entry back. */
export type Entries = ReadonlyMap<string, number | null>;

const filters = ["all", "uncounted", "different"] as const;

/** Lines of a document. `entries` undefined: nothing can be typed. */
export function DocumentLines({
  document,
  entries,
  refused,
  onEntries,
}: {
  document: StockDocument;
  entries: Entries | undefined;
  refused: readonly RefusedLineView[];
  onEntries(entries: Entries): void;
}) {
  const t = useText();
  const [view, setView] = useState<LineView>({});
  const lines = useInfiniteQuery(documentLinesQuery(document.id, view));
  const rows = lines.data?.pages.flatMap((page) => page.rows) ?? [];
  const refusalOf = new Map(refused.map((line) => [line.code, line]));
  const hasEntries = document.kind === "count" || (document.kind === "transfer" && ["in_transit", "done"].includes(document.state));
  return (
    <>
      <div className="tab-filters" style={{ paddingTop: 10 }}>
        {hasEntries && (
          <Segmented
            value={view.filter ?? "all"}
            options={filters.map((value) => ({ value, label: t(`line.${value}`) }))}
            onChange={(value) => setView({ ...view, filter: value === "uncounted" || value === "different" ? value : undefined })}
          />
        )}
        <span className="grow" />
        <Input.Search
          allowClear
          style={{ width: 220 }}
          aria-label={t("sku.search")}
          placeholder={t("sku.search")}
          onSearch={(text) => setView({ ...view, search: text.trim() === "" ? undefined : text.trim() })}
        />
      </div>
      <BrokenNote reading={lines} />
      {lines.data !== undefined && rows.length === 0 && <EmptyNote title={t("line.none")} />}
      {rows.length > 0 && (
        <table className="plain-table document-lines">
          <caption>{t("make.lines")}</caption>
          <thead>
            <tr>
              <th>{t("line.code")}</th>
              {document.kind !== "count" && <th className="r">{t("line.units")}</th>}
              {document.kind === "count" && <th className="r">{t("line.expected")}</th>}
              {hasEntries && <th className="r">{document.kind === "count" ? t("line.counted") : t("line.arrived")}</th>}
              {hasEntries && <th className="r">{t("line.difference")}</th>}
              <th className="r">{t("line.available")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((line) => (
              <LineRow
                key={line.sku.id}
                line={line}
                isCount={document.kind === "count"}
                hasEntries={hasEntries}
                typed={entries}
                refused={refusalOf.get(line.sku.code)}
                onType={(counted) => onEntries(new Map(entries).set(line.sku.code, counted))}
              />
            ))}
          </tbody>
        </table>
      )}
      {lines.hasNextPage && (
        <p className="table-foot">
          <Button size="small" loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
            {t("document.moreLines")}
          </Button>
        </p>
      )}
    </>
  );
}

function LineRow({
  line,
  isCount,
  hasEntries,
  typed,
  refused,
  onType,
}: {
  line: DocumentLine;
  isCount: boolean;
  hasEntries: boolean;
  typed: Entries | undefined;
  refused: RefusedLineView | undefined;
  onType(counted: number | null): void;
}) {
  const t = useText();
  const { language } = useLanguage();
  const { sku } = line;
  const entered = typed?.has(sku.code) === true ? (typed.get(sku.code) ?? null) : line.counted;
  const isTyped = typed?.has(sku.code) === true;
  // what the books say is noted when the entry is saved: until then those of now
  const books = isCount ? (isTyped ? line.onHand : line.expected) : line.units;
  const shown = entered ?? (isCount ? null : ((typed && line.units) ?? null));
  const difference = shown === null || books === null ? null : shown - books;
  return (
    <tr data-code={sku.code}>
      <td>
        <span className="sku-cell">
          <Picture url={sku.pictureUrl} size={32} />
          <span className="sku-words">
            <span className="b5">{sku.code}</span>
            <span className="el t2 sm">{language === "en" ? sku.nameEn : sku.nameZh}</span>
            {refused !== undefined && <span className="red sm">{sayLineRefusal(t, refused)}</span>}
          </span>
        </span>
      </td>
      {!isCount && <td className="r">{line.units === null ? "" : line.units < 0 ? formatDelta(line.units) : formatCount(line.units)}</td>}
      {isCount && <td className="r">{books === null ? <span className="t3">—</span> : formatCount(books)}</td>}
      {hasEntries && (
        <td className="r">
          {typed === undefined ? (
            shown === null ? (
              <span className="t3">—</span>
            ) : (
              formatCount(shown)
            )
          ) : (
            <InputNumber
              min={0}
              max={isCount ? 10_000_000 : (line.units ?? 0)}
              precision={0}
              aria-label={isCount ? t("line.countOf", { code: sku.code }) : t("line.arrivedOf", { code: sku.code })}
              value={shown}
              onChange={onType}
              onPressEnter={(event) => event.target instanceof HTMLInputElement && focusNext(event.target)}
            />
          )}
        </td>
      )}
      {hasEntries && (
        <td className="r">
          {difference === null ? (
            <span className="t3">—</span>
          ) : (
            <span className={difference < 0 ? "amber b5" : difference > 0 ? "b5" : "t3"}>{formatDelta(difference)}</span>
          )}
        </td>
      )}
      <td className="r t2">{formatCount(line.available)}</td>
    </tr>
  );
}

/** Enter goes to the next line's figure: counting is typing down a list. */
function focusNext(input: HTMLInputElement): void {
  const inputs = [...(input.closest("tbody")?.querySelectorAll("input") ?? [])];
  const next = inputs[inputs.indexOf(input) + 1];
  next?.focus();
  next?.select();
}
