import { Input, Popover } from "antd";
import { type ReactNode, useState } from "react";
import { useText } from "../text/use-text.tsx";
import { Icon } from "./icon.tsx";

export type Choice = { value: string; label: string; mark?: ReactNode };

const searchableFrom = 10;

/** A filter that takes several values: a label, how many are chosen, and a list of boxes below. */
export function FilterSelect({
  label,
  choices,
  chosen,
  onChange,
}: {
  label: string;
  choices: readonly Choice[];
  chosen: readonly string[];
  onChange(values: string[]): void;
}) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const first = choices.find((choice) => choice.value === chosen[0]);
  const said =
    chosen.length === 0 ? t("filter.all") : chosen.length === 1 && first ? first.label : t("filter.chosen", { n: chosen.length });
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      open={isOpen}
      onOpenChange={setOpen}
      styles={{ container: { padding: 4 } }}
      content={<ChoiceList label={label} choices={choices} chosen={chosen} onChange={onChange} />}
    >
      <button type="button" className="sel" aria-haspopup="dialog" aria-expanded={isOpen}>
        <i>{label}</i>
        <span className={chosen.length > 0 ? "el b5 sel-value" : "el sel-value"}>{said}</span>
        <Icon name="down" size={12} />
      </button>
    </Popover>
  );
}

function ChoiceList({ label, choices, chosen, onChange }: Parameters<typeof FilterSelect>[0]) {
  const t = useText();
  const [wanted, setWanted] = useState("");
  const text = wanted.trim().toLowerCase();
  const shown = choices.filter((choice) => `${choice.label} ${choice.value}`.toLowerCase().includes(text));
  const toggle = (value: string) => onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset className="choices" aria-label={label}>
      {choices.length >= searchableFrom && (
        <Input size="small" allowClear value={wanted} placeholder={label} onChange={(event) => setWanted(event.target.value)} />
      )}
      <div className="choices-list">
        {shown.map((choice) => (
          <label key={choice.value}>
            <input type="checkbox" className="cb" checked={chosen.includes(choice.value)} onChange={() => toggle(choice.value)} />
            {choice.mark}
            <span className="el">{choice.label}</span>
          </label>
        ))}
        {shown.length === 0 && <p className="t3">{t("filter.nothing")}</p>}
      </div>
      <button type="button" className="link sm" disabled={chosen.length === 0} onClick={() => onChange([])}>
        {t("filter.clear")}
      </button>
    </fieldset>
  );
}
