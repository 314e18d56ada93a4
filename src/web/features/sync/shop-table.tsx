import type { ShopStream, ShopSync } from "../../../contract/sync.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Meter } from "../../ui/meter.tsx";
import { Dot, PlatformBadge } from "../../ui/small-parts.tsx";
import { sayAge, sayWholeAge } from "../../ui/time.ts";
import { sayShopState, waitingOf } from "./shop-words.ts";

const shownStreams = ["orders", "cancellations", "listings"] as const;

/** Every shop in one line, worst first; choosing one shows it in full below. */
export function ShopTable({
  shops,
  chosen,
  now,
  onChoose,
}: {
  shops: readonly ShopSync[];
  chosen: string;
  now: Instant;
  onChoose(id: string): void;
}) {
  const t = useText();
  return (
    <div className="table-box shop-rows">
      <table className="plain-table">
        <caption>{t("monitor.shops")}</caption>
        <thead>
          <tr>
            <th>{t("monitor.shops")}</th>
            <th>{t("monitor.state")}</th>
            <th>{t("monitor.budget")}</th>
            <th className="r">{t("monitor.waiting")}</th>
            {shownStreams.map((name) => (
              <th key={name} className="r" title={t("monitor.streamHint")}>
                {t("monitor.streamOf", { stream: t(`stream.${name}`) })}
              </th>
            ))}
            <th className="r">{t("monitor.trouble")}</th>
          </tr>
        </thead>
        <tbody>
          {shops.map((shop) => (
            <ShopRow key={shop.id} shop={shop} isChosen={shop.id === chosen} now={now} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ShopRow({ shop, isChosen, now, onChoose }: { shop: ShopSync; isChosen: boolean; now: Instant; onChoose(id: string): void }) {
  const t = useText();
  const state = sayShopState(t, shop);
  const { used, cap, live } = shop.budget;
  const waiting = waitingOf(shop);
  return (
    // keys reach the row through the button in it
    <tr className={isChosen ? "opens on" : "opens"} data-shop-id={shop.id} onClick={() => onChoose(shop.id)}>
      <td>
        <span className="fx">
          <PlatformBadge platform={shop.platform} />
          <button type="button" className="pk" aria-pressed={isChosen}>
            {shop.name}
          </button>
        </span>
      </td>
      <td>
        <span className="fx4 state-cell">
          <Dot tone={state.tone} />
          <span className={state.tone === "red" ? "red b5 el" : "el"} title={state.text}>
            {state.text}
          </span>
        </span>
      </td>
      <td>
        <span className="meter-cell">
          <Meter used={used} cap={cap} mark={live?.ceiling} label={t("budget.label", { shop: shop.name })} />
          <span className="nw">
            {used} <span className="t3">/ {cap}</span>
          </span>
        </span>
      </td>
      <td className="r">{waiting > 0 ? formatCount(waiting) : <span className="t3">0</span>}</td>
      {shownStreams.map((name) => (
        <td key={name} className="r nw">
          <StreamAge stream={shop.streams.find((one) => one.name === name)} now={now} />
        </td>
      ))}
      <td className="r nw">
        {shop.quarantined > 0 ? (
          <span className="red b5">{t("monitor.quarantinedN", { n: shop.quarantined })}</span>
        ) : (
          <span className="t3">0</span>
        )}
      </td>
    </tr>
  );
}

/** How long ago a stream succeeded, and how late it shows what it reads. */
function StreamAge({ stream, now }: { stream: ShopStream | undefined; now: Instant }) {
  const t = useText();
  const last = stream === undefined || stream.lastSuccessAt === null ? undefined : parseInstant(stream.lastSuccessAt);
  if (stream === undefined || last === undefined) return <span className="t3">{t("sync.never")}</span>;
  const failed = stream.lastFailure !== null && !stream.lastFailure.isOver;
  return (
    <>
      <span className={failed ? "red b5" : ""}>{t("sync.ago", { age: sayWholeAge(t, now - last) })}</span>
      {stream.delayMs !== null && <span className="t3">{` · ${sayAge(t, stream.delayMs)}`}</span>}
    </>
  );
}
