import { createContext, useContext } from "react";
import type { ThemeMode } from "../theme/palette.ts";

export type ThemeSetting = { mode: ThemeMode; setMode(mode: ThemeMode): void };

export const ThemeContext = createContext<ThemeSetting>({ mode: "light", setMode: () => undefined });

export function useTheme(): ThemeSetting {
  return useContext(ThemeContext);
}
