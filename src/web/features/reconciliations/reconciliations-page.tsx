import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Segmented } from "antd";
import { reconciliationKinds } from "../../../kernel/vocabulary/sync.ts";
import { failureOf, sayFailure } from "../../api/call-failure.ts";
import { shopsQuery } from "../../api/queries.ts";
import { useMay } from "../../api/session.tsx";
import { sweepsQuery, useRequestSync } from "../../api/sync-queries.ts";
import { useText } from "../../text/use-text.tsx";
import { FilterSelect } from "../../ui/filter-select.tsx";
import { Icon } from "../../ui/icon.tsx";
import { BrokenNote, CardPage, EmptyNote } from "../../ui/page-parts.tsx";
import { CheckBox, PlatformBadge } from "../../ui/small-parts.tsx";
import { HeadFigures } from "./head-figures.tsx";
import type { ReconciliationsView } from "./reconciliations-view.ts";
import { SweepDrawer } from "./sweep-drawer.tsx";
import { SweepTable } from "./sweep-table.tsx";
import "./reconciliations.css";

type ShowView = (view: ReconciliationsView) => void;

/** 订单核对: the platform's orders against ours, what differed, why, and that it has been made good. */
export function ReconciliationsPage({ view, onView }: { view: ReconciliationsView; onView: ShowView }) {
  const t = useText();
  const { sweep, ...filter } = view;
  const sweeps = useInfiniteQuery(sweepsQuery(filter));
  const [head] = sweeps.data?.pages ?? [];
  const rows = sweeps.data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = view.shop !== undefined || view.kind !== undefined || view.differences !== undefined;
  return (
    <CardPage title={t("menu.reconciliations")} tools={<ReconcileNow />}>
      <BrokenNote reading={sweeps} />
      {head !== undefined && (
        <>
          <HeadFigures missed={head.missed} totals={head.totals} />
          <section className="card" aria-label={t("menu.reconciliations")}>
            <Filters view={view} onView={onView} />
            {rows.length === 0 && (
              <EmptyNote
                title={isFiltered ? t("recon.noneFiltered") : t("recon.none")}
                hint={isFiltered ? t("recon.noneFilteredHint") : t("recon.noneHint")}
              />
            )}
            {rows.length > 0 && <SweepTable rows={rows} onOpen={(id) => onView({ ...view, sweep: id })} />}
            {sweeps.hasNextPage && (
              <p className="table-foot">
                <Button size="small" loading={sweeps.isFetchingNextPage} onClick={() => void sweeps.fetchNextPage()}>
                  {t("recon.more")}
                </Button>
              </p>
            )}
          </section>
        </>
      )}
      {sweep !== undefined && <SweepDrawer sweepId={sweep} onClose={() => onView({ ...view, sweep: undefined })} />}
    </CardPage>
  );
}

/** 立即核对 asks one shop's runner; with several shops it asks which. */
function ReconcileNow() {
  const t = useText();
  const may = useMay();
  const { data } = useQuery(shopsQuery);
  const request = useRequestSync();
  const shops = data?.shops ?? [];
  const [only] = shops;
  if (!may("sync:run") || only === undefined) return null;
  const send = (shopId: string) => request.mutate({ kind: "reconcile", shopId, sweep: "nightly" });
  const sentTo = shops.find((shop) => shop.id === request.data?.shopId)?.name ?? "";
  const button = (
    <Button
      type="primary"
      icon={<Icon name="refresh" size={14} />}
      loading={request.isPending}
      data-act="reconcile"
      onClick={shops.length === 1 ? () => send(only.id) : undefined}
    >
      {t("recon.now")}
    </Button>
  );
  return (
    <>
      <span role="status" className={request.isError ? "red" : "t2"}>
        {request.isError ? sayFailure(t, failureOf(request.error)) : request.isSuccess ? t("recon.nowSent", { shop: sentTo }) : ""}
      </span>
      {shops.length === 1 ? (
        button
      ) : (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              {
                key: "which",
                type: "group",
                label: t("recon.nowChoose"),
                children: shops.map((shop) => ({ key: shop.id, icon: <PlatformBadge platform={shop.platform} />, label: shop.name })),
              },
            ],
            onClick: ({ key }) => send(key),
          }}
        >
          {button}
        </Dropdown>
      )}
    </>
  );
}

function Filters({ view, onView }: { view: ReconciliationsView; onView: ShowView }) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const onlyLabel = t("recon.onlyDifferences");
  return (
    <div className="recon-filters">
      <FilterSelect
        label={t("filter.shop")}
        choices={(data?.shops ?? []).map(({ id, name, platform }) => ({
          value: id,
          label: name,
          mark: <PlatformBadge platform={platform} />,
        }))}
        chosen={view.shop ?? []}
        onChange={(shop) => onView({ ...view, shop: shop.length === 0 ? undefined : shop })}
      />
      <Segmented
        aria-label={t("recon.kind")}
        value={view.kind?.[0] ?? "any"}
        options={[
          { value: "any", label: t("calls.any") },
          ...reconciliationKinds.map((value) => ({ value, label: t(`sweepKind.${value}`), title: t(`sweepKindHint.${value}`) })),
        ]}
        onChange={(value) => {
          const kind = reconciliationKinds.find((one) => one === value);
          onView({ ...view, kind: kind === undefined ? undefined : [kind] });
        }}
      />
      <span className="fx4">
        <CheckBox
          checked={view.differences === "only"}
          label={onlyLabel}
          onChange={(isOn) => onView({ ...view, differences: isOn ? "only" : undefined })}
        />
        <button
          type="button"
          className="bare t2"
          tabIndex={-1}
          aria-hidden="true"
          onClick={() => onView({ ...view, differences: view.differences === "only" ? undefined : "only" })}
        >
          {onlyLabel}
        </button>
      </span>
    </div>
  );
}
