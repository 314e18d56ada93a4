import { Button, Segmented } from "antd";
import { maxEditedSkus } from "../../../contract/catalog.ts";
import { skuKinds, skuStatuses } from "../../../kernel/vocabulary/stock.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { ImportButton } from "../../ui/imports/import-button.tsx";
import type { CatalogView } from "./catalog-view.ts";
import { SkuSearch } from "./sku-search.tsx";

/** What narrows the list, and the ways to a new SKU. */
export function Filters({
  view,
  searchId,
  onNarrow,
  onCreate,
}: {
  view: CatalogView;
  searchId: string;
  onNarrow(changes: Partial<CatalogView>): void;
  onCreate(kind: (typeof skuKinds)[number]): void;
}) {
  const t = useText();
  const may = useMay();
  return (
    <section className="sku-filters" aria-label={t("filter.label")}>
      <SkuSearch view={view} inputId={searchId} onSearch={onNarrow} />
      <Segmented
        aria-label={t("sku.kind")}
        value={view.kind?.length === 1 ? (view.kind[0] ?? "any") : "any"}
        options={[{ value: "any", label: t("filter.all") }, ...skuKinds.map((value) => ({ value, label: t(`skuKind.${value}`) }))]}
        onChange={(value) => {
          const kind = skuKinds.find((one) => one === value);
          onNarrow({ kind: kind === undefined ? undefined : [kind] });
        }}
      />
      <FilterSelect
        label={t("sku.status")}
        choices={skuStatuses.map((value) => ({ value, label: t(`skuStatus.${value}`) }))}
        chosen={view.status ?? []}
        onChange={(values) => {
          const status = skuStatuses.filter((one) => values.includes(one));
          onNarrow({ status: status.length === 0 ? undefined : status });
        }}
      />
      <label className="fx4 nw">
        <input
          type="checkbox"
          className="cb"
          checked={view.customs === "incomplete"}
          onChange={(event) => onNarrow({ customs: event.target.checked ? "incomplete" : undefined })}
        />
        <span className="t2">{t("sku.onlyUndeclared")}</span>
      </label>
      <span className="grow" />
      {may("catalog:write") && (
        <>
          <ImportButton kinds={["skus", "bundles"]} />
          <Button onClick={() => onCreate("bundle")} data-act="create-bundle">
            {t("sku.createBundle")}
          </Button>
          <Button type="primary" onClick={() => onCreate("single")} data-act="create-sku">
            {t("sku.create")}
          </Button>
        </>
      )}
    </section>
  );
}

type BatchBarProps = { chosen: ReadonlySet<string>; mayWrite: boolean; onEdit(): void; onClear(): void };

/** What can be done with the chosen SKUs; always there, so that no row moves. */
export function BatchBar({ chosen, mayWrite, onEdit, onClear }: BatchBarProps) {
  const t = useText();
  if (!mayWrite) return null;
  const n = chosen.size;
  return (
    <section className="sku-batch" aria-label={t("batch.label")}>
      <span className={n > 0 ? "b5 sku-chosen" : "t3 sku-chosen"}>
        {n === 0 ? t("sku.chosenNone") : t("sku.chosen", { n: formatCount(n) })}
      </span>
      <Button disabled={n === 0 || n > maxEditedSkus} data-act="edit-skus" onClick={onEdit}>
        {t("sku.batchEdit")}
      </Button>
      <Button type="text" disabled={n === 0} onClick={onClear}>
        {t("batch.clear")}
      </Button>
      {n > maxEditedSkus && <span className="amber sm">{t("sku.batchMost", { n: maxEditedSkus })}</span>}
    </section>
  );
}
