import { useCallback } from "react";
import { useSession } from "../../api/session.tsx";
import { actRoutes, type PackageAct } from "./acts.ts";

/** Whether the session may do an act; the same function until the session changes. */
export function useMayAct(): (act: PackageAct) => boolean {
  const { permissions } = useSession();
  return useCallback((act: PackageAct) => permissions.some((one) => one === actRoutes[act].permission), [permissions]);
}
