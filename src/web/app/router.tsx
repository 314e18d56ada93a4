import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
  useNavigate,
  useRouter,
  useRouterState,
} from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { failureOf } from "../api/call-failure.ts";
import { toQueryString } from "../api/call-route.ts";
import { sessionQuery } from "../api/queries.ts";
import { readAllocationView } from "../features/allocation/allocation-view.ts";
import { readCatalogView } from "../features/catalog/catalog-view.ts";
import { readListingsView } from "../features/listings/listings-view.ts";
import { OrdersPage } from "../features/orders/orders-page.tsx";
import { readView, writeView } from "../features/orders/view.ts";
import { readReconciliationsView } from "../features/reconciliations/reconciliations-view.ts";
import { SignInPage } from "../features/sign-in/sign-in-page.tsx";
import { readDocumentsView } from "../features/stock/documents-view.ts";
import { readStockView } from "../features/stock/stock-view.ts";
import { readSyncView } from "../features/sync/sync-view.ts";
import { useText } from "../text/use-text.tsx";
import { BrokenPage, NotFoundPage } from "./fallback-pages.tsx";
import { Frame } from "./frame.tsx";
import { pageOf, pages } from "./opened-pages.ts";

// opened less often than the orders: not part of the first load
const SyncPage = lazy(async () => ({ default: (await import("../features/sync/sync-page.tsx")).SyncPage }));
const ListingsPage = lazy(async () => ({ default: (await import("../features/listings/listings-page.tsx")).ListingsPage }));
const ReconciliationsPage = lazy(async () => ({
  default: (await import("../features/reconciliations/reconciliations-page.tsx")).ReconciliationsPage,
}));
const StockPage = lazy(async () => ({ default: (await import("../features/stock/stock-page.tsx")).StockPage }));
const AllocationPage = lazy(async () => ({ default: (await import("../features/allocation/allocation-page.tsx")).AllocationPage }));
const DocumentsPage = lazy(async () => ({ default: (await import("../features/stock/documents-page.tsx")).DocumentsPage }));

const CatalogPage = lazy(async () => ({ default: (await import("../features/catalog/catalog-page.tsx")).CatalogPage }));

export type RouterContext = { client: QueryClient };

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: function Root() {
    usePageTitle();
    return <Outlet />;
  },
  notFoundComponent: NotFoundPage,
  errorComponent: BrokenPage,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { return?: string } => {
    const to = search.return;
    return typeof to === "string" && isOwnPath(to) ? { return: to } : {};
  },
  component: function SignIn() {
    const router = useRouter();
    const { return: to } = signInRoute.useSearch();
    return <SignInPage isReturn={to !== undefined} onIn={() => router.history.push(to ?? "/orders")} />;
  },
});

/** Only a path of ours: a link must not lead a signed-in person to another site. */
function isOwnPath(path: string): boolean {
  return path.startsWith("/") && !path.startsWith("//") && !path.startsWith("/\\") && !path.startsWith("/sign-in");
}

const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "frame",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(sessionQuery);
    } catch (error) {
      if (failureOf(error).kind !== "unauthenticated") throw error;
      throw redirect({ to: "/sign-in", search: toReturn(location.href), replace: true });
    }
  },
  component: () => (
    <Frame>
      <Outlet />
    </Frame>
  ),
});

const homeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/orders", replace: true });
  },
});

const ordersRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/orders",
  validateSearch: readView,
  component: function Orders() {
    const view = ordersRoute.useSearch();
    const navigate = useNavigate();
    return (
      <OrdersPage view={view} onView={(search, options) => void navigate({ to: "/orders", search, replace: options?.replace === true })} />
    );
  },
});

const stockRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/stock",
  validateSearch: readStockView,
  component: function Stock() {
    const view = stockRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <StockPage view={view} onView={(search, options) => void navigate({ to: "/stock", search, replace: options?.replace === true })} />
      </Suspense>
    );
  },
});

const stockDocumentsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/stock-documents",
  validateSearch: readDocumentsView,
  component: function StockDocuments() {
    const view = stockDocumentsRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <DocumentsPage view={view} onView={(search) => void navigate({ to: "/stock-documents", search })} />
      </Suspense>
    );
  },
});

const stockAllocationRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/stock-allocation",
  validateSearch: readAllocationView,
  component: function StockAllocation() {
    const view = stockAllocationRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <AllocationPage view={view} onView={(search) => void navigate({ to: "/stock-allocation", search })} />
      </Suspense>
    );
  },
});

const syncRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/sync",
  validateSearch: readSyncView,
  component: function Sync() {
    const view = syncRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <SyncPage view={view} onView={(search, options) => void navigate({ to: "/sync", search, replace: options?.replace === true })} />
      </Suspense>
    );
  },
});

const reconciliationsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/reconciliations",
  validateSearch: readReconciliationsView,
  component: function Reconciliations() {
    const view = reconciliationsRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <ReconciliationsPage view={view} onView={(search) => void navigate({ to: "/reconciliations", search })} />
      </Suspense>
    );
  },
});

const listingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/listings",
  validateSearch: readListingsView,
  component: function Listings() {
    const view = listingsRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <ListingsPage
          view={view}
          onView={(search, options) => void navigate({ to: "/listings", search, replace: options?.replace === true })}
        />
      </Suspense>
    );
  },
});

const skusRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/skus",
  validateSearch: readCatalogView,
  component: function Skus() {
    const view = skusRoute.useSearch();
    const navigate = useNavigate();
    return (
      <Suspense fallback={<main />}>
        <CatalogPage view={view} onView={(search) => void navigate({ to: "/skus", search })} />
      </Suspense>
    );
  },
});

/** The browser's tab is called like the page. */
function usePageTitle(): void {
  const t = useText();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const title = t(pages.find((page) => page.path === pageOf(pathname))?.title ?? "menu.orderDesk");
  useEffect(() => {
    document.title = `${title} · ${t("brand.name")}`;
  }, [title, t]);
}

function toReturn(href: string): { return?: string } {
  return href === "/" || href === "/orders" ? {} : { return: href };
}

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      signInRoute,
      frameRoute.addChildren([
        homeRoute,
        ordersRoute,
        skusRoute,
        listingsRoute,
        stockRoute,
        stockAllocationRoute,
        stockDocumentsRoute,
        syncRoute,
        reconciliationsRoute,
      ]),
    ]),
    context: { client },
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => toQueryString(writeView(search)),
    defaultPendingMs: 1_000,
  });
}

/** Leaves for the sign-in page and remembers where the person was. */
export function leaveToSignIn(router: AppRouter): void {
  const { pathname, href } = router.state.location;
  if (pathname !== "/sign-in") void router.navigate({ to: "/sign-in", search: toReturn(href), replace: true });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module "@tanstack/react-router" {
  interface Register {
    router: AppRouter;
  }
}
