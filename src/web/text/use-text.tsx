import { createContext, useContext } from "react";
import { en } from "./en.ts";
import { type Translate, translator } from "./text.ts";
import { zhCN } from "./zh-CN.ts";

export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

const translators: Readonly<Record<Language, Translate>> = { "zh-CN": translator(zhCN), en: translator(en) };

export type TextSetting = { language: Language; setLanguage(language: Language): void };

export const TextContext = createContext<TextSetting>({ language: "zh-CN", setLanguage: () => undefined });

export function useLanguage(): TextSetting {
  return useContext(TextContext);
}

/** The text function of the chosen language. */
export function useText(): Translate {
  return translators[useContext(TextContext).language];
}
