const paths = {
  orders: "M4 2.5h8v11l-2-1.2-2 1.2-2-1.2-2 1.2zM6 6h4M6 8.5h4",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  down: "M4.5 6.5 8 10l3.5-3.5",
  up: "M4.5 9.5 8 6l3.5 3.5",
  left: "M10 4.5 6.5 8l3.5 3.5",
  right: "M6 4.5 9.5 8 6 11.5",
  arrow: "M3 8h9.5M9 4.5 12.5 8 9 11.5",
  lines: "M2.5 4h11M2.5 8h11M2.5 12h11",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14",
  moon: "M12.8 9.6A5.2 5.2 0 0 1 6.4 3.2a5.2 5.2 0 1 0 6.4 6.4z",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1",
  more: "M4 8h.01M8 8h.01M12 8h.01",
  copy: "M5.5 5.5h7v7h-7zM3.5 10V3.5H10",
  lock: "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
  eye: "M1.5 8s2.3-4.5 6.5-4.5S14.5 8 14.5 8 12.2 12.5 8 12.5 1.5 8 1.5 8zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  undo: "M5 3 2.5 5.5 5 8M2.5 5.5H10a3.5 3.5 0 0 1 0 7H6",
  store: "M2 6.5 8 3l6 3.5V13H2zM5 13V9h6v4",
  box: "M2.5 5 8 2.5 13.5 5v6L8 13.5 2.5 11zM2.5 5 8 7.5 13.5 5M8 7.5v6",
  flag: "M4 14V2.5h8l-2 3 2 3H4",
  warn: "M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.8h.01",
  bell: "M8 2.2a3.8 3.8 0 0 1 3.8 3.8v2.8l1.2 2H3l1.2-2V6A3.8 3.8 0 0 1 8 2.2zM6.6 12.8a1.5 1.5 0 0 0 2.8 0",
  chart: "M2.5 13.5h11M4 11.5v-4M7 11.5v-7M10 11.5V6M13 11.5V3.5",
  check: "M3.5 8.5 6.5 11.5 12.5 5",
  refresh: "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
} as const;

export type IconName = keyof typeof paths;

/** A line drawing that says nothing by itself: a word or an aria-label stands beside it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: 12 | 14 | 16 | 20 }) {
  return (
    <svg className="ic" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <rect width="20" height="20" rx="4" fill="#58B4CA" />
      <path
        d="M4 7.5h9.5M10.5 4.5l3 3-3 3M16 12.5H6.5M9.5 9.5l-3 3 3 3"
        stroke="#10222B"
        strokeWidth="1.7"
        fill="none"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
