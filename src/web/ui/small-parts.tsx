import type { ReactNode } from "react";
import type { Platform } from "../../kernel/vocabulary/platform.ts";
import { useText } from "../text/use-text.tsx";
import { Icon } from "./icon.tsx";

export function Key({ children }: { children: string }) {
  return <kbd>{children}</kbd>;
}

const badges = { temu: ["te", "TE"], "tiktok-shop": ["tk", "TK"], amazon: ["az", "AZ"] } as const satisfies Record<
  Platform,
  readonly [string, string]
>;

/** Two letters on a muted tint; never used for state. */
export function PlatformBadge({ platform }: { platform: Platform }) {
  const t = useText();
  const [tint, letters] = badges[platform];
  return (
    <span className={`pf ${tint}`} title={t(`platform.${platform}`)}>
      {letters}
    </span>
  );
}

export type Tone = "accent" | "amber" | "red" | "green" | "grey";

/** A coloured dot; the word stands beside it. */
export function Dot({ tone }: { tone: Tone }) {
  return <span className={`dot ${tone}`} aria-hidden="true" />;
}

export function Tag({ tone = "grey", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

/** A native box in our look: thousands of rows must not pay for more. */
export function CheckBox({
  checked,
  half = false,
  label,
  disabled = false,
  onChange,
}: {
  checked: boolean;
  half?: boolean;
  label: string;
  disabled?: boolean;
  onChange(checked: boolean, withShift: boolean): void;
}) {
  return (
    <input
      type="checkbox"
      className="cb"
      aria-label={label}
      checked={checked}
      disabled={disabled}
      ref={(box) => {
        if (box !== null) box.indeterminate = half;
      }}
      onClick={(event) => event.stopPropagation()}
      onChange={(event) => onChange(event.target.checked, "shiftKey" in event.nativeEvent && event.nativeEvent.shiftKey === true)}
    />
  );
}

const tailLength = 8;

/** A long number whose last digits always show: they tell one order from the next. */
export function TailText({ text }: { text: string }) {
  return (
    <span className="tail-text" title={text}>
      <span className="el">{text.slice(0, -tailLength)}</span>
      <span>{text.slice(-tailLength)}</span>
    </span>
  );
}

export function CopyButton({ text, what }: { text: string; what: string }) {
  const t = useText();
  const label = t("drawer.copy", { what });
  return (
    <button type="button" className="bare" title={label} aria-label={label} onClick={() => void navigator.clipboard?.writeText(text)}>
      <Icon name="copy" size={12} />
    </button>
  );
}
