import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { ShopSync } from "../../../contract/sync.ts";
import type { Instant } from "../../../kernel/instant.ts";
import { useMay } from "../../api/session.tsx";
import { syncQuery } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { BrokenNote, Card, CardPage, EmptyNote } from "../../ui/page-parts.tsx";
import { formatClock } from "../../ui/time.ts";
import { useServerNow } from "../../ui/use-server-now.ts";
import { PullDialog } from "./pull-dialog.tsx";
import { Records } from "./records.tsx";
import { RequestDialog } from "./request-dialog.tsx";
import { ShopPanel } from "./shop-panel.tsx";
import { ShopTable } from "./shop-table.tsx";
import { severityOf, worstFirst } from "./shop-words.ts";
import type { SyncView } from "./sync-view.ts";
import "./sync.css";

type ShowView = (view: SyncView, options?: { replace?: boolean }) => void;

/** 同步监控: per shop what its runner does, spends and lacks; what people asked; what failed. */
export function SyncPage({ view, onView }: { view: SyncView; onView: ShowView }) {
  const t = useText();
  const reading = useQuery(syncQuery);
  const { data, dataUpdatedAt } = reading;
  const now = useServerNow(data?.at, dataUpdatedAt);
  const shops = worstFirst(data?.shops ?? []);
  const bad = shops.filter((shop) => severityOf(shop) > 1).length;
  return (
    <CardPage
      title={t("menu.sync")}
      about={
        data !== undefined && (
          <>
            {t("monitor.shops")} {t("monitor.shopsSum", { n: shops.length })}
            {bad > 0 && <b className="red b5">{` · ${t("monitor.shopsBad", { n: bad })}`}</b>}
          </>
        )
      }
      tools={
        <>
          {data !== undefined && <span className="t3 sm">{t("monitor.readAt", { time: formatClock(now) })}</span>}
          <Link to="/reconciliations">{t("alerts.toReconciliations")}</Link>
        </>
      }
    >
      <BrokenNote reading={reading} />
      {data !== undefined && shops.length === 0 && <EmptyNote title={t("monitor.noShops")} hint={t("monitor.noShopsHint")} />}
      {shops.length > 0 && <Shops view={view} shops={shops} now={now} onView={onView} />}
    </CardPage>
  );
}

function Shops({ view, shops, now, onView }: { view: SyncView; shops: readonly ShopSync[]; now: Instant; onView: ShowView }) {
  const t = useText();
  const mayRun = useMay()("sync:run");
  const [pasted, setPasted] = useState<{ shopId: string; text: string }>();
  // the worst of the first look stays on show: shops that change places must not change what one reads
  const [first] = useState(shops[0]?.id);
  const shop = shops.find((one) => one.id === view.shop) ?? shops.find((one) => one.id === first) ?? shops[0];
  if (shop === undefined) return null;
  const filter = (changes: Partial<SyncView>) => onView({ ...view, ...changes }, { replace: true });
  return (
    <>
      <Card title={t("monitor.shops")} className="headless">
        <ShopTable shops={shops} chosen={shop.id} now={now} onChoose={(id) => filter({ shop: id })} />
      </Card>
      <ShopPanel shop={shop} now={now} onPullOrders={() => setPasted({ shopId: shop.id, text: "" })} />
      <Records view={view} shops={shops} now={now} onFilter={filter} />
      {pasted !== undefined && (
        <PullDialog
          shops={shops}
          shopId={pasted.shopId}
          pasted={pasted.text}
          onClose={() => setPasted(undefined)}
          onSent={(request) => {
            setPasted(undefined);
            filter({ request, tab: "requests" });
          }}
        />
      )}
      {view.request !== undefined && (
        <RequestDialog
          requestId={view.request}
          mayRun={mayRun}
          onClose={() => filter({ request: undefined })}
          onAgain={(shopId, numbers) => {
            filter({ request: undefined });
            setPasted({ shopId, text: numbers.join("\n") });
          }}
        />
      )}
    </>
  );
}
