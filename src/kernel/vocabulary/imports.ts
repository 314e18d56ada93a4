/** What can be imported from a workbook. */
export const importKinds = ["skus", "bundles", "pairings", "opening-stock"] as const;
export type ImportKindName = (typeof importKinds)[number];

/** 新增: only what is new. 覆盖: known ones become what the file says, blanks clear. 忽略空值: the same, but blanks leave what there is. */
export const importModes = ["add", "overwrite", "fill"] as const;
export type ImportMode = (typeof importModes)[number];

/** More rows than this are two files. */
export const maxImportRows = 5_000;

/** A workbook of 5,000 rows stays well below. */
export const maxImportBytes = 5 * 1024 * 1024;

/** The language in which a template and the reasons of refused rows are written. */
export const importLanguages = ["zh", "en"] as const;
export type ImportLanguage = (typeof importLanguages)[number];
