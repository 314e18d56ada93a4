import { Select } from "antd";
import { useText } from "../../text/use-text.tsx";
import { Icon } from "../../ui/icon.tsx";
import { movedSource } from "./source-order.ts";

const maxSources = 20;

/** The warehouses that a shop sells from: chosen, parted with, and put in order. */
export function SourceField({
  sources,
  warehouses,
  disabled,
  onChange,
}: {
  sources: readonly string[];
  warehouses: readonly { id: string; name: string }[];
  disabled: boolean;
  onChange(sources: string[]): void;
}) {
  const t = useText();
  const nameOf = (id: string) => warehouses.find((one) => one.id === id)?.name ?? t("allocation.outOfReach");
  const others = warehouses.filter((one) => !sources.includes(one.id));
  return (
    <div className="source-field">
      <ol>
        {sources.map((id, at) => (
          <li key={id} data-source={nameOf(id)}>
            <span className="source-rank">{at + 1}</span>
            <span className="grow el">{nameOf(id)}</span>
            {!disabled && (
              <>
                <Step
                  label={t("allocation.up", { name: nameOf(id) })}
                  icon="up"
                  off={at === 0}
                  onPress={() => onChange(movedSource(sources, at, -1))}
                />
                <Step
                  label={t("allocation.down", { name: nameOf(id) })}
                  icon="down"
                  off={at === sources.length - 1}
                  onPress={() => onChange(movedSource(sources, at, 1))}
                />
                <Step
                  label={sources.length === 1 ? t("allocation.oneSource") : t("allocation.remove", { name: nameOf(id) })}
                  icon="close"
                  off={sources.length === 1}
                  onPress={() => onChange(sources.filter((one) => one !== id))}
                />
              </>
            )}
          </li>
        ))}
      </ol>
      {!disabled && others.length > 0 && sources.length < maxSources && (
        <Select<string>
          aria-label={t("allocation.addSource")}
          placeholder={t("allocation.addSource")}
          value={null}
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
          onSelect={(id) => onChange([...sources, id])}
        />
      )}
    </div>
  );
}

function Step({ label, icon, off, onPress }: { label: string; icon: "up" | "down" | "close"; off: boolean; onPress(): void }) {
  return (
    <button type="button" className="bare" aria-label={label} title={label} disabled={off} onClick={onPress}>
      <Icon name={icon} size={14} />
    </button>
  );
}
