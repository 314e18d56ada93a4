import { useCallback, useLayoutEffect, useRef } from "react";

/** A handler that never changes, so that memoised rows don't render anew, and always does what the latest render said. */
export function useStable<Args extends unknown[]>(handler: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
