import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ConfigProvider } from "antd";
import en from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { useEffect, useLayoutEffect, useMemo, useState } from "react";
import { type Language, languages, TextContext } from "../text/use-text.tsx";
import { antTheme } from "../theme/ant-theme.ts";
import { applyPalette, themeModes } from "../theme/palette.ts";
import { type Clock, ClockContext } from "../ui/clock.tsx";
import { useStoredSetting } from "../ui/stored-setting.ts";
import type { AppRouter } from "./router.tsx";
import { ThemeContext } from "./theme-setting.tsx";

const locales = { "zh-CN": zhCN, en } as const satisfies Record<Language, typeof zhCN>;

/** Everything that every page stands in: language, theme, clock, server data, addresses. */
export function App({ router, client, clock }: { router: AppRouter; client: QueryClient; clock: Clock }) {
  const [language, setLanguage] = useStoredSetting("language", languages, "zh-CN");
  const [mode, setMode] = useStoredSetting("theme", themeModes, "light");
  const moves = useMoves();
  useLayoutEffect(() => applyPalette(document.documentElement, mode), [mode]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const theme = useMemo(() => antTheme(mode, moves), [mode, moves]);
  const text = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  const themeSetting = useMemo(() => ({ mode, setMode }), [mode, setMode]);
  return (
    <ClockContext value={clock}>
      <TextContext value={text}>
        <ThemeContext value={themeSetting}>
          <ConfigProvider theme={theme} locale={locales[language]} wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
            <QueryClientProvider client={client}>
              <RouterProvider router={router} />
            </QueryClientProvider>
          </ConfigProvider>
        </ThemeContext>
      </TextContext>
    </ClockContext>
  );
}

const stillQuery = "(prefers-reduced-motion: reduce)";

function useMoves(): boolean {
  const [moves, setMoves] = useState(() => !window.matchMedia(stillQuery).matches);
  useEffect(() => {
    const query = window.matchMedia(stillQuery);
    const follow = () => setMoves(!query.matches);
    query.addEventListener("change", follow);
    return () => query.removeEventListener("change", follow);
  }, []);
  return moves;
}
