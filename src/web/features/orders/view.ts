import { z } from "zod";
import {
  attentionFilters,
  compositionFilters,
  deadlineFilters,
  type PackageFilter,
  type PackageListQuery,
  searchFields,
  sortFields,
} from "../../../contract/packages.ts";
import { parseInstant, toIso } from "../../../kernel/instant.ts";
import { packageStates } from "../../../kernel/vocabulary/package.ts";
import { platforms } from "../../../kernel/vocabulary/platform.ts";

export const pageSizes = [50, 100, 200, 500] as const;
export const maxSearchValues = 500;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Splits what was typed or pasted: one value a line, commas and tabs part too, each value once. */
export function splitValues(text: string): string[] {
  return [...new Set(text.split(/[\n\r,，;；\t]+/).map((part) => part.trim()))].filter((part) => part !== "");
}

const list = <Item extends z.ZodType<string>>(item: Item) =>
  z
    .string()
    .transform((text) =>
      splitValues(text).flatMap((part) => {
        const parsed = item.safeParse(part);
        return parsed.success ? [parsed.data] : [];
      }),
    )
    .optional()
    .catch(undefined);

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const whole = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);

/** What the address line says about the order page. What it cannot read it forgets. */
const AddressSearch = z.object({
  search_field: z.enum(searchFields).optional().catch(undefined),
  search: list(z.string().max(100)),
  platform: list(z.enum(platforms)),
  shop: list(z.string().regex(uuid)),
  country: list(z.string().regex(/^[A-Z]{2}$/)),
  warehouse: list(z.string().regex(uuid)),
  channel: list(z.string().regex(uuid)),
  deadline: z.enum(deadlineFilters).optional().catch(undefined),
  composition: z.enum(compositionFilters).optional().catch(undefined),
  printed: z.enum(["yes", "no"]).optional().catch(undefined),
  /** Days by Beijing's calendar. */
  paid_from: day.optional().catch(undefined),
  paid_to: day.optional().catch(undefined),
  /** Absent: the page chooses the tab that has work. */
  state: z
    .enum([...packageStates, "all"])
    .optional()
    .catch(undefined),
  attention: z.enum(attentionFilters).optional().catch(undefined),
  sort: z.enum(sortFields).optional().catch(undefined),
  direction: z.enum(["asc", "desc"]).optional().catch(undefined),
  page: whole.pipe(z.int().min(1).max(100_000)).optional().catch(undefined),
  page_size: whole
    .pipe(z.literal([...pageSizes]))
    .optional()
    .catch(undefined),
  /** The package whose drawer is open. */
  package: z.string().regex(uuid).optional().catch(undefined),
});

/** Everything about the order page that a link carries. Absent fields mean the default. */
export type DeskView = z.output<typeof AddressSearch>;
export type FilterField = (typeof filterFields)[number];

const filterFields = [
  "search",
  "platform",
  "shop",
  "country",
  "warehouse",
  "channel",
  "deadline",
  "composition",
  "printed",
  "paid_from",
  "paid_to",
] as const satisfies readonly (keyof DeskView)[];

/** Takes the address line's text and a view alike: the router gives both. */
export function readView(search: object): DeskView {
  const parsed = AddressSearch.safeParse(writeView(search));
  if (!parsed.success) return {};
  const { search: values, ...rest } = parsed.data;
  return values === undefined ? rest : { ...rest, search: values.slice(0, maxSearchValues) };
}

/** The address line's fields, as text; what is default or empty is left out, so that one view has one address. */
export function writeView(view: object): Record<string, string> {
  const fields: [string, unknown][] = Object.entries(view);
  return Object.fromEntries(
    fields.flatMap(([name, value]) => {
      const text = Array.isArray(value) ? value.join(",") : value === undefined ? "" : String(value);
      return text === "" || defaults[name] === text ? [] : [[name, text]];
    }),
  );
}

const defaults: Readonly<Record<string, string>> = {
  sort: "ship_by",
  direction: "asc",
  page: "1",
  page_size: "100",
  search_field: "order_number",
};

/** Whether anything narrows the list beside tab and quick filter. */
export function isFiltered(view: DeskView): boolean {
  return filterFields.some((field) => {
    const value = view[field];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
}

/** The view with every filter taken off; tab, sort and page size stay. */
export function withoutFilters(view: DeskView): DeskView {
  const { state, sort, direction, page_size } = view;
  return { state, sort, direction, page_size };
}

/** The filter as the server takes it. */
export function toFilter(view: DeskView): PackageFilter {
  const wanted = view.search !== undefined && view.search.length > 0;
  return {
    search_field: wanted ? (view.search_field ?? "order_number") : undefined,
    search: wanted ? view.search : undefined,
    platform: filled(view.platform),
    shop: filled(view.shop),
    country: filled(view.country),
    warehouse: filled(view.warehouse),
    channel: filled(view.channel),
    deadline: view.deadline,
    composition: view.composition,
    printed: view.printed,
    paid_from: toBeijingInstant(view.paid_from, "00:00:00.000"),
    paid_to: toBeijingInstant(view.paid_to, "23:59:59.999"),
  };
}

/** The page of rows as the server is asked for it. */
export function toListQuery(view: DeskView): PackageListQuery {
  return { ...toIdsQuery(view), page: view.page ?? 1, page_size: view.page_size ?? 100 };
}

export function toIdsQuery(view: DeskView): Omit<PackageListQuery, "page" | "page_size"> {
  return {
    ...toFilter(view),
    state: view.state === "all" ? undefined : view.state,
    attention: view.attention,
    sort: view.sort ?? "ship_by",
    direction: view.direction ?? "asc",
  };
}

function filled<Value>(values: Value[] | undefined): Value[] | undefined {
  return values === undefined || values.length === 0 ? undefined : values;
}

function toBeijingInstant(dayText: string | undefined, time: string): string | undefined {
  if (dayText === undefined) return undefined;
  const at = parseInstant(`${dayText}T${time}+08:00`);
  return at === undefined ? undefined : toIso(at);
}
