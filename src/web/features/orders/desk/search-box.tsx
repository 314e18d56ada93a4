import { Button, Input, Popover, Select } from "antd";
import { type ClipboardEvent, useEffect, useRef, useState } from "react";
import { searchFields } from "../../../../contract/packages.ts";
import { useMay } from "../../../api/session.tsx";
import { useText } from "../../../text/use-text.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { type DeskView, maxSearchValues, splitValues } from "../view.ts";

type Field = (typeof searchFields)[number];
type SearchBoxProps = { view: DeskView; onSearch(field: Field, values: string[]): void; inputId: string };

/** The kind of number and the numbers; many at once are pasted, here or in the popover. */
export function SearchBox({ view, onSearch, inputId }: SearchBoxProps) {
  const t = useText();
  const may = useMay();
  const field = view.search_field ?? "order_number";
  const [text, setText] = useState(() => sayValues(view.search));
  const [isOpen, setOpen] = useState(false);
  const applied = view.search?.join("\n") ?? "";
  const many = view.search !== undefined && view.search.length > 1;
  // another address, or a reset: the box follows
  useEffect(() => setText(applied.includes("\n") ? "" : applied), [applied]);
  const submit = () => {
    const values = splitValues(text);
    if (values.length > 0 || !many) onSearch(field, values.slice(0, maxSearchValues));
  };
  const paste = (event: ClipboardEvent) => {
    const values = splitValues(event.clipboardData.getData("text"));
    if (values.length < 2) return;
    event.preventDefault();
    if (values.length > maxSearchValues) {
      setText(values.join("\n"));
      setOpen(true);
    } else onSearch(field, values);
  };
  const fields = searchFields.filter((one) => one !== "recipient" || may("buyer:read"));
  const placeholder = field === "recipient" ? t("filter.recipientHint") : t("filter.searchPlaceholder");
  return (
    <span className="search-box">
      <Select<Field>
        aria-label={t("filter.searchField")}
        value={field}
        popupMatchSelectWidth={false}
        options={fields.map((value) => ({ value, label: t(`filter.${value}`) }))}
        onChange={(next) => onSearch(next, view.search ?? [])}
      />
      <Input
        id={inputId}
        aria-label={t(`filter.${field}`)}
        value={text}
        placeholder={many ? t("filter.searchMany", { first: view.search?.[0] ?? "", n: view.search?.length ?? 0 }) : placeholder}
        className={many ? "has-many" : ""}
        allowClear
        onChange={(event) => setText(event.target.value)}
        onPaste={paste}
        onPressEnter={submit}
        onClear={() => onSearch(field, [])}
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
                start={text === "" ? applied : text}
                onApply={(values) => {
                  setOpen(false);
                  onSearch(field, values);
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
    </span>
  );
}

function sayValues(values: string[] | undefined): string {
  return values?.length === 1 ? (values[0] ?? "") : "";
}

function PasteMany({ start, onApply }: { start: string; onApply(values: string[]): void }) {
  const t = useText();
  const [text, setText] = useState(start);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector("textarea")?.focus(), []);
  const values = splitValues(text);
  const over = values.length - maxSearchValues;
  return (
    <div className="paste-many" ref={box}>
      <div className="fx sm">
        <span className="t2 grow">{t("filter.pasteTitle")}</span>
        <span className={over > 0 ? "red b" : "t3"}>{t("filter.pasteCount", { n: values.length })}</span>
      </div>
      <Input.TextArea
        rows={9}
        value={text}
        status={over > 0 ? "error" : ""}
        aria-label={t("filter.paste")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && over <= 0) onApply(values);
        }}
      />
      <div className="fx">
        <span className="red sm grow">{over > 0 ? t("filter.pasteOver", { n: over }) : ""}</span>
        <Button onClick={() => setText("")}>{t("filter.clear")}</Button>
        <Button type="primary" disabled={over > 0} onClick={() => onApply(values)}>
          {t("filter.pasteApply", { n: values.length })}
        </Button>
      </div>
    </div>
  );
}
