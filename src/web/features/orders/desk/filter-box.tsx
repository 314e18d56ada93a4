import { useQuery } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import { useState } from "react";
import { compositionFilters, deadlineFilters } from "../../../../contract/packages.ts";
import { platforms } from "../../../../kernel/vocabulary/platform.ts";
import { shopsQuery } from "../../../api/queries.ts";
import { useLanguage, useText } from "../../../text/use-text.tsx";
import { countryName, shippingCountries } from "../../../ui/country.ts";
import { FilterSelect } from "../../../ui/filter-select.tsx";
import { Flag } from "../../../ui/flag.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { PlatformBadge } from "../../../ui/small-parts.tsx";
import { type DeskView, withoutFilters } from "../view.ts";
import type { DeskCounts } from "./desk-data.ts";
import { SearchBox } from "./search-box.tsx";

export type FilterBoxProps = {
  view: DeskView;
  counts: DeskCounts | undefined;
  searchInputId: string;
  /** Narrows the list; the page goes back to the first. */
  onFilter(changes: Partial<DeskView>): void;
  onReset(view: DeskView): void;
};

export function FilterBox(props: FilterBoxProps) {
  const t = useText();
  const { view, onFilter, onReset } = props;
  const [isAdvanced, setAdvanced] = useState(view.paid_from !== undefined || view.paid_to !== undefined);
  return (
    <section className="filters" aria-label={t("filter.label")}>
      <div>
        <SearchBox
          view={view}
          inputId={props.searchInputId}
          onSearch={(search_field, search) => onFilter({ search_field, search: search.length === 0 ? undefined : search })}
        />
        <ListFilters {...props} />
      </div>
      <div>
        <ChoiceFilters {...props} />
        <span className="grow" />
        <button type="button" className="link nw" aria-expanded={isAdvanced} onClick={() => setAdvanced(!isAdvanced)}>
          {t("filter.advanced")} <Icon name={isAdvanced ? "up" : "down"} size={12} />
        </button>
        <Button onClick={() => onReset(withoutFilters(view))}>{t("filter.reset")}</Button>
      </div>
      {isAdvanced && (
        <div>
          <span className="lab">{t("filter.paid")}</span>
          <DayInput label={t("filter.paidFrom")} value={view.paid_from} onChange={(paid_from) => onFilter({ paid_from })} />
          <span className="lab">{t("filter.until")}</span>
          <DayInput label={t("filter.paidTo")} value={view.paid_to} onChange={(paid_to) => onFilter({ paid_to })} />
          <span className="lab">{t("filter.beijing")}</span>
        </div>
      )}
    </section>
  );
}

function DayInput({ label, value, onChange }: { label: string; value: string | undefined; onChange(value: string | undefined): void }) {
  return (
    <Input
      type="date"
      className="day-input"
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
    />
  );
}

function ListFilters({ view, onFilter }: FilterBoxProps) {
  const t = useText();
  const { language } = useLanguage();
  const { data } = useQuery(shopsQuery);
  return (
    <>
      <FilterSelect
        label={t("filter.platform")}
        choices={platforms.map((value) => ({ value, label: t(`platform.${value}`), mark: <PlatformBadge platform={value} /> }))}
        chosen={view.platform ?? []}
        onChange={(values) => onFilter({ platform: platforms.filter((one) => values.includes(one)) })}
      />
      <FilterSelect
        label={t("filter.shop")}
        choices={(data?.shops ?? []).map(({ id, name, platform }) => ({
          value: id,
          label: name,
          mark: <PlatformBadge platform={platform} />,
        }))}
        chosen={view.shop ?? []}
        onChange={(shop) => onFilter({ shop })}
      />
      <FilterSelect
        label={t("filter.country")}
        choices={shippingCountries.map((code) => ({ value: code, label: countryName(language, code), mark: <Flag country={code} /> }))}
        chosen={view.country ?? []}
        onChange={(country) => onFilter({ country })}
      />
      <FilterSelect
        label={t("filter.warehouse")}
        choices={(data?.warehouses ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={view.warehouse ?? []}
        onChange={(warehouse) => onFilter({ warehouse })}
      />
      <FilterSelect
        label={t("filter.channel")}
        choices={(data?.channels ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={view.channel ?? []}
        onChange={(channel) => onFilter({ channel })}
      />
    </>
  );
}

function ChoiceFilters({ view, counts, onFilter }: FilterBoxProps) {
  const t = useText();
  const figure = (filter: (typeof deadlineFilters)[number]) => counts?.deadlines.find((one) => one.filter === filter)?.count;
  return (
    <>
      <span className="lab">{t("filter.deadline")}</span>
      <Segmented
        aria-label={t("filter.deadline")}
        value={view.deadline ?? "any"}
        options={[
          { value: "any", label: t("filter.deadline.any") },
          ...deadlineFilters.map((value) => ({
            value,
            label: (
              <>
                {t(`filter.deadline.${value}`)}{" "}
                <b className={value === "overdue" && (figure(value) ?? 0) > 0 ? "seg-n red b" : "seg-n"}>{figure(value)}</b>
              </>
            ),
          })),
        ]}
        onChange={(value) => onFilter({ deadline: deadlineFilters.find((one) => one === value) })}
      />
      <span className="lab">{t("filter.composition")}</span>
      <Segmented
        aria-label={t("filter.composition")}
        value={view.composition ?? "any"}
        options={[
          { value: "any", label: t("filter.all") },
          ...compositionFilters.map((value) => ({ value, label: t(`filter.composition.${value}`) })),
        ]}
        onChange={(value) => onFilter({ composition: compositionFilters.find((one) => one === value) })}
      />
      <span className="lab">{t("filter.printed")}</span>
      <Segmented
        aria-label={t("filter.printed")}
        value={view.printed ?? "any"}
        options={[
          { value: "any", label: t("filter.all") },
          { value: "no", label: t("filter.printed.no") },
          { value: "yes", label: t("filter.printed.yes") },
        ]}
        onChange={(value) => onFilter({ printed: value === "no" || value === "yes" ? value : undefined })}
      />
    </>
  );
}
