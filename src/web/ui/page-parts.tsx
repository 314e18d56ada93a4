import { Button } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { failureOf, sayFailure } from "../api/call-failure.ts";
import { useText } from "../text/use-text.tsx";
import { Icon } from "./icon.tsx";
import "./page.css";

/** A page of cards that scrolls below its head. */
export function CardPage({ title, about, tools, children }: { title: string; about?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <main className="card-page">
      <header className="page-head">
        <h1>{title}</h1>
        <span className="page-about">{about}</span>
        <span className="grow" />
        {tools}
      </header>
      <div className="page-body">{children}</div>
    </main>
  );
}

export function Card({
  title,
  sub,
  aside,
  className = "",
  children,
}: {
  title: string;
  sub?: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`card ${className}`} aria-label={title}>
      <header className="card-head">
        <h2>{title}</h2>
        {sub !== undefined && <span className="t3 sm el">{sub}</span>}
        <span className="grow" />
        {aside}
      </header>
      {children}
    </section>
  );
}

/** Nothing to show: what that means, and when there would be something. */
export function EmptyNote({ title, hint }: { title: string; hint?: string }) {
  return (
    <div className="note" role="status">
      <h3>{title}</h3>
      {hint !== undefined && <p>{hint}</p>}
    </div>
  );
}

type Reading = { data: unknown; error: unknown; refetch(): Promise<unknown> };

/**
 * It could not be read; nothing while there is something to show. What is read again and again forgets its failure at each new try: here
 * it stays until something has come.
 */
export function BrokenNote({ reading }: { reading: Reading }) {
  const t = useText();
  const { data, error } = reading;
  const [last, setLast] = useState<unknown>(null);
  useEffect(() => {
    if (error !== null) setLast(error);
  }, [error]);
  const shown = error ?? last;
  if (data !== undefined || shown === null) return null;
  return (
    <div className="note" role="alert">
      <h3>
        <Icon name="warn" /> {t("load.failed")}
      </h3>
      <p>{sayFailure(t, failureOf(shown))}</p>
      <Button onClick={() => void reading.refetch()}>{t("load.retry")}</Button>
    </div>
  );
}
