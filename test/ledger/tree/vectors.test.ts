/** The tree of eight entries that the implementations of Certificate Transparency (RFC 6962) test with. */
import t from 'tap';
import { hashLeaf } from '../../../gateway/ledger/tree/hash.ts';
import { consistencyProof, inclusionProof, rootAt } from '../../../gateway/ledger/tree/proofs.ts';
import { readTiles } from '../../../gateway/ledger/tree/tile-reader.ts';
import { tilesOfMap, tilesOfTree } from '../../../gateway/ledger/tree/tile-source.ts';
import { Tree } from '../../../gateway/ledger/tree/tree.ts';
import { verifyConsistency, verifyInclusion } from '../../../gateway/ledger/tree/verify-proof.ts';

const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));

/** Roots of the trees of 0 to 8 entries. */
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const inclusion: [index: number, size: number, proof: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
];

const consistency: [old: number, size: number, proof: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const tree = new Tree();
const hashes = readTiles(entries.length, tilesOfTree(tree, tilesOfMap(new Map())));

t.test('roots', async (t) => {
  t.equal(tree.root().toString('hex'), roots[0]);
  for (const [index, entry] of entries.entries()) {
    tree.append(hashLeaf(entry));
    t.equal(tree.root().toString('hex'), roots[index + 1]);
  }
  for (const [size, root] of roots.entries()) {
    t.equal(tree.root(size).toString('hex'), root, `the root as it was at ${size}`);
    t.equal((await rootAt(size, hashes)).toString('hex'), root, `the root from tiles at ${size}`);
  }
  t.throws(() => tree.root(9), RangeError);
});

t.test('inclusion', async (t) => {
  for (const [index, size, proof] of inclusion) {
    const made = await inclusionProof(index, size, hashes);
    t.strictSame(hex(made), proof, `${index} in ${size}`);
    t.ok(verifyInclusion(hashLeaf(entries[index]!), index, size, made, bytes(roots[size]!)));
  }
  await t.rejects(async () => inclusionProof(8, 8, hashes), RangeError);
  await t.rejects(async () => inclusionProof(0, 0, hashes), RangeError);
});

t.test('consistency', async (t) => {
  for (const [old, size, proof] of consistency) {
    const made = await consistencyProof(old, size, hashes);
    t.strictSame(hex(made), proof, `${old} in ${size}`);
    t.ok(verifyConsistency(old, bytes(roots[old]!), size, bytes(roots[size]!), made));
  }
  await t.rejects(async () => consistencyProof(9, 8, hashes), RangeError);
});

function hex(hashes: Buffer[]): string[] {
  return hashes.map((hash) => hash.toString('hex'));
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
