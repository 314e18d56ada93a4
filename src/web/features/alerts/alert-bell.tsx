import { useQuery } from "@tanstack/react-query";
import { Popover } from "antd";
import { lazy, Suspense, useState } from "react";
import { alertsQuery } from "../../api/queries.ts";
import { useText } from "../../text/use-text.tsx";
import { formatCount } from "../../ui/count.tsx";
import { Icon } from "../../ui/icon.tsx";
import "./alerts.css";

const AlertPanel = lazy(async () => ({ default: (await import("./alert-panel.tsx")).AlertPanel }));

/** The bell: how many alerts are open that nobody has looked at. Red only when one of them is urgent. */
export function AlertBell({ onGo }: { onGo(href: string): void }) {
  const t = useText();
  const { data } = useQuery(alertsQuery);
  const [isOpen, setOpen] = useState(false);
  const unseen = data?.unseen ?? 0;
  const isUrgent = data?.open.some((one) => one.seenAt === null && one.severity === "critical") ?? false;
  const label = unseen > 0 ? t("alerts.bellUnseen", { n: unseen }) : t("alerts.bell");
  const go = (href: string) => {
    setOpen(false);
    onGo(href);
  };
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      open={isOpen}
      onOpenChange={setOpen}
      destroyOnHidden
      styles={{ container: { padding: 0 } }}
      content={
        <Suspense fallback={<div className="alert-panel" />}>
          <AlertPanel onGo={go} />
        </Suspense>
      }
    >
      <button type="button" className="bare bell" aria-label={label} title={label} aria-expanded={isOpen} data-act="alerts">
        <Icon name="bell" />
        {unseen > 0 && <b className={isUrgent ? "bell-count red" : "bell-count"}>{unseen > 99 ? "99+" : formatCount(unseen)}</b>}
      </button>
    </Popover>
  );
}
