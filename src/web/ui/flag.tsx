import type { ReactNode } from "react";

const tricolour = (first: string, second: string, third: string) => (
  <>
    <rect width="6" height="12" fill={first} />
    <rect x="6" width="6" height="12" fill={second} />
    <rect x="12" width="6" height="12" fill={third} />
  </>
);

const drawings: Readonly<Record<string, ReactNode>> = {
  US: (
    <>
      <rect width="18" height="12" fill="#fff" />
      <path d="M0 1h18M0 4h18M0 7h18M0 10h18" stroke="#B5394A" strokeWidth="1.6" />
      <rect width="8" height="6.6" fill="#3A4A7C" />
    </>
  ),
  CA: (
    <>
      <rect width="18" height="12" fill="#fff" />
      <rect width="4.5" height="12" fill="#CE3B3B" />
      <rect x="13.5" width="4.5" height="12" fill="#CE3B3B" />
      <path d="M9 3l1 2h1.4l-1 1.6.4 1.6L9 7.6l-1.8.6.4-1.6-1-1.6H8z" fill="#CE3B3B" />
    </>
  ),
  GB: (
    <>
      <rect width="18" height="12" fill="#2E4480" />
      <path d="M0 0l18 12M18 0L0 12" stroke="#fff" strokeWidth="2.4" />
      <path d="M9 0v12M0 6h18" stroke="#fff" strokeWidth="4" />
      <path d="M9 0v12M0 6h18" stroke="#C13B45" strokeWidth="2.2" />
    </>
  ),
  FR: tricolour("#2F4A8A", "#fff", "#CC4147"),
  IT: tricolour("#3B8757", "#fff", "#C6414A"),
  DE: (
    <>
      <rect width="18" height="4" fill="#2B2B2B" />
      <rect y="4" width="18" height="4" fill="#C23A33" />
      <rect y="8" width="18" height="4" fill="#E6B93A" />
    </>
  ),
  ES: (
    <>
      <rect width="18" height="12" fill="#BE3A34" />
      <rect y="3" width="18" height="6" fill="#E8BC3B" />
    </>
  ),
  AU: (
    <>
      <rect width="18" height="12" fill="#2E4480" />
      <path d="M0 0l8 6M8 0L0 6" stroke="#fff" strokeWidth="1.2" />
      <path d="M4 0v6M0 3h8" stroke="#fff" strokeWidth="2" />
      <path d="M4 0v6M0 3h8" stroke="#C13B45" strokeWidth="1" />
      <circle cx="4" cy="9.4" r="1.1" fill="#fff" />
      <circle cx="13" cy="2.6" r=".8" fill="#fff" />
      <circle cx="13" cy="9.6" r=".8" fill="#fff" />
      <circle cx="15.4" cy="5.4" r=".7" fill="#fff" />
      <circle cx="10.8" cy="5.8" r=".7" fill="#fff" />
    </>
  ),
  JP: (
    <>
      <rect width="18" height="12" fill="#fff" />
      <circle cx="9" cy="6" r="3.4" fill="#C23845" />
    </>
  ),
  KR: (
    <>
      <rect width="18" height="12" fill="#fff" />
      <path d="M6.4 6a2.6 2.6 0 0 1 5.2 0z" fill="#C23845" />
      <path d="M6.4 6a2.6 2.6 0 0 0 5.2 0z" fill="#2E4480" />
      <path d="M2.4 3.2 4 1.8M14 10.2l1.6-1.4M2.4 8.8 4 10.2M14 1.8l1.6 1.4" stroke="#2B2B2B" strokeWidth="1" />
    </>
  ),
  MX: (
    <>
      {tricolour("#2F7A55", "#fff", "#C23B42")}
      <circle cx="9" cy="6" r="1.5" fill="#9A7B4B" />
    </>
  ),
  BR: (
    <>
      <rect width="18" height="12" fill="#2F8A56" />
      <path d="M9 1.4 16 6l-7 4.6L2 6z" fill="#E8C53B" />
      <circle cx="9" cy="6" r="2.4" fill="#2E4480" />
    </>
  ),
};

/** A small flag; countries that are not drawn show their code in a box. */
export function Flag({ country }: { country: string }) {
  const drawing = drawings[country];
  if (drawing === undefined) return <span className="flag-code">{country}</span>;
  return (
    <svg className="flag" viewBox="0 0 18 12" aria-hidden="true">
      {drawing}
    </svg>
  );
}
