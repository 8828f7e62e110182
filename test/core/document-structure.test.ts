import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { inspectStructure, plainValue } from '../../src/core/document-structure.ts';

const limits = { depth: 64, aliases: 100 };

function parse(text: string) {
  return parseDocument(text, { resolveKnownTags: false, stringKeys: true, uniqueKeys: false });
}

/** A flow value in YAML, with anchors and aliases here and there. */
const flow = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('1', '-0.5', 'true', 'null', '~', 'text', '"${now}"', '0x1f', '1e3', '""', '*a', '*b'),
    fc.constantFrom('&a x', '&b [1, 2]', '&a { k: v }'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    fc
      .uniqueArray(fc.constantFrom('k', 'l', '"m n"', '__proto__', 'constructor', '1', 'null', '<<'), { maxLength: 4 })
      .chain((keys) => fc.tuple(...keys.map((key) => tie('value').map((value) => `${key}: ${value}`))))
      .map((pairs) => `{ ${pairs.join(', ')} }`),
  ),
})).value;

describe('the structure of a document', () => {
  it('has the value that the library gives it, wherever the library gives one', () => {
    fc.assert(
      fc.property(flow, (text) => {
        const document = parse(text);
        const { targets, problems } = inspectStructure(document, limits);
        if (document.errors.length > 0 || problems.length > 0) return;
        expect(plainValue(document, targets)).toEqual(document.toJS({ maxAliasCount: limits.aliases }));
      }),
      { numRuns: 2000 },
    );
  });

  it('has a problem wherever the library refuses an alias', () => {
    fc.assert(
      fc.property(flow, (text) => {
        const document = parse(text);
        let isRefused = false;
        try {
          document.toJS({ maxAliasCount: limits.aliases });
        } catch {
          isRefused = true;
        }
        if (isRefused) expect(inspectStructure(document, limits).problems).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets no aliases multiply to more than the limit', () => {
    const doubled = (times: number) =>
      `- &x0 [1]\n${Array.from({ length: times }, (_, i) => `- &x${i + 1} [*x${i}, *x${i}]\n`).join('')}`;
    expect(inspectStructure(parse(doubled(3)), limits).problems).toEqual([]);
    expect(inspectStructure(parse(doubled(8)), limits).problems).toMatchObject([
      { code: 'document-syntax', expected: expect.stringContaining('at most 100 uses of aliases') },
    ]);
  });

  it('is looked at in time that grows with the document, however many aliases are in it', () => {
    const rest = Array.from({ length: 20_000 }, (_, i) => `- { k${i}: [1, 2] }\n`).join('');
    const document = parse(`- &a [x]\n${'- *a\n'.repeat(100)}${rest}`);
    const began = performance.now();
    const { targets, problems } = inspectStructure(document, limits);
    expect(problems).toEqual([]);
    expect(plainValue(document, targets)).toHaveLength(20_101);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
