import type { CallBudget, ShopSync } from "../../../contract/sync.ts";
import { type Instant, parseInstant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { Meter } from "../../ui/meter.tsx";
import { Card } from "../../ui/page-parts.tsx";
import { formatClock, sayWholeAge } from "../../ui/time.ts";
import { waitingOf } from "./shop-words.ts";

/** The shop's call budget as a live meter: what is used, what is left, who waits. */
export function BudgetCard({ shop, now }: { shop: ShopSync; now: Instant }) {
  const t = useText();
  const { used, cap, windowMs, live } = shop.budget;
  const limit = Math.min(cap, live?.ceiling ?? cap);
  const free = Math.max(0, limit - used);
  return (
    <Card title={t("budget.title")} sub={t("budget.window", { window: Math.round(windowMs / 1000), used, cap })}>
      <div className="card-body budget" data-budget-used={used}>
        <p className="budget-figure">
          <b>{used}</b>
          <span className="t3"> / {limit}</span>
          <span className="grow" />
          <span className="t2">{free > 0 ? t("budget.free", { n: free }) : t("budget.full")}</span>
        </p>
        <Meter used={used} cap={cap} mark={live?.ceiling} label={t("budget.label", { shop: shop.name })} />
        {limit < cap && <p className="amber sm">{t("budget.ceiling", { ceiling: limit })}</p>}
        {live === null ? <p className="t3">{t("budget.noReport")}</p> : <BudgetFacts shop={shop} live={live} now={now} />}
      </div>
    </Card>
  );
}

function BudgetFacts({ shop, live, now }: { shop: ShopSync; live: NonNullable<CallBudget["live"]>; now: Instant }) {
  const t = useText();
  const until = live.pausedUntil === null ? undefined : parseInstant(live.pausedUntil);
  return (
    <Facts>
      <Fact name={t("budget.inFlight")}>{live.inFlight}</Fact>
      <Fact name={t("budget.waitingTotal")}>
        {waitingOf(shop) === 0 ? (
          <span className="t3">{t("budget.waitingNone")}</span>
        ) : (
          live.waiting.map((one) => (
            <span key={one.class} className="class-count nw">
              <i className={`swatch ${one.class}`} /> {t(`callClass.${one.class}`)} <b>{formatCount(one.calls)}</b>
            </span>
          ))
        )}
      </Fact>
      <Fact name={t("budget.pausedLabel")}>
        {until === undefined || until <= now ? (
          <span className="t3">{t("budget.notPaused")}</span>
        ) : (
          <span className="amber b5">{t("budget.paused", { time: formatClock(until), left: sayWholeAge(t, until - now) })}</span>
        )}
      </Fact>
      <Fact name={t("budget.perDay")}>
        <span title={t("budget.perDayHint")}>{t("budget.perDayValue", { n: formatCount(live.ordersPerDay) })}</span>
      </Fact>
    </Facts>
  );
}

const shownOperations = 6;

type Spender = { operation: string; total: number; classes: { class: keyof typeof classNames; calls: number }[] };
const classNames = { P0: "P0", P1: "P1", P2: "P2", P3: "P3", P4: "P4" } as const;

/** Who spent the window's calls, the greatest first. */
export function SpentCard({ shop }: { shop: ShopSync }) {
  const t = useText();
  const { live, windowMs } = shop.budget;
  const spenders = toSpenders(live?.spent ?? []);
  const most = spenders[0]?.total ?? 1;
  const rest = spenders.slice(shownOperations);
  return (
    <Card title={t("spent.title")} sub={t("spent.sub", { window: Math.round(windowMs / 1000) })}>
      <div className="card-body">
        {spenders.length === 0 && <p className="t3">{t("spent.none")}</p>}
        <ul className="spenders">
          {spenders.slice(0, shownOperations).map((one) => (
            <li key={one.operation}>
              <span className="mono el" title={one.operation}>
                {one.operation}
              </span>
              <span className="spent-bar" style={{ width: `${(one.total / most) * 100}%` }}>
                {one.classes.map((part) => (
                  <i
                    key={part.class}
                    className={`swatch ${part.class}`}
                    style={{ flexGrow: part.calls }}
                    title={`${t(`callClass.${part.class}`)} ${part.calls}`}
                  />
                ))}
              </span>
              <b>{formatCount(one.total)}</b>
            </li>
          ))}
        </ul>
        {rest.length > 0 && (
          <p className="t3 sm spent-rest">
            <span className="grow">{t("spent.others", { n: rest.length })}</span>
            <span>{formatCount(rest.reduce((sum, one) => sum + one.total, 0))}</span>
          </p>
        )}
      </div>
    </Card>
  );
}

function toSpenders(spent: NonNullable<CallBudget["live"]>["spent"]): Spender[] {
  const byOperation = Map.groupBy(spent, (one) => one.operation);
  return [...byOperation]
    .map(([operation, parts]) => ({
      operation,
      total: parts.reduce((sum, part) => sum + part.calls, 0),
      classes: parts
        .map((part) => ({ class: part.class, calls: part.calls }))
        .toSorted((one, other) => one.class.localeCompare(other.class)),
    }))
    .toSorted((one, other) => other.total - one.total || one.operation.localeCompare(other.operation));
}
