import { expect, test } from "vitest";
import { normaliseName, normalisePhone } from "./normalise.ts";

test.each([
  ["  Dylan   Braun ", "dylan braun"],
  ["DYLAN\tBRAUN", "dylan braun"],
  ["Ｄｙｌａｎ　Ｂｒａｕｎ", "dylan braun"],
  ["Jose\u0301", "jos\u00e9"],
  ["王 小明", "王 小明"],
])("name %s is found as %s", (name, normal) => {
  expect(normaliseName(name)).toBe(normal);
});

test.each(["+1 (201) 555-0123", "0012015550123", "12015550123", "１２０１５５５０１２３"])(
  "phone %s is one value in all its spellings",
  (phone) => {
    expect(normalisePhone(phone)).toBe("12015550123");
  },
);
