import { useEffect, useState } from "react";

/** True once `flag` has been true for `ms` without a break: what is quick shows nothing. */
export function useDelayed(flag: boolean, ms: number): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!flag) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [flag, ms]);
  return flag && isLate;
}
