import { InputNumber } from "antd";
import { useText } from "../../../text/use-text.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { SkuMark } from "../../../ui/sku-mark.tsx";
import { SkuPicker } from "../../../ui/sku-picker.tsx";
import type { SkuDraft } from "./sku-draft.ts";

const maxComponents = 50;
const maxQuantity = 9_999;

type Parts = SkuDraft["components"];

/** What is in a bundle and how many of each; one finds the next by typing. */
export function BundleEditor({ ownId, parts, onChange }: { ownId: string | undefined; parts: Parts; onChange(parts: Parts): void }) {
  const t = useText();
  const taken = [...parts.map((part) => part.sku.id), ...(ownId === undefined ? [] : [ownId])];
  const setQuantity = (id: string, quantity: number) => onChange(parts.map((part) => (part.sku.id === id ? { ...part, quantity } : part)));
  return (
    <div className="sku-parts">
      <ul>
        {parts.map(({ sku, quantity }) => (
          <li key={sku.id} data-part={sku.code}>
            <SkuMark sku={sku} />
            <span className="grow" />
            <span className="t3">×</span>
            <InputNumber
              aria-label={t("sku.quantityOf", { code: sku.code })}
              min={1}
              max={maxQuantity}
              precision={0}
              value={quantity}
              onChange={(value) => setQuantity(sku.id, value ?? 1)}
            />
            <button
              type="button"
              className="bare"
              aria-label={t("sku.removePart", { code: sku.code })}
              onClick={() => onChange(parts.filter((part) => part.sku.id !== sku.id))}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      {parts.length < maxComponents && (
        <SkuPicker
          kind="single"
          without={taken}
          placeholder={t("sku.addPart")}
          onPick={(sku) => onChange([...parts, { sku, quantity: 1 }])}
        />
      )}
    </div>
  );
}
