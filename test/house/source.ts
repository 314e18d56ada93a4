import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** A file under the rules, parsed once for all of them. `path` is relative to the project, with forward slashes. */
export type Source = { path: string; text: string; tree: ts.SourceFile; comments: Comment[] };
type Comment = { line: number; text: string };

/** A broken rule. `line` counts from 1; 0 is about the whole file. */
export type Finding = { rule: string; path: string; line: number; message: string };

export function parseSource(file: string, text: string): Source {
  const kind = file.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  return { path: file, text, tree, comments: commentsOf(tree) };
}

export function readSource(root: string, file: string): Source {
  return parseSource(file, readFileSync(path.join(root, file), "utf8"));
}

/** Calls `visit` for every node, parents first. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export function lineAt(tree: ts.SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line + 1;
}

export function lineOf(node: ts.Node): number {
  return lineAt(node.getSourceFile(), node.getStart());
}

/** The text of a literal as the program sees it, of a template its fixed parts; undefined for every other node. */
export function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) return node.text;
  return ts.isJsxText(node) ? node.text : undefined;
}

function commentsOf(tree: ts.SourceFile): Comment[] {
  const found = new Map<number, Comment>();
  const keep = (ranges: ts.CommentRange[] | undefined) => {
    for (const range of ranges ?? []) found.set(range.pos, { line: lineAt(tree, range.pos), text: tree.text.slice(range.pos, range.end) });
  };
  walk(tree, (node) => {
    if (ts.isJsxText(node)) return;
    keep(ts.getLeadingCommentRanges(tree.text, node.getFullStart()));
    keep(ts.getTrailingCommentRanges(tree.text, node.getEnd()));
  });
  return [...found.values()];
}
