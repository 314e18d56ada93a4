import { expect, test } from "vitest";
import { countKinds, groupSoldGoods } from "./sold-goods.ts";

const bundle = (orderLineId: string, perUnit: number) => ({ orderLineId, code: "SET", nameZh: "套装", nameEn: "Set", units: 1, perUnit });

test("components stand with the bundle of their order line, whatever lies between them", () => {
  const lines = [
    { sku: "MUG", bundle: bundle("1", 2) },
    { sku: "LAMP", bundle: null },
    { sku: "MUG", bundle: bundle("2", 2) },
    { sku: "LID", bundle: bundle("1", 1) },
    { sku: "LAMP", bundle: null },
  ];
  const goods = groupSoldGoods(lines).map((one) => [one.bundle?.orderLineId, one.lines.map((line) => line.sku)]);
  expect(goods).toEqual([
    ["1", ["MUG", "LID"]],
    [undefined, ["LAMP"]],
    ["2", ["MUG"]],
    [undefined, ["LAMP"]],
  ]);
});

test("the same SKU in a bundle and by itself is one kind; unpaired goods are told apart by what the platform calls them", () => {
  const line = (sku: string | null, platformSku: string | null, title: string) => ({ sku, platformSku, title });
  const lines = [
    line("MUG", "X", "Set"),
    line("LID", "X", "Set"),
    line("MUG", "Y", "Mug"),
    line(null, null, "Lamp"),
    line(null, null, "Tent"),
  ];
  expect(countKinds(lines)).toBe(4);
});
