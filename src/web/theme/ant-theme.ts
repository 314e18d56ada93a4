import { type ThemeConfig, theme } from "antd";
import { palettes, type ThemeMode } from "./palette.ts";

export const fontFamily =
  '"xd-dot", "Inter Variable", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei UI", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** Our tokens in Ant Design's terms. */
export function antTheme(mode: ThemeMode, moves: boolean): ThemeConfig {
  const colour = palettes[mode];
  return {
    algorithm: mode === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      ...brandColours(mode),
      colorText: colour.text,
      colorTextSecondary: colour["text-2"],
      colorTextTertiary: colour["text-3"],
      colorTextPlaceholder: colour["text-3"],
      colorTextDisabled: colour["text-off"],
      colorBgLayout: colour.canvas,
      colorBgContainer: colour.surface,
      colorBgElevated: colour.surface,
      colorBgContainerDisabled: colour.subtle,
      colorBorder: colour["line-2"],
      colorBorderSecondary: colour.line,
      colorSplit: colour.line,
      colorBgMask: colour.mask,
      controlItemBgActive: colour["accent-bg"],
      controlItemBgHover: colour.hover,
      fontFamily,
      fontSize: 13,
      lineHeight: 20 / 13,
      borderRadius: 4,
      borderRadiusLG: 6,
      borderRadiusSM: 3,
      controlHeight: 28,
      controlHeightSM: 24,
      controlHeightLG: 36,
      boxShadow: colour.shadow,
      boxShadowSecondary: colour.shadow,
      motion: moves,
      motionDurationFast: "0.12s",
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.16s",
    },
    components: {
      Button: { primaryColor: colour["on-accent"], primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", paddingInline: 11 },
      Segmented: { trackBg: colour["info-bg"], itemColor: colour["text-2"], itemSelectedBg: colour.surface },
      Table: { headerBg: colour.subtle, rowSelectedBg: colour.selected, rowHoverBg: colour.hover },
      Tooltip: { colorBgSpotlight: colour.nav },
    },
  };
}

function brandColours(mode: ThemeMode) {
  const colour = palettes[mode];
  return {
    colorPrimary: colour.accent,
    colorPrimaryHover: colour["accent-h"],
    colorPrimaryBg: colour["accent-bg"],
    colorPrimaryBorder: colour["accent-line"],
    colorLink: colour.accent,
    colorLinkHover: colour["accent-h"],
    colorInfo: colour.accent,
    colorError: colour["red-solid"],
    colorErrorText: colour.red,
    colorErrorBg: colour["red-bg"],
    colorErrorBorder: colour["red-line"],
    colorWarning: colour["amber-solid"],
    colorWarningText: colour.amber,
    colorWarningBg: colour["amber-bg"],
    colorWarningBorder: colour["amber-line"],
    colorSuccess: colour["green-solid"],
    colorSuccessText: colour.green,
    colorSuccessBg: colour["green-bg"],
    colorSuccessBorder: colour["green-line"],
  };
}
