import type { PackageDetail } from "../../../../contract/packages.ts";
import { useText } from "../../../text/use-text.tsx";
import { Picture } from "../../../ui/picture.tsx";

type Line = PackageDetail["detailLines"][number];

export function LinesSection({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const units = pkg.detailLines.reduce((sum, line) => sum + line.units, 0);
  return (
    <section>
      <h3>
        {t("lines.title")}
        <span className="t3 n">
          {t("lines.sum", { kinds: pkg.detailLines.length, units })}
          {pkg.warehouse !== null && ` · ${pkg.warehouse.name}`}
        </span>
      </h3>
      <ul className="lines">
        {pkg.detailLines.map((line) => (
          <LineRow key={line.id} line={line} pkg={pkg} />
        ))}
      </ul>
    </section>
  );
}

function LineRow({ line, pkg }: { line: Line; pkg: PackageDetail }) {
  const t = useText();
  const factor = line.unitsPerPiece * line.pairingQuantity;
  return (
    <li>
      <Picture url={line.pictureUrl} size={36} />
      <div className="grow">
        <div className="fx4">
          <b className="el">{line.sku ?? line.platformSku}</b>
          <span className={line.units > 1 ? "b red" : "b"}>×{line.units}</span>
          {line.cancelledQuantity > 0 && <span className="amber sm">{t("lines.cancelled", { n: line.cancelledQuantity })}</span>}
        </div>
        <div className="t3 sm el" title={line.title}>
          {[line.title, line.spec].filter((part) => part !== "").join(" · ")}
        </div>
        {factor > 1 && (
          <div className="t3 sm">
            {t("lines.factor", {
              quantity: line.orderedQuantity - line.cancelledQuantity,
              pieces: line.unitsPerPiece,
              pairing: line.pairingQuantity,
            })}
          </div>
        )}
      </div>
      <div className="line-stock">
        <StockWord line={line} pkg={pkg} />
        {line.onHand !== null && line.available !== null && (
          <div className="t3 sm">{t("lines.stock", { onHand: line.onHand, available: line.available })}</div>
        )}
      </div>
    </li>
  );
}

function StockWord({ line, pkg }: { line: Line; pkg: PackageDetail }) {
  const t = useText();
  if (line.sku === null) return <b className="red">{t("lines.unpaired")}</b>;
  if (pkg.state === "cancelled") return <span className="t3">{t("lines.released")}</span>;
  if (pkg.state === "ignored") return null;
  if (pkg.state === "shipped" || pkg.state === "delivered") return <b className="green">{t("lines.deducted", { n: line.units })}</b>;
  const missing = line.units - line.reservedUnits;
  if (missing > 0) return <b className="amber">{t("lines.short", { n: missing })}</b>;
  return <b className="green">{t("lines.reserved", { n: line.reservedUnits })}</b>;
}
