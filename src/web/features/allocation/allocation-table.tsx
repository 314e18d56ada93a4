import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ShopAllocation } from "../../../contract/stock-rules.ts";
import { parseInstant } from "../../../kernel/instant.ts";
import { useText } from "../../text/use-text.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatCount } from "../../ui/count.tsx";
import { sayRule } from "../../ui/rule-words.ts";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { formatDayTime } from "../../ui/time.ts";

/** A row per shop, by name. */
export function AllocationTable({
  shops,
  nameOf,
  open,
  mayWrite,
  onOpen,
}: {
  shops: readonly ShopAllocation[];
  nameOf(warehouseId: string): string;
  open: string | undefined;
  mayWrite: boolean;
  onOpen(shopId: string): void;
}) {
  const t = useText();
  return (
    <table className="plain-table allocation-table">
      <caption>{t("menu.stockAllocation")}</caption>
      <thead>
        <tr>
          <th>{t("allocation.shop")}</th>
          <th>{t("allocation.sources")}</th>
          <th>{t("allocation.rule")}</th>
          <th className="r">{t("allocation.ownRules")}</th>
          <th className="r">{t("allocation.foreign")}</th>
          <th>{t("allocation.changed")}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {shops.map((one) => (
          // keys reach the row through the button in it
          <tr
            key={one.shop.id}
            className={one.shop.id === open ? "opens on" : "opens"}
            data-shop={one.shop.name}
            onClick={() => onOpen(one.shop.id)}
          >
            <td>
              <span className="fx">
                <PlatformBadge platform={one.shop.platform} />
                <button type="button" className="pk" aria-label={t("allocation.open", { shop: one.shop.name })}>
                  {one.shop.name}
                </button>
              </span>
            </td>
            <td>
              <Sources names={one.sources.map(nameOf)} />
            </td>
            <td>
              <RuleCell one={one} />
            </td>
            <td className="r">
              <CountLink n={one.ownRules} label={t("allocation.ownRulesOf", { n: one.ownRules, shop: one.shop.name })}>
                {(words) => (
                  <Link to="/listings" search={{ tab: "all", shop: [one.shop.id], stock: "own_rule" }} {...words}>
                    {formatCount(one.ownRules)}
                  </Link>
                )}
              </CountLink>
            </td>
            <td className="r">
              <CountLink n={one.foreignChanges} label={t("allocation.foreignOf", { n: one.foreignChanges, shop: one.shop.name })}>
                {(words) => (
                  <Link to="/listings" search={{ tab: "all", shop: [one.shop.id], stock: "foreign" }} {...words} className="amber b">
                    {formatCount(one.foreignChanges)}
                  </Link>
                )}
              </CountLink>
            </td>
            <td className="nw">
              <Changed one={one} />
            </td>
            <td className="r">
              <button type="button" className="link" tabIndex={-1}>
                {mayWrite ? t("allocation.edit") : t("allocation.view")}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Sources({ names }: { names: readonly string[] }) {
  return (
    <span className="source-names">
      {names.map((name, at) => (
        <span key={name} className="nw">
          {names.length > 1 && <span className="t3">{at + 1} </span>}
          {name}
        </span>
      ))}
    </span>
  );
}

function RuleCell({ one }: { one: ShopAllocation }) {
  const t = useText();
  const { kind } = one.rule;
  return (
    <span className="nw">
      <span className={kind === "fixed" ? "amber b5" : kind === "off" ? "t3" : ""}>{sayRule(t, one.rule)}</span>
      {kind === "fixed" && <span className="amber sm"> · {t("rule.virtual")}</span>}
      {one.changedAt === null && <span className="t3 sm"> · {t("allocation.byDefault")}</span>}
    </span>
  );
}

/** A figure that opens its list; none is grey. */
function CountLink({
  n,
  label,
  children,
}: {
  n: number;
  label: string;
  children(words: { title: string; "aria-label": string; onClick(event: { stopPropagation(): void }): void }): ReactNode;
}) {
  if (n === 0) return <span className="t3">0</span>;
  // the row opens the drawer, the figure its list
  return children({ title: label, "aria-label": label, onClick: (event) => event.stopPropagation() });
}

function Changed({ one }: { one: ShopAllocation }) {
  const t = useText();
  const now = useNow(60_000);
  const at = one.changedAt === null ? undefined : parseInstant(one.changedAt);
  if (at === undefined) return <span className="t3">{t("allocation.never")}</span>;
  return (
    <>
      {formatDayTime(at, now)} <span className="t2">{one.changedBy ?? ""}</span>
    </>
  );
}
