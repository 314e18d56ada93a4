import type { SkuLabel } from "../../contract/catalog.ts";
import { type Language, useLanguage, useText } from "../text/use-text.tsx";
import { Picture } from "./picture.tsx";
import { Tag } from "./small-parts.tsx";
import "./sku-mark.css";

/** The name in the reader's language; the other one when there is none. */
export function nameOfSku({ nameZh, nameEn }: Pick<SkuLabel, "nameZh" | "nameEn">, language: Language): string {
  return language === "zh-CN" ? nameZh || nameEn : nameEn || nameZh;
}

/** Picture, code and name in two lines. */
export function SkuMark({ sku }: { sku: SkuLabel }) {
  const t = useText();
  const { language } = useLanguage();
  const name = nameOfSku(sku, language);
  return (
    <span className="sku-mark">
      <Picture url={sku.pictureUrl} size={32} />
      <span className="grow">
        <span className="fx4">
          <span className="b5 el">{sku.code}</span>
          {sku.kind === "bundle" && <Tag tone="accent">{t("skuKind.bundle")}</Tag>}
        </span>
        <span className="sku-name el" title={name}>
          {name === "" ? t("sku.noName") : name}
        </span>
      </span>
    </span>
  );
}
