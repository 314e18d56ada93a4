import type { PackageRow } from "../../../../contract/packages.ts";
import { useText } from "../../../text/use-text.tsx";
import { Picture } from "../../../ui/picture.tsx";

/** Picture, SKU × units, and the rest in the second line; several kinds are summed up in red. */
export function GoodsCell({ row }: { row: PackageRow }) {
  const t = useText();
  const [first, ...others] = row.lines;
  if (first === undefined) {
    return (
      <div role="gridcell" className="t3">
        {t("goods.none")}
      </div>
    );
  }
  const units = row.lines.reduce((sum, line) => sum + line.units, 0);
  const more = others.map((line) => `${line.title}${line.units > 1 ? ` ×${line.units}` : ""}`).join("；");
  const about = [[first.title, first.spec].filter((part) => part !== "").join(" · "), more].filter((part) => part !== "").join("；");
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
          {others.length > 0 && <span className="mk red">{t("goods.kinds", { kinds: row.lines.length, units })}</span>}
        </div>
        <div className="l2 el" title={about}>
          {about}
        </div>
      </div>
    </div>
  );
}

export function Units({ n }: { n: number }) {
  return <span className={n > 1 ? "qty many" : "qty"}>×{n}</span>;
}
