import { Button, Input, Popover } from "antd";
import { type ClipboardEvent, useEffect, useState } from "react";
import { maxSkuSearch } from "../../../contract/catalog.ts";
import { useText } from "../../text/use-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { type CatalogView, readSearch } from "./catalog-view.ts";

type Search = Pick<CatalogView, "search" | "text">;

/** One text, or many codes and barcodes as they are copied from a sheet. */
export function SkuSearch({ view, inputId, onSearch }: { view: CatalogView; inputId: string; onSearch(search: Search): void }) {
  const t = useText();
  const applied = view.text ?? "";
  const [text, setText] = useState(applied);
  const [isOpen, setOpen] = useState(false);
  // another address, or a reset: the box follows
  useEffect(() => setText(applied), [applied]);
  const many = view.search;
  const paste = (event: ClipboardEvent) => {
    const found = readSearch(event.clipboardData.getData("text"));
    if (found.search === undefined) return;
    event.preventDefault();
    onSearch(found);
  };
  return (
    <Input
      id={inputId}
      className="sku-search"
      aria-label={t("sku.search")}
      placeholder={many === undefined ? t("sku.searchHint") : t("filter.searchMany", { first: many[0] ?? "", n: many.length })}
      value={text}
      allowClear
      prefix={<Icon name="search" size={14} />}
      onChange={(event) => setText(event.target.value)}
      onPaste={paste}
      onPressEnter={() => (text.trim() !== "" || many === undefined) && onSearch(readSearch(text))}
      onClear={() => onSearch({ search: undefined, text: undefined })}
      suffix={
        <Popover
          trigger="click"
          placement="bottomRight"
          arrow={false}
          open={isOpen}
          onOpenChange={setOpen}
          destroyOnHidden
          content={
            <PasteMany
              start={many?.join("\n") ?? text}
              onApply={(typed) => {
                setOpen(false);
                onSearch(readSearch(typed));
              }}
            />
          }
        >
          <button type="button" className="bare" aria-label={t("filter.paste")} title={t("filter.paste")}>
            <Icon name="lines" size={14} />
          </button>
        </Popover>
      }
    />
  );
}

function PasteMany({ start, onApply }: { start: string; onApply(typed: string): void }) {
  const t = useText();
  const [text, setText] = useState(start);
  const found = readSearch(text);
  const n = found.search?.length ?? (found.text === undefined ? 0 : 1);
  return (
    <div className="sku-paste">
      <p className="fx sm">
        <span className="t2 grow">{t("sku.pasteTitle")}</span>
        <span className="t3">{t("filter.pasteCount", { n })}</span>
      </p>
      <Input.TextArea
        rows={9}
        autoFocus
        value={text}
        aria-label={t("filter.paste")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onApply(text);
        }}
      />
      <p className="fx">
        <span className="t3 sm grow">{n >= maxSkuSearch ? t("sku.pasteMost", { n: maxSkuSearch }) : ""}</span>
        <Button type="primary" disabled={n === 0} onClick={() => onApply(text)}>
          {t("filter.pasteApply", { n })}
        </Button>
      </p>
    </div>
  );
}
