import { Button } from "antd";
import { failureOf, sayFailure } from "../api/call-failure.ts";
import { useText } from "../text/use-text.tsx";

export function NotFoundPage() {
  const t = useText();
  return (
    <main className="fallback">
      <h1>{t("page.notFound")}</h1>
      <p>{t("page.notFoundHint")}</p>
      <Button type="primary" href="/orders">
        {t("page.toOrders")}
      </Button>
    </main>
  );
}

/** The server could not be asked, or a fault of ours. Nothing is lost: nothing is kept here. */
export function BrokenPage({ error }: { error: unknown }) {
  const t = useText();
  const failure = failureOf(error);
  const isFault = failure.kind === "unreadable";
  return (
    <main className="fallback" role="alert">
      <h1>{isFault ? t("page.broken") : sayFailure(t, failure)}</h1>
      {isFault && <p>{t("page.brokenHint")}</p>}
      <Button type="primary" onClick={() => window.location.reload()}>
        {t("page.reload")}
      </Button>
    </main>
  );
}
