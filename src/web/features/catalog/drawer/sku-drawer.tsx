import { useQuery } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { useState } from "react";
import type { SkuDetail } from "../../../../contract/catalog.ts";
import type { SkuKind } from "../../../../kernel/vocabulary/stock.ts";
import { skuQuery } from "../../../api/catalog-queries.ts";
import { useMay } from "../../../api/session.tsx";
import { useText } from "../../../text/use-text.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { BrokenNote } from "../../../ui/page-parts.tsx";
import { CopyButton, Key, Tag } from "../../../ui/small-parts.tsx";
import { statusTones } from "../catalog-words.ts";
import { SkuFacts } from "./sku-facts.tsx";
import { SkuForm } from "./sku-form.tsx";

type Neighbours = { previous: string | undefined; next: string | undefined };
export type SkuDrawerProps = {
  skuId: string | undefined;
  /** A new SKU of this kind instead. */
  create: SkuKind | undefined;
  neighbours: Neighbours;
  onOpen(id: string): void;
  onClose(): void;
};

/** One SKU: its facts, and the form that changes them. */
export function SkuDrawer({ skuId, create, neighbours, onOpen, onClose }: SkuDrawerProps) {
  const t = useText();
  const may = useMay();
  const [isEditing, setEditing] = useState(false);
  const reading = useQuery({ ...skuQuery(skuId ?? ""), enabled: skuId !== undefined });
  const sku = reading.data;
  const isNew = skuId === undefined;
  const isForm = isNew || isEditing;
  const newTitle = create === "bundle" ? t("sku.createBundle") : t("sku.create");
  return (
    <Drawer
      open
      size={640}
      closable={false}
      // what was typed is not lost by a slip of the hand
      mask={{ closable: !isForm }}
      keyboard={false}
      onClose={onClose}
      aria-label={isNew ? newTitle : (sku?.code ?? t("sku.reading"))}
      rootClassName={isForm ? "" : "takes-keys"}
      styles={{ body: { padding: 0, display: "flex", flexDirection: "column", minHeight: 0 } }}
    >
      <header className="sku-drawer-head">
        <h2 className="el">{isNew ? newTitle : sku?.code}</h2>
        {sku !== undefined && <Marks sku={sku} />}
        <span className="grow" />
        {!isForm && <Moves neighbours={neighbours} onOpen={onOpen} />}
        {sku !== undefined && !isForm && may("catalog:write") && (
          <Button type="primary" data-act="edit-sku" onClick={() => setEditing(true)}>
            {t("sku.edit")}
          </Button>
        )}
        <button type="button" className="bare" aria-label={t("drawer.close")} title={t("drawer.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {!isNew && <BrokenNote reading={reading} />}
      {isForm && (isNew || sku !== undefined) ? (
        <SkuForm
          sku={sku}
          kind={create ?? "single"}
          onSaved={(id) => {
            setEditing(false);
            if (isNew) onOpen(id);
          }}
          onCancel={() => (isNew ? onClose() : setEditing(false))}
        />
      ) : (
        sku !== undefined && <SkuFacts sku={sku} onOpen={onOpen} />
      )}
    </Drawer>
  );
}

function Marks({ sku }: { sku: SkuDetail }) {
  const t = useText();
  return (
    <>
      <CopyButton text={sku.code} what={t("sku.code")} />
      {sku.kind === "bundle" && <Tag tone="accent">{t("skuKind.bundle")}</Tag>}
      <Tag tone={statusTones[sku.status]}>{t(`skuStatus.${sku.status}`)}</Tag>
    </>
  );
}

function Moves({ neighbours, onOpen }: { neighbours: Neighbours; onOpen(id: string): void }) {
  const t = useText();
  const button = (label: string, icon: "up" | "down", to: string | undefined) => (
    <button
      type="button"
      className="bare"
      aria-label={label}
      title={label}
      disabled={to === undefined}
      onClick={() => to !== undefined && onOpen(to)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <>
      <Key>K</Key>
      {button(t("sku.previous"), "up", neighbours.previous)}
      <Key>J</Key>
      {button(t("sku.next"), "down", neighbours.next)}
    </>
  );
}
