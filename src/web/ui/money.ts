import type { MoneyView } from "../../contract/codec.ts";
import { currencyDigits } from "../../kernel/money.ts";

const signs: Readonly<Record<string, string>> = {
  USD: "$",
  EUR: "€",
  GBP: "£",
  JPY: "¥",
  CNY: "CN¥",
  CAD: "C$",
  AUD: "A$",
  MXN: "MX$",
  BRL: "R$",
  KRW: "₩",
  PLN: "zł",
};

/** `$1,204.50`, `¥3,280`, `−€2.00`: the sign first, digits by the currency's minor unit, a real minus. */
export function formatMoney({ amount, currency }: MoneyView): string {
  const digits = currencyDigits(currency);
  const isNegative = amount.startsWith("-");
  const plain = amount.replace(/^-/, "").padStart(digits + 1, "0");
  const whole = plain.slice(0, plain.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = digits === 0 ? "" : `.${plain.slice(-digits)}`;
  return `${isNegative ? "−" : ""}${signs[currency] ?? `${currency} `}${whole}${fraction}`;
}
