/** Finds the paths of data subjects in a policy's syntax tree. */
import type { Module, Term } from './ast.ts';
import { isTerm, literalMembers, walk } from './ast.ts';

/** A path as it is written; one that is computed is not found. */
export interface WrittenPath {
  path: string;
  line?: number;
  column?: number;
}

/** The paths in the lists that stand as a member `subjects` of an object. */
export function findSubjectPaths(module: Module): WrittenPath[] {
  const paths: WrittenPath[] = [];
  walk(module.rules ?? [], (node) => {
    if (!isTerm(node, 'object') || !Array.isArray(node.value)) return;
    const subjects = literalMembers(node).get('subjects');
    if (!isTerm(subjects, 'array')) return;
    for (const subject of subjects.value as Term[]) {
      const path = isTerm(subject, 'object') ? literalMembers(subject).get('path') : subject;
      if (isTerm(path, 'string')) paths.push(written(path));
    }
  });
  return paths;
}

function written({ value, location }: Term): WrittenPath {
  return {
    path: String(value),
    ...(location && { line: location.row, column: location.col }),
  };
}
