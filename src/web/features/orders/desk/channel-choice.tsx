import { useQuery } from "@tanstack/react-query";
import { Button, Radio } from "antd";
import { useState } from "react";
import { shopsQuery } from "../../../api/queries.ts";
import { useText } from "../../../text/use-text.tsx";
import { formatCount } from "../../../ui/count.tsx";
import { Tag } from "../../../ui/small-parts.tsx";

const byDefault = "default";

/** Which service to book. Nothing chosen means the warehouse's own default. */
export function ChannelChoice({ count, onConfirm }: { count: number; onConfirm(channelId: string | undefined): void }) {
  const t = useText();
  const { data } = useQuery(shopsQuery);
  const [chosen, setChosen] = useState(byDefault);
  const options = [
    { value: byDefault, label: t("channel.default") },
    ...(data?.channels ?? []).map((channel) => ({
      value: channel.id,
      label: (
        <span className="fx4">
          {channel.name} <span className="t3 sm">{channel.carrier}</span>
          {channel.isDefault && <Tag>{t("channel.isDefault")}</Tag>}
        </span>
      ),
    })),
  ];
  return (
    <div className="ask">
      <h3>{t("channel.title", { n: formatCount(count) })}</h3>
      <Radio.Group className="ask-list" value={chosen} options={options} onChange={(event) => setChosen(String(event.target.value))} />
      <div className="ask-foot">
        <Button type="primary" autoFocus onClick={() => onConfirm(chosen === byDefault ? undefined : chosen)}>
          {t("channel.confirm", { n: formatCount(count) })}
        </Button>
      </div>
    </div>
  );
}
