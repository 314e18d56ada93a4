import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import type { ShopAllocation } from "../../../contract/stock-rules.ts";
import { type AllocationWish, allocationsQuery, useAllocateShop } from "../../api/allocation-queries.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useMay } from "../../api/session.tsx";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Icon } from "../../ui/icon.tsx";
import { BrokenNote, EmptyNote } from "../../ui/page-parts.tsx";
import { AllocationDrawer } from "./allocation-drawer.tsx";
import { AllocationTable } from "./allocation-table.tsx";
import type { AllocationView } from "./allocation-view.ts";
import "./allocation.css";

/** What was saved last, and what it was before: the strip below offers to take it back. */
type Saved = { shop: string; listings: number; before: AllocationWish | undefined };

/** 库存分配: from which warehouses, and how much of them, each shop offers. */
export function AllocationPage({ view, onView }: { view: AllocationView; onView(view: AllocationView): void }) {
  const t = useText();
  const may = useMay();
  const reading = useQuery(allocationsQuery);
  const known = useQuery({ ...shopsQuery, enabled: may("shops:read") });
  const [saved, setSaved] = useState<Saved>();
  const shops = reading.data?.shops ?? [];
  const warehouses = known.data?.warehouses ?? [];
  const nameOf = (id: string) => warehouses.find((one) => one.id === id)?.name ?? (known.isPending ? "" : t("allocation.outOfReach"));
  const open = shops.find((one) => one.shop.id === view.shop);
  const changed = shops.reduce((sum, one) => sum + one.foreignChanges, 0);
  return (
    <main className="allocation-page">
      <header className="page-head">
        <h1>{t("menu.stockAllocation")}</h1>
        {reading.data !== undefined && (
          <span className="page-about">
            {t("allocation.about", { n: formatCount(shops.length) })}
            {changed > 0 && <span className="amber"> · {t("menu.foreignChanges", { n: formatCount(changed) })}</span>}
          </span>
        )}
      </header>
      <div className="allocation-scroller" aria-busy={reading.isFetching}>
        <BrokenNote reading={reading} />
        {reading.data !== undefined && shops.length === 0 && <EmptyNote title={t("allocation.empty")} hint={t("allocation.emptyHint")} />}
        {shops.length > 0 && (
          <AllocationTable
            shops={shops}
            nameOf={nameOf}
            open={view.shop}
            mayWrite={may("stock:write")}
            onOpen={(shop) => onView({ shop })}
          />
        )}
      </div>
      {saved !== undefined && <SavedStrip key={saved.shop} saved={saved} onUndone={setSaved} onClose={() => setSaved(undefined)} />}
      {open !== undefined && (
        <AllocationDrawer
          key={open.shop.id}
          allocation={open}
          warehouses={warehouses}
          mayWrite={may("stock:write")}
          onSaved={(listings) => {
            setSaved({ shop: open.shop.name, listings, before: toWish(open) });
            onView({});
          }}
          onClose={() => onView({})}
        />
      )}
    </main>
  );
}

const toWish = ({ shop, sources, rule }: ShopAllocation): AllocationWish => ({ shopId: shop.id, sources, rule });

/** How it went; takes its height from the bottom, so no row moves. */
function SavedStrip({ saved, onUndone, onClose }: { saved: Saved; onUndone(saved: Saved): void; onClose(): void }) {
  const t = useText();
  const undo = useAllocateShop();
  const { shop, listings, before } = saved;
  const params = { shop, n: formatCount(listings) };
  const words =
    before === undefined
      ? t("allocation.undone", params)
      : listings === 0
        ? t("allocation.savedNone", { shop })
        : t("allocation.saved", params);
  return (
    <section className="foot-strip" role="status">
      <Icon name="check" />
      <span className="b">{words}</span>
      <span className="grow red el">{undo.isError ? sayFailure(t, failureOf(undo.error)) : ""}</span>
      {before !== undefined && (
        <Button
          size="small"
          icon={<Icon name="undo" size={14} />}
          loading={undo.isPending}
          data-act="undo"
          onClick={() => undo.mutate(before, { onSuccess: (reply) => onUndone({ shop, listings: reply.listings, before: undefined }) })}
        >
          {t("allocation.undo")}
        </Button>
      )}
      <button type="button" className="bare" aria-label={t("allocation.close")} onClick={onClose}>
        <Icon name="close" size={14} />
      </button>
    </section>
  );
}
