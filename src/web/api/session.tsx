import { useSuspenseQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { getSessionRoute } from "../../contract/session.ts";
import type { Permission } from "../../kernel/vocabulary/permission.ts";
import { sessionQuery } from "./queries.ts";

export type Session = z.output<typeof getSessionRoute.reply>;

/** Who is signed in. Only below the frame, whose route has read the session before. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}

/** Asks whether the session may do something; what it may not is not shown. */
export function useMay(): (permission: Permission | "signed-in") => boolean {
  const { permissions } = useSession();
  return (permission) => permission === "signed-in" || permissions.includes(permission);
}
