/** `README.txt` of an archive: how to verify it without Regent. A test runs its program. */
export const README = `EVIDENCE OF A REGENT LEDGER

This archive holds entries of the append-only record of a gateway through which AI agents reach internal services: who
asked for what, what a policy decided, who approved it, and what was delivered. report.html and report.pdf tell it to people.
They prove nothing; the rest of the archive does, to whoever knows the ledger's public key from elsewhere.

WHAT IS PROVED BY WHAT

checkpoint                 a signed note (C2SP signed-note, tlog-checkpoint): name, number of entries and root hash of the
                           Merkle tree (RFC 6962) of the ledger, signed with Ed25519 by a key of keys.txt
NNNNNNNNNNNN.ndjson        entries, one a line, beginning with the entry of that number
proofs.ndjson              for each entry the proof that it is in the tree of the checkpoint (RFC 9162, 2.1.3)
consistency.ndjson         for each older checkpoint the proof that it is of the same tree (RFC 9162, 2.1.4)
exchange-keys.ndjson       what opens the sealed parts of entries, and the bodies in *.bodies and objects/
bundles/                   the policies that decided, under the SHA-256 that the decisions name
certificates/              erasures, each signed by the ledger's key
archive.json               what was chosen, and the SHA-256 of every file; not signed: it finds damage, not forgery

Every byte of this is specified in docs/ledger-format.md of Regent.

WITH REGENT

    regent evidence verify ARCHIVE.tar --key 'VKEY'
    regent evidence replay ARCHIVE.tar

WITHOUT REGENT

1. The signature. Write the text of the checkpoint (all up to and with the last line feed before the empty line) to text; from
   the line that begins with a dash take the last field, decode base64 and leave out the first 4 bytes: sig. From the vkey that
   you know (name+id+key) take what follows the second plus sign, decode it and leave out the first byte: 32 bytes, the raw
   key. Then

    (printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'; cat raw) > key.der
    openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in text -sigfile sig

2. The entries. In the unpacked archive run this program with Python 3; it uses nothing but the standard library.

--- begin verify.py ---
import base64, glob, hashlib, json

def sha(data): return hashlib.sha256(data).digest()

text, _ = open('checkpoint', encoding='utf-8').read().split('\\n\\n', 1)
origin, size, root = text.split('\\n')[:3]
size, root = int(size), base64.b64decode(root)

def root_of(index, leaf, proof):
    first, second, result = index, size - 1, leaf
    for part in proof:
        assert second > 0, 'a proof is too long'
        if first & 1 or first == second:
            result = sha(b'\\x01' + part + result)
            while not first & 1 and first:
                first >>= 1
                second >>= 1
        else:
            result = sha(b'\\x01' + result + part)
        first >>= 1
        second >>= 1
    assert second == 0, 'a proof is too short'
    return result

proofs = open('proofs.ndjson')
entries = 0
for name in sorted(glob.glob('[0-9]*.ndjson')):
    before, number = None, int(name[:12])
    for line in open(name, 'rb'):
        assert line.endswith(b'\\n'), name + ' is cut'
        entry, proof = json.loads(line), json.loads(proofs.readline())
        leaf = sha(b'\\x00' + line[:-1])
        assert entry['seq'] == proof['index'] == number, f'entry {number} is missing'
        assert before is None or entry['prev'] == before.hex(), f'entry {number} does not follow'
        path = [base64.b64decode(part) for part in proof['proof']]
        assert root_of(number, leaf, path) == root, f'entry {number} is not what was written'
        before, number, entries = leaf, number + 1, entries + 1
assert proofs.readline() == '', 'entries are missing'

files = json.load(open('archive.json'))['files']
for path, digest in files.items():
    assert sha(open(path, 'rb').read()).hex() == digest, path + ' was changed'
print(f'{entries} entries of {size} in {origin} are what was written')
--- end verify.py ---

3. Compare the checkpoint with one that you kept from earlier, or that a witness has: consistency.ndjson shows how for those
   of the archive. A ledger that was rewritten or cut has another root.
`;
