import { Select } from "antd";
import { type Instant, parseInstant } from "../../../../kernel/instant.ts";
import { useText } from "../../../text/use-text.tsx";
import { useNow } from "../../../ui/clock.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { formatClock, sayWholeAge } from "../../../ui/time.ts";
import { pageSizes } from "../view.ts";

type PageSize = (typeof pageSizes)[number];
type PagerProps = {
  total: number;
  capped: boolean;
  /** When the server gave the rows on show, by its clock and by ours. */
  at: string | undefined;
  readAt: number;
  page: number;
  pageSize: PageSize;
  onPage(page: number): void;
  onPageSize(pageSize: PageSize): void;
};

export function Pager({ total, capped, at, readAt, page, pageSize, onPage, onPageSize }: PagerProps) {
  const t = useText();
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const readings = at === undefined ? undefined : parseInstant(at);
  return (
    <footer className="pager">
      <span className="nw" data-total={total}>
        {t(capped ? "pager.totalCapped" : "pager.total", { n: formatCount(total) })}
      </span>
      {readings !== undefined && readAt > 0 && <Freshness at={readings} readAt={readAt} />}
      <span className="grow" />
      <Select<PageSize>
        size="small"
        aria-label={t("pager.size")}
        value={pageSize}
        popupMatchSelectWidth={false}
        options={pageSizes.map((value) => ({ value, label: t("pager.perPage", { n: value }) }))}
        onChange={onPageSize}
      />
      <nav className="pages" aria-label={t("pager.label")}>
        <button type="button" aria-label={t("pager.previous")} disabled={page <= 1} onClick={() => onPage(page - 1)}>
          <Icon name="left" size={12} />
        </button>
        {nearPages(page, pages).map((one, index) =>
          one === "gap" ? (
            <span key={`gap ${index < 3 ? "before" : "after"}`}>…</span>
          ) : (
            <button
              key={one}
              type="button"
              aria-label={t("pager.page", { n: one })}
              aria-current={one === page ? "page" : undefined}
              onClick={() => onPage(one)}
            >
              {formatCount(one)}
            </button>
          ),
        )}
        <button type="button" aria-label={t("pager.next")} disabled={page >= pages} onClick={() => onPage(page + 1)}>
          <Icon name="right" size={12} />
        </button>
      </nav>
    </footer>
  );
}

function Freshness({ at, readAt }: { at: Instant; readAt: number }) {
  const t = useText();
  const now = useNow(1_000);
  return (
    <span className="nw" aria-hidden="true">
      {t("pager.clock", { time: formatClock(at), age: sayWholeAge(t, now - readAt) })}
    </span>
  );
}

/** First, last and the neighbours of the present page. */
function nearPages(page: number, pages: number): (number | "gap")[] {
  const wanted = [...new Set([1, page - 1, page, page + 1, pages])]
    .filter((one) => one >= 1 && one <= pages)
    .sort((left, right) => left - right);
  return wanted.flatMap((one, index) => {
    const before = wanted[index - 1];
    return before !== undefined && one - before > 1 ? (["gap", one] as const) : [one];
  });
}
