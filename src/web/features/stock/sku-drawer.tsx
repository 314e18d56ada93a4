import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { getSkuStockRoute, Shelf } from "../../../contract/stock.ts";
import { useMay } from "../../api/session.tsx";
import { skuStockQuery } from "../../api/stock-queries.ts";
import { useLanguage, useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { BrokenNote } from "../../ui/page-parts.tsx";
import { Picture } from "../../ui/picture.tsx";
import { CopyButton, Tag } from "../../ui/small-parts.tsx";
import { AdjustPanel } from "./adjust-panel.tsx";
import { HistoryCard } from "./history-card.tsx";
import { LedgerTab } from "./ledger-tab.tsx";
import { LimitsTab } from "./limits-tab.tsx";
import { PackagesTab } from "./packages-tab.tsx";
import { SellersTab } from "./sellers-tab.tsx";
import { type SkuTab, skuTabs } from "./stock-view.ts";

type OneSku = z.output<typeof getSkuStockRoute.reply>;

/** One SKU: its figures by warehouse, its days, every movement, who holds it, its thresholds. */
export function SkuDrawer({ skuId, tab, onTab, onClose }: { skuId: string; tab: SkuTab; onTab(tab: SkuTab): void; onClose(): void }) {
  const t = useText();
  const reading = useQuery(skuStockQuery(skuId));
  const { data } = reading;
  return (
    <Drawer
      open
      size={880}
      onClose={onClose}
      keyboard={false}
      mask={{ enabled: false }}
      rootClassName="takes-keys"
      title={data === undefined ? "" : <Title one={data} />}
      styles={{ body: { padding: 0 } }}
    >
      <BrokenNote reading={reading} />
      {data !== undefined && (
        <>
          <Shelves one={data} />
          <HistoryCard skuId={skuId} />
          <div className="sku-tabs">
            <Segmented
              value={tab}
              options={skuTabs.map((value) => ({ value, label: t(`stockTab.${value}`) }))}
              onChange={(value) => onTab(skuTabs.find((one) => one === value) ?? "ledger")}
            />
          </div>
          {tab === "ledger" && <LedgerTab skuId={skuId} shelves={data.shelves} />}
          {tab === "packages" && <PackagesTab one={data} />}
          {tab === "sellers" && <SellersTab skuId={skuId} />}
          {tab === "limits" && <LimitsTab skuId={skuId} shelves={data.shelves} />}
        </>
      )}
    </Drawer>
  );
}

function Title({ one }: { one: OneSku }) {
  const t = useText();
  const { language } = useLanguage();
  const { sku } = one;
  return (
    <span className="sku-cell">
      <Picture url={sku.pictureUrl} size={36} />
      <span className="sku-words">
        <span className="fx4">
          {sku.code} <CopyButton text={sku.code} what={t("stock.sku")} />
          {sku.status !== "active" && <Tag>{t(`skuStatus.${sku.status}`)}</Tag>}
        </span>
        <span className="el t2 sm n4">{language === "en" ? sku.nameEn : sku.nameZh}</span>
      </span>
    </span>
  );
}

function Shelves({ one }: { one: OneSku }) {
  const t = useText();
  const may = useMay();
  const [adjusted, setAdjusted] = useState<string>();
  const shelf = one.shelves.find((row) => row.warehouse.id === adjusted);
  return (
    <>
      <table className="plain-table shelves">
        <caption>{t("menu.stock")}</caption>
        <thead>
          <tr>
            <th>{t("stock.warehouse")}</th>
            <th className="r">{t("stock.available")}</th>
            <th className="r">{t("stock.onHand")}</th>
            <th className="r">{t("stock.reserved")}</th>
            <th className="r">{t("stock.blocked")}</th>
            <th className="r">{t("stock.incoming")}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {one.shelves.map((row) => (
            <ShelfRow key={row.warehouse.id} shelf={row}>
              {may("stock:write") && (
                <Button
                  size="small"
                  data-act="adjust"
                  onClick={() => setAdjusted(row.warehouse.id === adjusted ? undefined : row.warehouse.id)}
                >
                  {t("adjust.open")}
                </Button>
              )}
            </ShelfRow>
          ))}
        </tbody>
      </table>
      {shelf !== undefined && <AdjustPanel key={adjusted} sku={one.sku} shelf={shelf} onClose={() => setAdjusted(undefined)} />}
    </>
  );
}

function ShelfRow({ shelf, children }: { shelf: Shelf; children: ReactNode }) {
  const tone = shelf.isLow ? (shelf.available <= 0 ? "red" : "amber") : "";
  return (
    <tr data-warehouse={shelf.warehouse.name}>
      <td className="nw">{shelf.warehouse.name}</td>
      <td className="r">
        <b className={tone}>{formatCount(shelf.available)}</b>
      </td>
      <td className="r">{formatCount(shelf.onHand)}</td>
      <td className="r">{formatCount(shelf.reserved)}</td>
      <td className="r">{formatCount(shelf.blocked)}</td>
      <td className="r">{formatCount(shelf.incoming)}</td>
      <td className="r">{children}</td>
    </tr>
  );
}
