import { Input, Select, Space } from "antd";
import { useText } from "../../../text/use-text.tsx";
import type { MoneyDraft } from "./sku-draft.ts";

const currencies = ["USD", "CNY", "EUR", "GBP", "JPY", "CAD", "AUD", "MXN", "BRL", "PLN", "KRW"];

/** An amount as it is typed, with its currency. */
export function MoneyInput({
  label,
  value,
  isWrong,
  onChange,
}: {
  label: string;
  value: MoneyDraft;
  isWrong: boolean;
  onChange(value: MoneyDraft): void;
}) {
  const t = useText();
  const choices = currencies.includes(value.currency) ? currencies : [value.currency, ...currencies];
  return (
    <Space.Compact block>
      <Select
        aria-label={t("sku.currency", { what: label })}
        className="sku-currency"
        value={value.currency}
        options={choices.map((currency) => ({ value: currency, label: currency }))}
        onChange={(currency) => onChange({ ...value, currency })}
      />
      <Input
        aria-label={label}
        inputMode="decimal"
        status={isWrong ? "error" : ""}
        value={value.text}
        onChange={({ target }) => onChange({ ...value, text: target.value })}
      />
    </Space.Compact>
  );
}
