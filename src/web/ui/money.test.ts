import { expect, test } from "vitest";
import { formatMoney } from "./money.ts";

test.each([
  ["1849", "USD", "$18.49"],
  ["5", "USD", "$0.05"],
  ["0", "EUR", "€0.00"],
  ["-200", "GBP", "−£2.00"],
  ["3280", "JPY", "¥3,280"],
  ["123456789012", "USD", "$1,234,567,890.12"],
  ["49900", "MXN", "MX$499.00"],
  ["1500", "KWD", "KWD 1.500"],
])("%s of %s reads %s", (amount, currency, text) => {
  expect(formatMoney({ amount, currency })).toBe(text);
});
