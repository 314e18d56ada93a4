import { useCallback, useState } from "react";

const prefix = "crossdock.";

/** What the browser remembers under a name, when it is one of the allowed values. */
export function readSetting<Value extends string>(name: string, allowed: readonly Value[], otherwise: Value): Value {
  try {
    const stored = localStorage.getItem(prefix + name);
    return allowed.find((one) => one === stored) ?? otherwise;
  } catch {
    // storage may be switched off: the setting then lasts as long as the page
    return otherwise;
  }
}

/** A choice that the browser remembers. */
export function useStoredSetting<Value extends string>(
  name: string,
  allowed: readonly Value[],
  otherwise: Value,
): [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => readSetting(name, allowed, otherwise));
  const change = useCallback(
    (next: Value) => {
      setValue(next);
      try {
        localStorage.setItem(prefix + name, next);
      } catch {
        // as above
      }
    },
    [name],
  );
  return [value, change];
}
