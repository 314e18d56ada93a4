import type { PackageRow } from "../../../contract/packages.ts";
import type { Language } from "../../text/use-text.tsx";

type RowLine = PackageRow["lines"][number];
export type LineBundle = NonNullable<RowLine["bundle"]>;

/** What was sold together: one line by itself, or a bundle with the lines that are its components. */
export type SoldGoods<Line> = { bundle: LineBundle | null; lines: readonly [Line, ...Line[]] };

export const nameOfBundle = ({ nameZh, nameEn }: LineBundle, language: Language): string => (language === "en" ? nameEn : nameZh);

/** How many different goods are picked: the same SKU in a bundle and by itself is one. */
export function countKinds(lines: readonly Pick<RowLine, "sku" | "platformSku" | "title">[]): number {
  return new Set(lines.map((line) => line.sku ?? `${line.platformSku ?? ""} ${line.title}`)).size;
}

/** Lines by what they were sold as, in the order of the lines. A bundle that stands in two order lines stands twice. */
export function groupSoldGoods<Line extends Pick<RowLine, "bundle">>(lines: readonly Line[]): SoldGoods<Line>[] {
  const goods: { bundle: LineBundle | null; lines: [Line, ...Line[]] }[] = [];
  for (const line of lines) {
    const { bundle } = line;
    const begun = bundle === null ? undefined : goods.find((one) => one.bundle?.orderLineId === bundle.orderLineId);
    if (begun === undefined) goods.push({ bundle, lines: [line] });
    else begun.lines.push(line);
  }
  return goods;
}
