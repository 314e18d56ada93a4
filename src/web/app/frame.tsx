import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { Dropdown } from "antd";
import type { ReactNode } from "react";
import { allocationsQuery } from "../api/allocation-queries.ts";
import { failureOf } from "../api/call-failure.ts";
import { listingCountsQuery } from "../api/listing-queries.ts";
import { packageCountsQuery, shopsQuery } from "../api/queries.ts";
import { useMay, useSession } from "../api/session.tsx";
import { signOut } from "../api/sign-in.ts";
import { openDocumentsQuery } from "../api/stock-queries.ts";
import { AlertBell } from "../features/alerts/alert-bell.tsx";
import { LiveProvider, useLive } from "../live/live-provider.tsx";
import { languages, useLanguage, useText } from "../text/use-text.tsx";
import { formatCount } from "../ui/count.tsx";
import { BrandMark, Icon } from "../ui/icon.tsx";
import { Tag } from "../ui/small-parts.tsx";
import { MenuFoot } from "./menu-foot.tsx";
import { type PagePath, pageOf, pages, useOpenedPages } from "./opened-pages.ts";
import { useTheme } from "./theme-setting.tsx";
import "./frame.css";

/** Dark menu at the left, opened page and tools on top, the page below. */
export function Frame({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <div className="app">
        <Menu />
        <div className="main">
          <Header />
          {children}
        </div>
      </div>
    </LiveProvider>
  );
}

function Menu() {
  const t = useText();
  const may = useMay();
  const maySee = may("shops:read");
  return (
    <nav className="nav" aria-label={t("menu.label")}>
      <div className="brand">
        <BrandMark />
        <span>{t("brand.name")}</span> <small>{t("brand.latin")}</small>
      </div>
      <ul>
        <li className="open">
          <Link to="/orders" title={t("menu.orderDesk")}>
            <Icon name="orders" />
            <span>{t("menu.orders")}</span>
          </Link>
        </li>
        <SubEntry to="/orders" title={t("menu.orderDesk")} count={<NeedsPerson />} />
        {may("catalog:read") && (
          <>
            <li className="open">
              <Link to="/skus" title={t("menu.skus")}>
                <Icon name="box" />
                <span>{t("menu.products")}</span>
              </Link>
            </li>
            <SubEntry to="/skus" title={t("menu.skus")} />
            <SubEntry to="/listings" title={t("menu.listings")} count={<UnpairedListings />} />
          </>
        )}
        {may("stock:read") && (
          <>
            <li className="open">
              <Link to="/stock" title={t("menu.stock")}>
                <Icon name="box" />
                <span>{t("menu.warehouse")}</span>
              </Link>
            </li>
            <SubEntry to="/stock" title={t("menu.stock")} />
            <SubEntry to="/stock-allocation" title={t("menu.stockAllocation")} count={<ForeignChanges />} />
            <SubEntry to="/stock-documents" title={t("menu.stockDocuments")} count={<DocumentsWait />} />
          </>
        )}
        {maySee && (
          <>
            <li className="open">
              <Link to="/sync" title={t("menu.sync")}>
                <Icon name="chart" />
                <span>{t("menu.data")}</span>
              </Link>
            </li>
            <SubEntry to="/sync" title={t("menu.sync")} count={<ShopsNeedPerson />} />
            <SubEntry to="/reconciliations" title={t("menu.reconciliations")} />
          </>
        )}
      </ul>
      {maySee && <MenuFoot />}
    </nav>
  );
}

function SubEntry({ to, title, count }: { to: PagePath; title: string; count?: ReactNode }) {
  return (
    <li className="sub">
      <Link to={to} activeProps={{ className: "on", "aria-current": "page" }} activeOptions={{ includeSearch: false }}>
        <span>{title}</span>
        {count}
      </Link>
    </li>
  );
}

/** Listings whose figure somebody else has changed: the same figure as on the page. */
function ForeignChanges() {
  const t = useText();
  const { data } = useQuery(allocationsQuery);
  const n = (data?.shops ?? []).reduce((sum, shop) => sum + shop.foreignChanges, 0);
  return n === 0 ? null : <b title={t("menu.foreignChanges", { n })}>{formatCount(n)}</b>;
}

/** Counts to approve and transfers to receive. */
function DocumentsWait() {
  const t = useText();
  const { data } = useQuery(openDocumentsQuery);
  const n = (data?.open ?? []).filter((one) => one.state !== "draft").reduce((sum, one) => sum + one.documents, 0);
  return n === 0 ? null : <b title={t("menu.documentsWait", { n })}>{formatCount(n)}</b>;
}

/** Shops whose sync has stopped and orders that could not be read. */
function ShopsNeedPerson() {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  if (data === undefined) return null;
  const shops = data.shops.filter((shop) => shop.state !== "active" && shop.state !== "starting").length;
  const orders = data.shops.reduce((sum, shop) => sum + shop.quarantinedOrders, 0);
  if (shops + orders === 0) return null;
  return (
    <b className={shops > 0 ? "hot" : ""} title={t("menu.syncNeedsPerson", { shops, orders })}>
      {formatCount(shops + orders)}
    </b>
  );
}

/** How many packages wait for a person: the same figures as on the tabs. */
function NeedsPerson() {
  const t = useText();
  const { data } = useQuery(packageCountsQuery({}));
  if (data === undefined) return null;
  const review = data.states.find((one) => one.state === "pending_review")?.count ?? 0;
  const failed = data.attention.filter((one) => one.filter === "waybill_failed" || one.filter === "backfill_failed");
  const n = failed.reduce((sum, one) => sum + one.count, review);
  if (n === 0) return null;
  return <b title={t("menu.needsPerson", { n })}>{formatCount(n)}</b>;
}

/** Listings that nobody can ship yet: the same figure as on the page's first tab. */
function UnpairedListings() {
  const t = useText();
  const { data } = useQuery(listingCountsQuery({}));
  if (data === undefined || data.unpaired.count === 0) return null;
  const n = `${formatCount(data.unpaired.count)}${data.unpaired.capped ? "+" : ""}`;
  return <b title={t("menu.unpaired", { n })}>{n}</b>;
}

function Header() {
  const t = useText();
  const { demo } = useSession();
  const may = useMay();
  const router = useRouter();
  return (
    <header className="top">
      <PageTabs />
      <OfflineWord />
      <div className="tools">
        {demo && <Tag tone="accent">{t("header.demo")}</Tag>}
        {may("shops:read") && <AlertBell onGo={(href) => router.history.push(href)} />}
        <LanguageSwitch />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
  );
}

/** Opened pages; each comes back as it was left. */
function PageTabs() {
  const t = useText();
  const router = useRouter();
  const location = useRouterState({ select: (state) => state.location });
  const { opened, close } = useOpenedPages(location);
  const current = pageOf(location.pathname);
  return (
    <nav className="page-tabs" aria-label={t("header.tabs")}>
      {opened.map(({ path, href }) => {
        const title = t(pages.find((page) => page.path === path)?.title ?? "menu.orderDesk");
        return (
          <span key={path} className={path === current ? "page-tab on" : "page-tab"}>
            <a
              href={href}
              aria-current={path === current ? "page" : undefined}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                if (path !== current) router.history.push(href);
              }}
            >
              {title}
            </a>
            {opened.length > 1 && (
              <button
                type="button"
                className="bare"
                aria-label={t("header.closePage", { page: title })}
                onClick={() => {
                  const beside = close(path);
                  if (path === current && beside !== undefined) router.history.push(beside.href);
                }}
              >
                <Icon name="close" size={12} />
              </button>
            )}
          </span>
        );
      })}
    </nav>
  );
}

/** Says when the page is no longer live; it lies over the header, so that nothing moves. */
function OfflineWord() {
  const t = useText();
  const { isUp } = useLive();
  const shops = useQuery(shopsQuery);
  const isAway = shops.isError && failureOf(shops.error).kind === "unreachable";
  return (
    <div className="offline" role="status">
      {isAway ? <Tag tone="red">{t("offline.strip")}</Tag> : isUp ? null : <Tag tone="amber">{t("offline.live")}</Tag>}
    </div>
  );
}

function LanguageSwitch() {
  const t = useText();
  const { language, setLanguage } = useLanguage();
  const other = languages.find((one) => one !== language) ?? language;
  return (
    <button type="button" className="bare" lang={other} title={t("header.language")} onClick={() => setLanguage(other)}>
      {t(`language.${other}`)}
    </button>
  );
}

function ThemeSwitch() {
  const t = useText();
  const { mode, setMode } = useTheme();
  const label = mode === "dark" ? t("header.toLight") : t("header.toDark");
  return (
    <button type="button" className="bare" aria-label={label} title={label} onClick={() => setMode(mode === "dark" ? "light" : "dark")}>
      <Icon name={mode === "dark" ? "sun" : "moon"} />
    </button>
  );
}

function UserMenu() {
  const t = useText();
  const { user, tenant, role } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    if (!(await signOut())) return;
    await navigate({ to: "/sign-in", replace: true });
    client.clear();
  };
  return (
    <Dropdown
      trigger={["click"]}
      placement="bottomRight"
      menu={{
        items: [
          {
            key: "who",
            type: "group",
            label: (
              <span className="who">
                <b>{user.name}</b> {t(`role.${role}`)}
                <br />
                {user.email}
                <br />
                {tenant.name}
              </span>
            ),
          },
          { type: "divider" },
          { key: "sign-out", label: t("header.signOut") },
        ],
        onClick: ({ key }) => {
          if (key === "sign-out") void leave();
        },
      }}
    >
      <button type="button" className="avatar" aria-label={t("header.account", { name: user.name })} data-act="account">
        {[...user.name][0] ?? "?"}
      </button>
    </Dropdown>
  );
}
