import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Dropdown } from "antd";
import type { ReactNode } from "react";
import { failureOf } from "../api/call-failure.ts";
import { packageCountsQuery, shopsQuery } from "../api/queries.ts";
import { useSession } from "../api/session.tsx";
import { signOut } from "../api/sign-in.ts";
import { LiveProvider, useLive } from "../live/live-provider.tsx";
import { languages, useLanguage, useText } from "../text/use-text.tsx";
import { formatCount } from "../ui/count.tsx";
import { BrandMark, Icon } from "../ui/icon.tsx";
import { Tag } from "../ui/small-parts.tsx";
import { MenuFoot } from "./menu-foot.tsx";
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
  const { permissions } = useSession();
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
        <li className="sub">
          <Link to="/orders" activeProps={{ className: "on", "aria-current": "page" }} activeOptions={{ includeSearch: false }}>
            <span>{t("menu.orderDesk")}</span>
            <NeedsPerson />
          </Link>
        </li>
      </ul>
      {permissions.includes("shops:read") && <MenuFoot />}
    </nav>
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

function Header() {
  const t = useText();
  const { demo } = useSession();
  return (
    <header className="top">
      <nav className="page-tabs" aria-label={t("header.tabs")}>
        <Link to="/orders" activeProps={{ className: "on" }} activeOptions={{ includeSearch: false }}>
          {t("menu.orderDesk")}
        </Link>
      </nav>
      <OfflineWord />
      <div className="tools">
        {demo && <Tag tone="accent">{t("header.demo")}</Tag>}
        <LanguageSwitch />
        <ThemeSwitch />
        <UserMenu />
      </div>
    </header>
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
