// What the author of a source file says at its top.
import { expect, test } from 'vitest';
import { openingComment } from './opening-comment.js';

test.each<[string, string[]]>([
  ['// One.\n// Two.\nimport x;\n', ['One. Two.']],
  ['#!/usr/bin/env node\n// One.\n//\n// Two.\n', ['One.', 'Two.']],
  ['import x;\n// One.\n', []],
  ['', []],
])('the opening of %j is %j', (source, expected) => {
  expect(openingComment(source)).toEqual(expected);
});
