import { useQuery } from "@tanstack/react-query";
import { Popover } from "antd";
import type { z } from "zod";
import type { listShopsRoute } from "../../contract/shops.ts";
import { parseInstant } from "../../kernel/instant.ts";
import { shopsQuery } from "../api/queries.ts";
import { useText } from "../text/use-text.tsx";
import { useNow } from "../ui/clock.tsx";
import { Dot, PlatformBadge, type Tone } from "../ui/small-parts.tsx";
import { sayAge } from "../ui/time.ts";

type Shop = z.output<typeof listShopsRoute.reply>["shops"][number];

// the promise is three seconds; ten is worth a look
const slowMs = 10_000;

const loadOf = (shop: Shop) => (shop.budget.cap === 0 ? 0 : shop.budget.used / shop.budget.cap);

/** The state of the sync and the tightest call budget, always in sight. */
export function MenuFoot() {
  const t = useText();
  const { data, isError } = useQuery(shopsQuery);
  if (data === undefined) return <div className="foot">{isError ? t("sync.failed") : ""}</div>;
  const shops = [...data.shops].sort((left, right) => severity(right) - severity(left) || left.name.localeCompare(right.name));
  const tightest = [...shops].sort((left, right) => loadOf(right) - loadOf(left))[0];
  if (tightest === undefined) return <div className="foot">{t("sync.noShops")}</div>;
  const { used, cap, windowMs } = tightest.budget;
  const load = loadOf(tightest);
  return (
    <Popover trigger="click" placement="rightBottom" arrow={false} content={<ShopTable shops={shops} />} title={t("sync.title")}>
      <button type="button" className="foot">
        <SyncWord shops={shops} />
        <span className="meter" aria-hidden="true">
          <i className={load > 0.9 ? "red" : load > 0.7 ? "amber" : ""} style={{ width: `${Math.min(100, load * 100)}%` }} />
        </span>
        <span className="foot-about">
          {t("sync.budget", { window: Math.round(windowMs / 1000), used, cap })}
          <br />
          {t("sync.tightest", { shop: tightest.name })}
        </span>
      </button>
    </Popover>
  );
}

function severity(shop: Shop): number {
  if (shop.state === "starting") return 1;
  return shop.state === "active" ? 0 : 2;
}

function SyncWord({ shops }: { shops: readonly Shop[] }) {
  const t = useText();
  const bad = shops.filter((shop) => severity(shop) === 2);
  const [first] = bad;
  if (first !== undefined) return <Line tone="red" text={t("sync.bad", { state: t(`shopState.${first.state}`), n: bad.length })} />;
  const delays = shops.flatMap((shop) => (shop.delayMs === null ? [] : [shop.delayMs]));
  if (delays.length === 0) return <Line tone="grey" text={t("sync.waiting")} />;
  const delay = Math.max(...delays);
  const isSlow = delay > slowMs;
  return <Line tone={isSlow ? "amber" : "green"} text={t(isSlow ? "sync.slow" : "sync.fine", { delay: sayAge(t, delay) })} />;
}

function Line({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span className="fx4">
      <Dot tone={tone} />
      <span className="el">{text}</span>
    </span>
  );
}

function ShopTable({ shops }: { shops: readonly Shop[] }) {
  const t = useText();
  const now = useNow(1_000);
  return (
    <table className="shop-table">
      <thead>
        <tr>
          <th>{t("sync.shop")}</th>
          <th>{t("sync.state")}</th>
          <th>{t("sync.lastOrder")}</th>
          <th className="r">{t("sync.calls")}</th>
          <th className="r">{t("sync.quarantined")}</th>
        </tr>
      </thead>
      <tbody>
        {shops.map((shop) => {
          const last = shop.lastOrderSyncAt === null ? undefined : parseInstant(shop.lastOrderSyncAt);
          return (
            <tr key={shop.id}>
              <td>
                <PlatformBadge platform={shop.platform} /> {shop.name}
              </td>
              <td className={severity(shop) === 2 ? "red b" : ""}>
                {t(`shopState.${shop.state}`)}
                {shop.stateDetail !== null && <div className="t3 sm">{`${t("sync.platformSays")} ${shop.stateDetail}`}</div>}
              </td>
              <td>{last === undefined ? t("sync.never") : t("sync.ago", { age: sayAge(t, now - last) })}</td>
              <td className="r">
                {shop.budget.used} / {shop.budget.cap}
              </td>
              <td className={shop.quarantinedOrders > 0 ? "r red b" : "r"}>{shop.quarantinedOrders}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
