import type { ReactNode } from "react";
import type { PackageDetail } from "../../../../contract/packages.ts";
import { useLanguage, useText } from "../../../text/use-text.tsx";
import { Picture } from "../../../ui/picture.tsx";
import { Tag } from "../../../ui/small-parts.tsx";
import { countKinds, groupSoldGoods, type LineBundle, nameOfBundle } from "../sold-goods.ts";

type Line = PackageDetail["detailLines"][number];

export function LinesSection({ pkg }: { pkg: PackageDetail }) {
  const t = useText();
  const units = pkg.detailLines.reduce((sum, line) => sum + line.units, 0);
  return (
    <section>
      <h3>
        {t("lines.title")}
        <span className="t3 n">
          {t("lines.sum", { kinds: countKinds(pkg.detailLines), units })}
          {pkg.warehouse !== null && ` · ${pkg.warehouse.name}`}
        </span>
      </h3>
      <ul className="lines">
        {groupSoldGoods(pkg.detailLines).map(({ bundle, lines }) =>
          bundle === null ? (
            <LineRow key={lines[0].id} line={lines[0]} pkg={pkg}>
              <Sold line={lines[0]} />
            </LineRow>
          ) : (
            <BundleRow key={bundle.orderLineId} bundle={bundle} lines={lines} pkg={pkg} />
          ),
        )}
      </ul>
    </section>
  );
}

/** What was sold as a bundle, and below it what is picked for it. */
function BundleRow({ bundle, lines, pkg }: { bundle: LineBundle; lines: readonly [Line, ...Line[]]; pkg: PackageDetail }) {
  const t = useText();
  const { language } = useLanguage();
  const [first] = lines;
  return (
    <li className="bundle" data-bundle={bundle.code}>
      <div className="fx4">
        <Tag>{t("goods.bundle")}</Tag>
        <b className="el">{bundle.code}</b>
        <Units n={bundle.units} />
        <Cancelled line={first} />
        <span className="t3 sm el">{nameOfBundle(bundle, language)}</span>
      </div>
      <Sold line={first} />
      <ul aria-label={t("goods.bundleOf", { code: bundle.code, n: bundle.units })}>
        {lines.map((line) => (
          <LineRow key={line.id} line={line} pkg={pkg}>
            <Component line={line} />
          </LineRow>
        ))}
      </ul>
    </li>
  );
}

function LineRow({ line, pkg, children }: { line: Line; pkg: PackageDetail; children: ReactNode }) {
  const t = useText();
  return (
    <li>
      <Picture url={line.pictureUrl} size={36} />
      <div className="grow">
        <div className="fx4">
          <b className="el">{line.sku ?? line.platformSku}</b>
          <Units n={line.units} />
          {line.bundle === null && <Cancelled line={line} />}
        </div>
        {children}
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

function Units({ n }: { n: number }) {
  return <span className={n > 1 ? "b red" : "b"}>×{n}</span>;
}

function Cancelled({ line }: { line: Line }) {
  const t = useText();
  return line.cancelledQuantity > 0 ? <span className="amber sm">{t("lines.cancelled", { n: line.cancelledQuantity })}</span> : null;
}

/** What the platform calls it, and how many units one order line comes to. */
function Sold({ line }: { line: Line }) {
  const t = useText();
  const factor = line.unitsPerPiece * line.pairingQuantity;
  return (
    <>
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
    </>
  );
}

/** Our own name for it: the platform's is that of the whole bundle. */
function Component({ line }: { line: Line }) {
  const t = useText();
  const { language } = useLanguage();
  const name = (language === "en" ? line.nameEn : line.nameZh) ?? "";
  const each = line.bundle === null ? "" : t("lines.perBundle", { n: line.bundle.perUnit });
  return (
    <div className="t3 sm el" title={name}>
      {[each, name].filter((part) => part !== "").join(" · ")}
    </div>
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
