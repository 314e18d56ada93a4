import { useQuery } from "@tanstack/react-query";
import { Input, InputNumber, Modal } from "antd";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import type { SkuLabel } from "../../../contract/catalog.ts";
import type { ListingRow, Suggestion } from "../../../contract/listings.ts";
import { findSkusQuery } from "../../api/catalog-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { Picture } from "../../ui/picture.tsx";
import type { Paired } from "./pairing-run.ts";

/** Any SKU by its code or name; what is proposed stands there before one types. */
export function PairDialog({
  row,
  paired,
  suggestions,
  quantity,
  onPair,
  onClose,
}: {
  row: ListingRow;
  paired: Paired;
  suggestions: readonly Suggestion[];
  quantity: number;
  onPair(sku: SkuLabel, quantity: number): void;
  onClose(): void;
}) {
  const t = useText();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<SkuLabel | undefined>(paired?.sku);
  const [units, setUnits] = useState(paired?.quantity ?? quantity);
  const search = useDeferredValue(text.trim());
  const reading = useQuery({ ...findSkusQuery(search, undefined), enabled: search !== "" });
  const choices = search === "" ? suggestions.map((one) => one.sku) : (reading.data?.skus ?? []);
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const at = choices.findIndex((one) => one.id === chosen?.id);
      setChosen(choices[Math.min(choices.length - 1, Math.max(0, at + step))] ?? chosen);
    } else if (event.key === "Enter" && chosen !== undefined && !event.nativeEvent.isComposing) onPair(chosen, units);
  };
  return (
    <Modal
      open
      width={560}
      title={t("pairDialog.title")}
      okText={t("pairDialog.ok")}
      okButtonProps={{ disabled: chosen === undefined }}
      onOk={() => chosen !== undefined && onPair(chosen, units)}
      onCancel={onClose}
    >
      <div className="pair-dialog">
        <div className="fx">
          <Picture url={row.pictureUrl} size={36} />
          <div className="grow">
            <div className="el">{row.title}</div>
            <div className="t3 sm el">{[row.sellerCode, row.spec].filter((part) => part !== "").join(" · ")}</div>
          </div>
        </div>
        {paired !== null && <p className="t2 sm">{t("pairDialog.now", { code: paired.sku.code, n: paired.quantity })}</p>}
        <Input
          autoFocus
          allowClear
          value={text}
          aria-label={t("pairDialog.search")}
          placeholder={t("pairDialog.search")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={move}
        />
        <div className="choice-list" role="listbox" aria-label={t("pairDialog.title")}>
          {choices.map((one) => (
            <button
              key={one.id}
              type="button"
              role="option"
              aria-selected={one.id === chosen?.id}
              className={one.id === chosen?.id ? "on" : ""}
              onClick={() => setChosen(one)}
              onDoubleClick={() => onPair(one, units)}
            >
              <Picture url={one.pictureUrl} size={32} />
              <span className="grow">
                <span className="el b5">{one.code}</span>
                <span className="el t3 sm">{[one.nameZh, one.nameEn].filter((name) => name !== "").join(" · ")}</span>
              </span>
              {one.kind === "bundle" && <span className="sure">{t("listings.bundle")}</span>}
            </button>
          ))}
          {search === "" && choices.length === 0 && <EmptyNote title={t("pairDialog.hint")} />}
          {search !== "" && reading.isSuccess && choices.length === 0 && (
            <EmptyNote title={t("pairDialog.none")} hint={t("pairDialog.noneHint")} />
          )}
          {search !== "" && <BrokenNote reading={reading} />}
        </div>
        <div className="fx">
          <span className="t2">{t("listings.quantity")}</span>
          <InputNumber
            aria-label={t("listings.quantity")}
            min={1}
            max={10_000}
            precision={0}
            value={units}
            onChange={(n) => setUnits(n ?? 1)}
          />
          <span className="t3">{t("listings.unit")}</span>
        </div>
      </div>
    </Modal>
  );
}
