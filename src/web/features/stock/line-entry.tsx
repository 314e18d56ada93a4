import { useQuery } from "@tanstack/react-query";
import { Input, InputNumber, Select } from "antd";
import { useState } from "react";
import type { RefusedLineView } from "../../../contract/route.ts";
import type { HandMadeKind } from "../../../kernel/vocabulary/stock.ts";
import { findSkusQuery } from "../../api/catalog-queries.ts";
import { useLanguage, useText } from "../../text/use-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Picture } from "../../ui/picture.tsx";
import { type DraftLine, mergeLines, readPasted } from "./pasted-lines.ts";
import { Holders } from "./refused-lines.tsx";
import { sayLineRefusal } from "./stock-words.ts";

type Props = { kind: HandMadeKind; lines: readonly DraftLine[]; refused: readonly RefusedLineView[]; onLines(lines: DraftLine[]): void };

/** Lines by search-as-you-type or pasted from a sheet; those that were refused are red and say why. */
export function LineEntry(props: Props) {
  const t = useText();
  const { kind, lines, refused, onLines } = props;
  const [bad, setBad] = useState<string[]>([]);
  const add = (added: readonly DraftLine[]) =>
    onLines(mergeLines(lines, kind === "count" ? added.map((line) => ({ ...line, units: null })) : added));
  const take = (text: string) => {
    const pasted = readPasted(text);
    setBad(pasted.bad);
    add(pasted.lines.map((line) => ({ ...line, name: "" })));
  };
  return (
    <div className="line-entry">
      <div className="make-tools">
        <SkuSearch onChoose={(code, name) => add([{ code, name, units: 1 }])} />
        <Input.TextArea
          autoSize={{ minRows: 1, maxRows: 1 }}
          aria-label={t("make.pasteLabel")}
          placeholder={t("make.paste")}
          value=""
          onPaste={(event) => {
            event.preventDefault();
            take(event.clipboardData.getData("text/plain"));
          }}
        />
      </div>
      {bad.length > 0 && (
        <p className="amber sm" role="alert">
          {t("make.pasteBad", { n: bad.length, lines: bad.slice(0, 3).join("；") })}
        </p>
      )}
      <div className="make-lines">
        {lines.length === 0 ? <p className="t3 make-none">{t("make.empty")}</p> : <LineTable {...props} refused={refused} />}
      </div>
    </div>
  );
}

function SkuSearch({ onChoose }: { onChoose(code: string, name: string): void }) {
  const t = useText();
  const { language } = useLanguage();
  const [search, setSearch] = useState("");
  const { data } = useQuery({ ...findSkusQuery(search.trim(), "single"), enabled: search.trim() !== "" });
  const rows = search.trim() === "" ? [] : (data?.skus ?? []);
  const nameOf = (row: (typeof rows)[number]) => (language === "en" ? row.nameEn : row.nameZh);
  return (
    <Select
      showSearch={{ filterOption: false, searchValue: search, onSearch: setSearch }}
      suffixIcon={<Icon name="search" size={14} />}
      aria-label={t("sku.choose")}
      placeholder={t("sku.choose")}
      value={null}
      notFoundContent={search.trim() === "" ? null : t("sku.none")}
      options={rows.map((row) => ({
        value: row.code,
        label: (
          <span className="sku-cell">
            <Picture url={row.pictureUrl} size={32} />
            <span className="sku-words">
              <span className="b5">{row.code}</span>
              <span className="el t2 sm">{nameOf(row)}</span>
            </span>
          </span>
        ),
      }))}
      onChange={(code: string | null) => {
        const row = rows.find((one) => one.code === code);
        if (row !== undefined) onChoose(row.code, nameOf(row));
        setSearch("");
      }}
    />
  );
}

const shownLines = 300;

function LineTable({ kind, lines, refused, onLines }: Props) {
  const t = useText();
  const refusalOf = new Map(refused.map((line) => [line.code, line]));
  // what was refused stands first, and of thousands of pasted lines only so many are drawn
  const shown = [...lines.keys()].toSorted((one, other) => rank(one) - rank(other) || one - other).slice(0, shownLines);
  function rank(index: number): number {
    return refusalOf.has(lines[index]?.code ?? "") ? 0 : 1;
  }
  const set = (index: number, units: number | null) => onLines(lines.map((line, at) => (at === index ? { ...line, units } : line)));
  return (
    <table className="plain-table">
      <caption>{t("make.lines")}</caption>
      <tbody>
        {shown.map((index) => {
          const line = lines[index];
          if (line === undefined) return null;
          const problem = refusalOf.get(line.code);
          return (
            <tr key={line.code} className={problem === undefined ? "" : "bad"} data-code={line.code}>
              {kind === "kit" && <td className="nw t2">{index === 0 ? t("line.role.product") : t("line.role.component")}</td>}
              <td>
                <span className="b5">{line.code}</span> <span className="t2 sm">{line.name}</span>
                {problem !== undefined && (
                  <div className="red sm">
                    {sayLineRefusal(t, problem)} <Holders line={problem} />
                  </div>
                )}
              </td>
              {kind !== "count" && (
                <td className="r">
                  <InputNumber
                    size="small"
                    precision={0}
                    min={kind === "adjustment" ? -10_000_000 : 1}
                    max={10_000_000}
                    aria-label={t("line.unitsOf", { code: line.code })}
                    value={line.units}
                    onChange={(units) => set(index, units)}
                  />
                </td>
              )}
              <td className="r">
                <button
                  type="button"
                  className="bare"
                  aria-label={t("line.remove", { code: line.code })}
                  onClick={() => onLines(lines.filter((_, at) => at !== index))}
                >
                  <Icon name="close" size={12} />
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
