import type { ReactNode } from "react";
import type { SkuDetail, SkuPart } from "../../../../contract/catalog.ts";
import { parseInstant } from "../../../../kernel/instant.ts";
import { useMay } from "../../../api/session.tsx";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { Fact, Facts } from "../../../ui/facts.tsx";
import { formatMoney } from "../../../ui/money.ts";
import { Picture } from "../../../ui/picture.tsx";
import { SkuMark } from "../../../ui/sku-mark.tsx";
import { CopyButton } from "../../../ui/small-parts.tsx";
import { formatDayTime } from "../../../ui/time.ts";
import { sayFlags, saySize, sayWeight } from "../catalog-words.ts";

const minuteMs = 60_000;

/** What is known of a SKU, to be read. */
export function SkuFacts({ sku, onOpen }: { sku: SkuDetail; onOpen(id: string): void }) {
  const t = useText();
  const none = <span className="t3">{t("sku.unknown")}</span>;
  const isBundle = sku.kind === "bundle";
  return (
    <div className="sku-sections">
      <Basics sku={sku} none={none} />
      {isBundle && (
        <Section title={t("sku.sectionBundle")} hint={t("sku.bundleHint")}>
          <Parts parts={sku.components} onOpen={onOpen} />
        </Section>
      )}
      {!isBundle && (
        <Section title={t("sku.sectionSize")}>
          <Facts>
            <Fact name={t("sku.weightG")}>{sayWeight(t, sku)}</Fact>
            <Fact name={t("sku.size")}>{saySize(t, sku) ?? none}</Fact>
            <Fact name={t("sku.flags")}>{sayFlags(t, sku).join(" · ") || t("sku.plainGoods")}</Fact>
          </Facts>
        </Section>
      )}
      {!isBundle && <Customs sku={sku} />}
      <Section title={t("sku.sectionBarcodes")}>
        {sku.barcodes.length === 0 ? (
          <p className="t3">{t("sku.noBarcodes")}</p>
        ) : (
          <ul>
            {sku.barcodes.map((barcode) => (
              <li key={barcode}>
                <span className="mono">{barcode}</span> <CopyButton text={barcode} what={t("sku.barcode")} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {sku.bundles.length > 0 && (
        <Section title={t("sku.sectionBundles", { n: sku.bundles.length })}>
          <Parts parts={sku.bundles} onOpen={onOpen} />
        </Section>
      )}
    </div>
  );
}

function Basics({ sku, none }: { sku: SkuDetail; none: ReactNode }) {
  const t = useText();
  const may = useMay();
  const now = useNow(minuteMs);
  const changed = sku.updatedAt === null ? undefined : parseInstant(sku.updatedAt);
  return (
    <Section title={t("sku.sectionBasic")}>
      <div className="sku-basics">
        <Picture url={sku.pictureUrl} size={36} />
        <Facts>
          <Fact name={t("sku.nameZh")}>{sku.nameZh || none}</Fact>
          <Fact name={t("sku.nameEn")}>{sku.nameEn || none}</Fact>
          <Fact name={t("sku.productCode")}>{sku.productCode || none}</Fact>
          <Fact name={t("sku.variant")}>{sku.variant || none}</Fact>
          {may("amounts:read") && (
            <Fact name={t("sku.cost")}>{sku.cost === null || sku.cost === undefined ? none : formatMoney(sku.cost)}</Fact>
          )}
          <Fact name={t("sku.listings")}>{t("sku.listingCount", { n: sku.listings })}</Fact>
          {changed !== undefined && <Fact name={t("sku.changed")}>{formatDayTime(changed, now)}</Fact>}
        </Facts>
      </div>
    </Section>
  );
}

function Customs({ sku }: { sku: SkuDetail }) {
  const t = useText();
  const missing = <span className="amber">{t("sku.missing")}</span>;
  return (
    <Section title={t("sku.sectionCustoms")}>
      <Facts>
        <Fact name={t("sku.customsNameZh")}>{sku.customsNameZh || missing}</Fact>
        <Fact name={t("sku.customsNameEn")}>{sku.customsNameEn || missing}</Fact>
        <Fact name={t("sku.declared")}>{sku.declared.amount === "0" ? missing : formatMoney(sku.declared)}</Fact>
        <Fact name={t("sku.hsCode")}>{sku.hsCode ?? <span className="t3">{t("sku.unknown")}</span>}</Fact>
        <Fact name={t("sku.origin")}>{sku.origin}</Fact>
      </Facts>
    </Section>
  );
}

export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3>
        {title}
        {hint !== undefined && <span className="t3 sm">{hint}</span>}
      </h3>
      {children}
    </section>
  );
}

function Parts({ parts, onOpen }: { parts: readonly SkuPart[]; onOpen(id: string): void }) {
  return (
    <ul className="sku-part-list">
      {parts.map(({ sku, quantity }) => (
        <li key={sku.id}>
          <button type="button" onClick={() => onOpen(sku.id)}>
            <SkuMark sku={sku} />
          </button>
          <b className={quantity > 1 ? "red" : "t2"}>×{quantity}</b>
        </li>
      ))}
    </ul>
  );
}
