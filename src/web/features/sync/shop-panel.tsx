import { Button } from "antd";
import type { ShopSync } from "../../../contract/sync.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { useMay } from "../../api/session.tsx";
import { useRequestSync } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Dot, PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime, sayWholeAge } from "../../ui/time.ts";
import { BudgetCard, SpentCard } from "./budget-card.tsx";
import { MinuteChart } from "./minute-chart.tsx";
import { sayShopState } from "./shop-words.ts";
import { StreamsCard } from "./streams-card.tsx";

/** One shop in full: what is wrong and what to do, its budget, who spends it, its streams. */
export function ShopPanel({ shop, now, onPullOrders }: { shop: ShopSync; now: Instant; onPullOrders(): void }) {
  const t = useText();
  const state = sayShopState(t, shop);
  return (
    <>
      <header className="shop-head">
        <PlatformBadge platform={shop.platform} />
        <h2>{shop.name}</h2>
        <Dot tone={state.tone} />
        <span className={state.tone === "red" ? "red b5" : "t2"}>{state.text}</span>
        <span className="grow" />
        <ShopActs key={shop.id} shop={shop} onPullOrders={onPullOrders} />
      </header>
      <ShopTrouble shop={shop} now={now} />
      <div className={shop.isLive ? "budget-row" : "budget-row stale"}>
        <BudgetCard shop={shop} now={now} />
        <SpentCard shop={shop} />
        <MinuteChart shop={shop.id} budget={shop.budget} />
      </div>
      <StreamsCard shop={shop} now={now} />
    </>
  );
}

function ShopActs({ shop, onPullOrders }: { shop: ShopSync; onPullOrders(): void }) {
  const t = useText();
  const may = useMay();
  const pull = useRequestSync();
  if (!may("sync:run")) return null;
  return (
    <>
      <span role="status" className={pull.isError ? "red" : "t2"}>
        {pull.isError ? sayFailure(t, failureOf(pull.error)) : pull.isSuccess ? t("request.pullSent") : ""}
      </span>
      <Button onClick={onPullOrders} data-act="pull-orders">
        {t("request.pullOrders")}
      </Button>
      <Button
        type="primary"
        icon={<Icon name="refresh" size={14} />}
        loading={pull.isPending}
        data-act="pull"
        onClick={() => pull.mutate({ kind: "pull", shopId: shop.id })}
      >
        {t("request.pull")}
      </Button>
    </>
  );
}

/** What has stopped, in whose words, since when, and what to do about it. */
function ShopTrouble({ shop, now }: { shop: ShopSync; now: Instant }) {
  const t = useText();
  const beat = shop.beatAt === null ? undefined : parseInstant(shop.beatAt);
  const hasStopped = shop.state !== "active" && shop.state !== "starting";
  return (
    <>
      {shop.state !== "active" && (
        <div className={hasStopped ? "trouble red-box" : "trouble"} role={hasStopped ? "alert" : "status"}>
          <Icon name={hasStopped ? "warn" : "refresh"} />
          <div>
            <b>{t(`shopState.${shop.state}`)}</b> <span>{t(`shopCure.${shop.state}`)}</span>
            {shop.stateDetail !== null && <Words words={shop.stateDetail} />}
          </div>
        </div>
      )}
      {shop.restrictions.map((one) => {
        const since = parseInstant(one.since);
        return (
          <div key={one.act} className="trouble red-box" role="alert">
            <Icon name="lock" />
            <div>
              <b>{t("monitor.restricted", { act: t(`restrictedAct.${one.act}`) })}</b>{" "}
              {since !== undefined && <span className="t2">{t("monitor.since", { time: formatDayTime(since, now) })}</span>}{" "}
              <span>{t("alertCure.act-forbidden")}</span>
              <Words words={`${one.message} (${one.code})`} />
            </div>
          </div>
        );
      })}
      {!shop.isLive && (
        <div className="trouble amber-box" role="status">
          <Icon name="warn" />
          <div>
            <b>{t("monitor.notLive")}</b>{" "}
            <span>{beat === undefined ? t("monitor.notStarted") : t("monitor.notLiveHint", { age: sayWholeAge(t, now - beat) })}</span>
          </div>
        </div>
      )}
    </>
  );
}

function Words({ words }: { words: string }) {
  const t = useText();
  return (
    <p className="sm">
      <span className="t2">{t("sync.platformSays")}</span> <q className="mono">{words}</q>
    </p>
  );
}
