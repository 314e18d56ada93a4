import { useEffect, useRef } from "react";

const tintMs = 600;

/** A figure that keeps its width and tints for a moment when it changes. */
export function Count({ n, capped = false, tone = "" }: { n: number | undefined; capped?: boolean; tone?: "" | "red" | "amber" }) {
  const box = useRef<HTMLElement>(null);
  const before = useRef(n);
  useEffect(() => {
    if (before.current !== undefined && n !== undefined && before.current !== n) {
      const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!calm) box.current?.animate([{ background: "var(--accent-bg)" }, { background: "transparent" }], { duration: tintMs });
    }
    before.current = n;
  }, [n]);
  return (
    <b className={`count ${tone}`} ref={box}>
      {n === undefined ? "" : `${formatCount(n)}${capped ? "+" : ""}`}
    </b>
  );
}

/** `1,284`. */
export function formatCount(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
