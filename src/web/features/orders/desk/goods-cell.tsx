import type { PackageRow } from "../../../../contract/packages.ts";
import { useLanguage, useText } from "../../../text/use-text.tsx";
import { Picture } from "../../../ui/picture.tsx";
import { countKinds, groupSoldGoods, nameOfBundle, type SoldGoods } from "../sold-goods.ts";

type Goods = SoldGoods<PackageRow["lines"][number]>;

/** Picture, SKU × units, and what it was sold as in the second line; several kinds are summed up in red. */
export function GoodsCell({ row }: { row: PackageRow }) {
  const t = useText();
  const [first] = row.lines;
  if (first === undefined) {
    return (
      <div role="gridcell" className="t3">
        {t("goods.none")}
      </div>
    );
  }
  const units = row.lines.reduce((sum, line) => sum + line.units, 0);
  const kinds = countKinds(row.lines);
  return (
    <div role="gridcell" className="goods">
      <Picture url={first.pictureUrl} size={32} />
      <div className="grow">
        <div className="fx4">
          <span className="el b5">
            {first.sku ?? (
              <>
                <span className="red">{t("goods.unpaired")}</span>
                {first.platformSku !== null && ` · ${first.platformSku}`}
              </>
            )}
          </span>
          <Units n={first.units} />
          {row.lines.length > 1 && <span className="mk red">{t("goods.kinds", { kinds, units })}</span>}
        </div>
        <Sold goods={groupSoldGoods(row.lines)} />
      </div>
    </div>
  );
}

/** Bundles by their code, before all that was sold by itself; what each is made of is told when pointed at. */
function Sold({ goods }: { goods: readonly Goods[] }) {
  const t = useText();
  const { language } = useLanguage();
  const [bundles, others] = [goods.filter((one) => one.bundle !== null), goods.filter((one) => one.bundle === null)];
  const about = [...bundles, ...others].map(say).join("；");
  return (
    <div className={bundles.length > 0 ? "l2 fx4" : "l2"} title={[...bundles.map(tell), ...others.map(say)].join("\n")}>
      {bundles.length > 0 && <span className="mk grey">{t("goods.bundle")}</span>}
      <div className="el">{about}</div>
    </div>
  );

  function say({ bundle, lines: [line] }: Goods): string {
    const sold = [line.title, line.spec].filter((part) => part !== "").join(" · ");
    if (bundle !== null) return `${bundle.code} ×${bundle.units} · ${sold}`;
    // the first line's units stand beside its SKU
    return line.units > 1 && line !== goods[0]?.lines[0] ? `${sold} ×${line.units}` : sold;
  }

  function tell({ bundle, lines }: Goods): string {
    if (bundle === null) return "";
    const parts = lines.map((line) => `${line.sku ?? ""} ×${line.units}`).join(" + ");
    return `${t("goods.bundleOf", { code: bundle.code, n: bundle.units })} ${nameOfBundle(bundle, language)} = ${parts}`;
  }
}

export function Units({ n }: { n: number }) {
  return <span className={n > 1 ? "qty many" : "qty"}>×{n}</span>;
}
