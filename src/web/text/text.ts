import type { TextKey, zhCN } from "./zh-CN.ts";

export type Texts = Record<TextKey, string>;

type ParamNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never;
type NamesOf<Key extends TextKey> = ParamNames<(typeof zhCN)[Key]>;
type ParamsOf<Key extends TextKey> = [NamesOf<Key>] extends [never] ? [] : [params: Record<NamesOf<Key>, string | number>];

/** Looks a text up and fills it in. The parameters a key needs are read off its Chinese text. */
export type Translate = <Key extends TextKey>(key: Key, ...params: ParamsOf<Key>) => string;

const placeholder = /\{(\w+)(?::([^|{}]*)\|([^{}]*))?\}/g;

/** Fills `{n}`; `{n:order|orders}` takes the first word when n is 1. */
export function fillText(text: string, params: Readonly<Record<string, string | number>>): string {
  return text.replace(placeholder, (whole: string, name: string, one?: string, many?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one === undefined || many === undefined) return String(value);
    return value === 1 || value === "1" ? one : many;
  });
}

/** Names of the parameters in a text, sorted, each once. */
export function paramNames(text: string): string[] {
  return [...new Set([...text.matchAll(placeholder)].flatMap((match) => match[1] ?? []))].sort();
}

export function translator(texts: Texts): Translate {
  return (key, ...params) => fillText(texts[key], params[0] ?? {});
}
