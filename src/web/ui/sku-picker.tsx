import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useEffect, useState } from "react";
import type { SkuLabel } from "../../contract/catalog.ts";
import type { SkuKind } from "../../kernel/vocabulary/stock.ts";
import { failureOf, sayFailure } from "../api/call-failure.ts";
import { findSkusQuery } from "../api/catalog-queries.ts";
import { useText } from "../text/use-text.tsx";
import { SkuMark } from "./sku-mark.tsx";

const settleMs = 200;

/** Finds one SKU as somebody types a code, a name or a barcode, and hands it over; itself it stays empty. */
export function SkuPicker({
  kind,
  without = [],
  placeholder,
  autoFocus = false,
  onPick,
}: {
  kind?: SkuKind;
  /** SKUs that are not offered. */
  without?: readonly string[];
  placeholder?: string;
  autoFocus?: boolean;
  onPick(sku: SkuLabel): void;
}) {
  const t = useText();
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const settled = useSettled(text.trim());
  const reading = useQuery({ ...findSkusQuery(settled, kind), enabled: isOpen });
  const found = (reading.data?.skus ?? []).filter((sku) => !without.includes(sku.id));
  const empty = reading.isError ? sayFailure(t, failureOf(reading.error)) : reading.isPending ? t("picker.searching") : t("picker.none");
  const label = placeholder ?? t("picker.placeholder");
  return (
    <Select<string>
      className="sku-picker"
      aria-label={label}
      placeholder={label}
      value={null}
      autoFocus={autoFocus}
      showSearch={{ searchValue: text, onSearch: setText, filterOption: false }}
      onOpenChange={setOpen}
      listItemHeight={44}
      listHeight={308}
      notFoundContent={<span className="t3">{empty}</span>}
      options={found.map((sku) => ({ value: sku.id, label: sku.code, sku }))}
      optionRender={({ data }) => <SkuMark sku={data.sku} />}
      onSelect={(id) => {
        const sku = found.find((one) => one.id === id);
        setText("");
        if (sku !== undefined) onPick(sku);
      }}
    />
  );
}

/** What was typed, once the typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
