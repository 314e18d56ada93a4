import { useEffect, useState } from "react";
import type { Permission } from "../../kernel/vocabulary/permission.ts";
import type { TextKey } from "../text/zh-CN.ts";

/** The pages that stand in the menu, with what a person must be allowed to open them. */
export const pages = [
  { path: "/orders", title: "menu.orderDesk", permission: "packages:read" },
  { path: "/listings", title: "menu.listings", permission: "catalog:read" },
  { path: "/skus", title: "menu.skus", permission: "catalog:read" },
  { path: "/stock", title: "menu.stock", permission: "stock:read" },
  { path: "/stock-allocation", title: "menu.stockAllocation", permission: "stock:read" },
  { path: "/stock-documents", title: "menu.stockDocuments", permission: "stock:read" },
  { path: "/sync", title: "menu.sync", permission: "shops:read" },
  { path: "/reconciliations", title: "menu.reconciliations", permission: "shops:read" },
] as const satisfies readonly { path: string; title: TextKey; permission: Permission }[];

export type PagePath = (typeof pages)[number]["path"];

/** Which page an address belongs to. */
export function pageOf(pathname: string): PagePath | undefined {
  return pages.find((page) => pathname === page.path || pathname.startsWith(`${page.path}/`))?.path;
}

/** The pages opened since signing in, each with the address it was last left at, in the order of opening. */
export type OpenedPage = { path: PagePath; href: string };

export function useOpenedPages(location: { pathname: string; href: string }): {
  opened: readonly OpenedPage[];
  /** Forgets a page and gives the one beside it. */
  close(path: PagePath): OpenedPage | undefined;
} {
  const [opened, setOpened] = useState<readonly OpenedPage[]>([{ path: "/orders", href: "/orders" }]);
  const { pathname, href } = location;
  useEffect(() => {
    const path = pageOf(pathname);
    if (path === undefined) return;
    setOpened((before) => {
      const at = before.findIndex((one) => one.path === path);
      if (at === -1) return [...before, { path, href }];
      return before[at]?.href === href ? before : before.with(at, { path, href });
    });
  }, [pathname, href]);
  return {
    opened,
    close: (path) => {
      const at = opened.findIndex((one) => one.path === path);
      setOpened((before) => before.filter((one) => one.path !== path));
      return opened[at - 1] ?? opened[at + 1];
    },
  };
}
