import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect, useNavigate, useRouter } from "@tanstack/react-router";
import { failureOf } from "../api/call-failure.ts";
import { toQueryString } from "../api/call-route.ts";
import { sessionQuery } from "../api/queries.ts";
import { OrdersPage } from "../features/orders/orders-page.tsx";
import { readView, writeView } from "../features/orders/view.ts";
import { SignInPage } from "../features/sign-in/sign-in-page.tsx";
import { BrokenPage, NotFoundPage } from "./fallback-pages.tsx";
import { Frame } from "./frame.tsx";

export type RouterContext = { client: QueryClient };

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
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

function toReturn(href: string): { return?: string } {
  return href === "/" || href === "/orders" ? {} : { return: href };
}

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([signInRoute, frameRoute.addChildren([homeRoute, ordersRoute])]),
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
