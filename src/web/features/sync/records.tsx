import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { ShopSync } from "../../../contract/sync.ts";
import type { Instant } from "../../../kernel/instant.ts";
import { quarantineQuery, refusedWritesQuery } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { PlatformBadge } from "../../ui/small-parts.tsx";
import { CallsTab } from "./calls-tab.tsx";
import { QuarantineTab } from "./quarantine-tab.tsx";
import { RefusedTab } from "./refused-tab.tsx";
import { RequestsTab } from "./requests-tab.tsx";
import { type SyncTab, type SyncView, syncTabs } from "./sync-view.ts";

// a head with less below it shows no rows
const roomForRows = 200;

/** Four records of all shops, or of those that are chosen: wishes, unreadable orders, refused writes, calls. */
export function Records({
  view,
  shops,
  now,
  onFilter,
}: {
  view: SyncView;
  shops: readonly ShopSync[];
  now: Instant;
  onFilter(changes: Partial<SyncView>): void;
}) {
  const t = useText();
  const tab = view.tab ?? "requests";
  const counts = useTroubleCounts(view.only);
  const head = useRef<HTMLElement>(null);
  // a link from an alert leads to a tab that lies below the fold
  useEffect(() => {
    if (view.tab === undefined || head.current === null) return;
    if (head.current.getBoundingClientRect().top > window.innerHeight - roomForRows) head.current.scrollIntoView();
  }, [view.tab]);
  return (
    <section className="card records" aria-label={t("tab.label")}>
      <header className="tabs-head" ref={head}>
        <div role="tablist" aria-label={t("tab.label")}>
          {syncTabs.map((one) => (
            <button key={one} type="button" role="tab" aria-selected={one === tab} data-tab={one} onClick={() => onFilter({ tab: one })}>
              {t(`tab.${one}`)} <TabCount n={counts(one)} />
            </button>
          ))}
        </div>
        <span className="grow" />
        <FilterSelect
          label={t("filter.shop")}
          choices={shops.map(({ id, name, platform }) => ({ value: id, label: name, mark: <PlatformBadge platform={platform} /> }))}
          chosen={view.only ?? []}
          onChange={(only) => onFilter({ only: only.length === 0 ? undefined : only })}
        />
      </header>
      <div role="tabpanel" aria-label={t(`tab.${tab}`)}>
        {tab === "requests" && <RequestsTab only={view.only} now={now} onOpen={(request) => onFilter({ request })} />}
        {tab === "quarantine" && <QuarantineTab only={view.only} now={now} />}
        {tab === "refused" && <RefusedTab only={view.only} now={now} />}
        {tab === "calls" && <CallsTab view={view} now={now} onFilter={onFilter} />}
      </div>
    </section>
  );
}

function TabCount({ n }: { n: number | undefined }) {
  return n === undefined || n === 0 ? null : <b className="count red">{formatCount(n)}</b>;
}

/** How many of each wait for a person: what the tab's list then shows. */
function useTroubleCounts(only: string[] | undefined): (tab: SyncTab) => number | undefined {
  const quarantine = useQuery(quarantineQuery(only));
  const refused = useQuery(refusedWritesQuery(only));
  return (tab) => {
    if (tab === "quarantine") return quarantine.data?.rows.length;
    return tab === "refused" ? refused.data?.rows.length : undefined;
  };
}
