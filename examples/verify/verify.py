#!/usr/bin/env python3
"""Verifies an archive of `regent evidence export` without Regent.

    python3 verify.py ARCHIVE.tar VKEY... [--witness VKEY] [--checkpoint FILE]

Written from docs/ledger-format.md alone, with nothing but Python's standard library (3.9 or later; .tar.zst from 3.14
on, else unpack it with zstd first). ARCHIVE may also be the directory of an unpacked one. VKEY is the first key of the ledger,
known from elsewhere, with those whose entries retention removed. Prints each fault on a line of its own; exits with 1 where there are any.
"""
import argparse
import base64
import binascii
import hashlib
import json
import os
import re
import sys
import tarfile
import tempfile

FAULTS = []


def fault(place, what):
    FAULTS.append(f'{place}: {what}')


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(text):
    """Strict base64: with padding, without anything else."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError('base64 that is spelt otherwise')
    return data


def spelt(value):
    """JSON as it is written: any other spelling could be read otherwise by another program."""
    return json.dumps(value, separators=(',', ':'), ensure_ascii=False)


# --- Ed25519, RFC 8032 section 5.1 -----------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def point_of(data):
    y = int.from_bytes(data, 'little')
    x = recover_x(y & (1 << 255) - 1, y >> 255)
    return None if x is None else (x, y & (1 << 255) - 1, 1, x * (y & (1 << 255) - 1) % P)


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def verify_ed25519(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r = point_of(key), point_of(signature[:32])
    s = int.from_bytes(signature[32:], 'little')
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), 'little') % L
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


# --- Signed notes and checkpoints ------------------------------------------------------------------------------------


class Key:
    """A vkey: name, key id and key, as C2SP signed-note has them."""

    def __init__(self, vkey):
        self.vkey = vkey
        self.name, key_id, encoded = vkey.split('+', 2)
        data = b64(encoded)
        self.type, self.bytes = data[0], data[1:]
        self.id = sha256(self.name.encode() + b'\n' + data)[:4]
        if self.id.hex() != key_id or self.type not in (1, 4) or len(self.bytes) != 32:
            raise ValueError(f'{vkey} is no vkey')


class Note:
    """A signed note: its text, and of each signature the name, the key id and the bytes."""

    def __init__(self, note):
        text, gap, rest = note.rpartition('\n\n')
        self.text = text + '\n'
        if not gap or not text or not rest.endswith('\n'):
            raise ValueError('no signed note')
        self.signatures = []
        for line in rest[:-1].split('\n'):
            found = re.fullmatch('— ([^ +]+) ([A-Za-z0-9+/=]+)', line)
            if not found:
                raise ValueError('a line that is no signature')
            data = b64(found[2])
            self.signatures.append((found[1], data[:4], data[4:]))

    def signed_by(self, key):
        """Whether there is a signature of that key, and none that is bad."""
        found = [signature for name, key_id, signature in self.signatures if (name, key_id) == (key.name, key.id)]
        return bool(found) and all(self.is_good(key, signature) for signature in found)

    def is_good(self, key, signature):
        if key.type == 1:
            return verify_ed25519(key.bytes, self.text.encode(), signature)
        time = int.from_bytes(signature[:8], 'big')
        message = f'cosignature/v1\ntime {time}\n{self.text}'
        return len(signature) == 72 and verify_ed25519(key.bytes, message.encode(), signature[8:])


class Checkpoint(Note):
    def __init__(self, note):
        super().__init__(note)
        lines = self.text.split('\n')
        if len(lines) != 4 or not re.fullmatch('0|[1-9][0-9]*', lines[1]):
            raise ValueError('no checkpoint')
        self.origin, self.size, self.root = lines[0], int(lines[1]), b64(lines[2])


# --- Proofs, RFC 9162 sections 2.1.3.2 and 2.1.4.2 -------------------------------------------------------------------


def node(left, right):
    return sha256(b'\x01' + left + right)


def is_included(leaf, index, size, proof, root):
    if index >= size:
        return False
    first, last, found = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node(part, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, part)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(old, old_root, size, root, proof):
    if old == size:
        return not proof and old_root == root
    if not 0 < old < size:
        return False
    path = ([old_root] if old & (old - 1) == 0 else []) + proof
    if not path:
        return False
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_found = found = path[0]
    for part in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_found, found = node(part, old_found), node(part, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, part)
        first, last = first >> 1, last >> 1
    return last == 0 and old_found == old_root and found == root


# --- The archive -----------------------------------------------------------------------------------------------------

NAMES = re.compile(
    r'README\.txt|archive\.json|keys\.txt|checkpoints?|\d{12}\.(ndjson|bodies)|(proofs|consistency|exchange-keys)\.ndjson'
    r'|tile/\d{1,2}/(x\d{3}/)*\d{3}(\.p/\d{1,3})?|objects/[0-9a-f]{2}/[0-9a-f]{62}|bundles/sha256-[0-9a-f]{64}\.tar\.gz'
    r'|certificates/[0-9a-f-]{36}(\.unfinished)?\.json|report\.(html|pdf)'
)
ENTRY = re.compile(
    r'\{"v":2,"seq":(0|[1-9]\d*),"prev":"([0-9a-f]{64})","time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",'
    r'"type":"([a-z-]+)","data":(\{.*\})\}',
    re.DOTALL,
)
ALWAYS = {'README.txt', 'archive.json', 'keys.txt', 'checkpoint', 'checkpoints', 'proofs.ndjson', 'consistency.ndjson'} | {
    'exchange-keys.ndjson',
    'report.html',
    'report.pdf',
}
OBJECT = re.compile('[0-9a-f]{64}')


def unpack(path, to):
    with tarfile.open(path) as archive:
        seen = set()
        for member in archive:
            if not member.isreg() or not NAMES.fullmatch(member.name) or member.name in seen:
                sys.exit(f'{path} holds {member.name!r}, which no archive has')
            seen.add(member.name)
            file = os.path.join(to, member.name)
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, 'wb') as out:
                out.write(archive.extractfile(member).read())


class Archive:
    def __init__(self, directory):
        self.directory = directory
        self.manifest = json.loads(self.read('archive.json'))
        self.keys = set()
        self.frames = {}
        self.bundles = set()
        self.erasures = {}

    def read(self, name):
        with open(os.path.join(self.directory, name), 'rb') as file:
            return file.read()

    def has(self, name):
        return os.path.isfile(os.path.join(self.directory, name))

    def lines(self, name):
        """Whole lines without their line feeds; none of a file that is not there."""
        data = self.read(name) if self.has(name) else b''
        if data and not data.endswith(b'\n'):
            fault(name, 'is cut')
        return data.split(b'\n')[:-1]

    def check_files(self):
        found = set()
        for folder, _, names in os.walk(self.directory):
            found |= {os.path.relpath(os.path.join(folder, name), self.directory).replace(os.sep, '/') for name in names}
        for name in sorted(found - set(self.manifest['files']) - {'archive.json'}):
            fault(name, 'was put in')
        for name, digest in self.manifest['files'].items():
            if name not in found:
                fault(name, 'is missing')
            elif sha256(self.read(name)).hex() != digest:
                fault(name, 'was altered')
        for name in sorted(ALWAYS - found):
            fault(name, 'is missing')

    def read_keys(self):
        """The exchanges whose bodies are here."""
        for number, line in enumerate(self.lines('exchange-keys.ndjson'), 1):
            try:
                key = json.loads(line)
                if spelt({'id': key['id'], 'key': key['key']}) != line.decode() or len(b64(key['key'])) != 32:
                    raise ValueError('spelt otherwise')
                self.keys.add(key['id'])
            except (ValueError, KeyError, TypeError):
                fault(f'exchange-keys.ndjson line {number}', 'is no key')

    def leaf_in_tile(self, index, size):
        """The leaf hash of an entry that was not chosen, in its tile of level 0."""
        number, at = divmod(index, 256)
        digits = str(number)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = 'tile/0/' + '/'.join(['x' + part for part in parts[:-1]] + parts[-1:])
        width = min(256, size - 256 * number)
        name += f'.p/{width}' if width < 256 else ''
        if not self.has(name):
            fault(name, f'is missing: it has the hash of entry {index}')
            return None
        return self.read(name)[32 * at : 32 * at + 32]

    def check_entries(self, checkpoint, take):
        proofs = iter(self.lines('proofs.ndjson'))
        behind = -1
        for first, last in self.manifest['runs']:
            # What allowed time to fall may stand between the runs, or have been removed there.
            time = ''
            if first <= behind or last < first or last >= checkpoint.size:
                fault('archive.json', 'has runs that cannot be')
            behind = last
            name = f'{first:012}.ndjson'
            before = bytes(32) if first == 0 else self.leaf_in_tile(first - 1, checkpoint.size)
            lines = self.lines(name)
            if len(lines) != last - first + 1:
                fault(name, f'has {len(lines)} entries, not {last - first + 1}')
            for seq, line in enumerate(lines, first):
                place = f'entry {seq}'
                leaf = sha256(b'\x00' + line)
                if not self.is_proved(next(proofs, b''), seq, leaf, checkpoint):
                    fault(place, 'is not what was written')
                found = ENTRY.fullmatch(line.decode('utf-8', 'surrogateescape'))
                if not found or len(line) > 65535:
                    fault(place, 'is no entry')
                else:
                    if int(found[1]) != seq or (before is not None and found[2] != before.hex()):
                        fault(place, 'stands in the wrong place')
                    if found[3] < time and found[4] != 'clock':
                        fault(place, 'is out of time')
                    time = found[3]
                    if found[4] == 'erasure':
                        self.erasures[seq] = leaf, json.loads(found[5])
                    take(first, seq, found[4], json.loads(found[5]))
                before = leaf
        if next(proofs, None) is not None:
            fault('proofs.ndjson', 'has too many lines')
        runs = {f'{first:012}' for first, _ in self.manifest['runs']}
        for name in self.manifest['files']:
            found = re.fullmatch(r'(\d{12})\.(ndjson|bodies)', name)
            if (found and found[1] not in runs) or not NAMES.fullmatch(name):
                fault(name, 'is of no run, or no file of an archive')

    @staticmethod
    def is_proved(line, seq, leaf, checkpoint):
        try:
            proof = json.loads(line)
            path = [b64(part) for part in proof['proof']]
            if spelt({'index': proof['index'], 'proof': proof['proof']}) != line.decode():
                return False
            return proof['index'] == seq and is_included(leaf, seq, checkpoint.size, path, checkpoint.root)
        except (ValueError, KeyError, TypeError, binascii.Error):
            return False

    def is_removed(self, seq):
        """Whether an entry `erasure`, which is always chosen, is not in the ledger any more."""
        return seq < self.manifest['size'] and not any(first <= seq <= last for first, last in self.manifest['runs'])

    def check_attached(self, first, seq, kind, data):
        """The bundle and the bodies that an entry names."""
        bundle = (data.get('bundle') or {}).get('digest') if kind in ('intent', 'refusal') else None
        if bundle and bundle not in self.bundles:
            self.bundles.add(bundle)
            name = f"bundles/{bundle.replace(':', '-')}.tar.gz"
            if not self.has(name):
                fault(f'entry {seq}', f'names {bundle}, which is missing')
            elif f'sha256:{sha256(self.read(name)).hex()}' != bundle:
                fault(f'entry {seq}', f'names {bundle}, which was altered')
        if data.get('id') not in self.keys:
            return
        for body in (data.get('sealed'), data.get('body'), data.get('request_body')):
            if isinstance(body, dict) and OBJECT.fullmatch(str(body.get('object'))):
                self.check_body(first, seq, body['object'])

    def check_body(self, first, seq, digest):
        if first not in self.frames:
            self.frames[first] = dict(self.read_frames(f'{first:012}.bodies'))
        name = f'objects/{digest[:2]}/{digest[2:]}'
        data = self.frames[first].get(digest)
        if data is None and self.has(name):
            data = self.read(name)
        if data is None:
            fault(f'entry {seq}', f'names body {digest}, which is missing')
        elif sha256(data).hex() != digest:
            fault(f'entry {seq}', f'names body {digest}, which was altered')

    def read_frames(self, name):
        data = self.read(name) if self.has(name) else b''
        at = 0
        while at < len(data):
            length = int.from_bytes(data[at + 32 : at + 40], 'big')
            if at + 40 + length > len(data):
                fault(name, f'is cut from byte {at} on')
                return
            yield data[at : at + 32].hex(), data[at + 40 : at + 40 + length]
            at += 40 + length


class Signers:
    """Who must have signed which checkpoint: each key is named by an entry, under the signature of the one before."""

    def __init__(self, trusted, gap):
        self.trusted = trusted
        self.gap = gap
        self.named = []
        self.leaving = []

    def take(self, seq, data):
        key, previous = Key(data['key']), data.get('previous')
        follows = previous == self.named[-1][1].vkey if self.named else self.is_known(key.vkey)
        if not follows and not (self.may_succeed(self.named) and self.is_known(previous)):
            fault(f'entry {seq}', f'names a key that nobody vouches for: {key.vkey}')
            return
        if previous:
            self.leaving.append((seq, Key(previous)))
        self.named.append((seq, key))

    def may_succeed(self, named):
        """Whether an entry that named another key after these may have been removed."""
        return not named or named[-1][0] < self.gap

    def is_known(self, vkey):
        """Whether it is known from elsewhere, and no entry has named it yet: its own may have been removed."""
        return any(key.vkey == vkey for key in self.trusted) and all(key.vkey != vkey for _, key in self.named)

    def current(self, checkpoint):
        """The key that signs there: the last that was named before, or a known one whose entry is not there."""
        named = [each for each in self.named if each[0] < checkpoint.size]
        before = [key for _, key in named]
        if before and (checkpoint.signed_by(before[-1]) or not self.may_succeed(named)):
            return before[-1]
        for key in self.trusted:
            if self.is_known(key.vkey) and checkpoint.signed_by(key):
                if before:
                    self.named.insert(len(before), (checkpoint.size - 1, key))
                return key
        return before[-1] if before else self.trusted[0]

    def check(self, place, checkpoint):
        current = [self.current(checkpoint)]
        leaving = [each for each in self.leaving if each[0] < checkpoint.size]
        self.leaving = [each for each in self.leaving if each not in leaving]
        for key in current + [key for _, key in leaving]:
            if not checkpoint.signed_by(key):
                fault(place, f'is not signed by {key.vkey}')
        if checkpoint.origin != current[0].name:
            fault(place, 'is of another ledger')
        for key in self.all():
            if any((name, key_id) == (key.name, key.id) for name, key_id, _ in checkpoint.signatures):
                if not checkpoint.signed_by(key):
                    fault(place, f'has a signature of {key.vkey} that is not good')

    def all(self):
        return self.trusted + [key for _, key in self.named]


def check_certificate(name, text, signers, archive):
    try:
        value = json.loads(text)
        note, checkpoint = Note(value['certificate']), Checkpoint(value['checkpoint'])
        kind, origin, erasure, reference, count, time, commitment = note.text.split('\n')[:-1]
        entry = json.loads(value['entry'])
        path = [b64(part) for part in value['proof']]
        leaf = sha256(b'\x00' + value['entry'].encode())
        data = entry['data']
        members = ('v', 'certificate', 'entry', 'index', 'proof', 'checkpoint')
        good = (
            spelt({member: value[member] for member in members}) + '\n' == text.decode()
            and any(note.signed_by(key) and checkpoint.signed_by(key) for key in signers.all())
            and kind == 'regent/erasure/v1'
            and name == f'certificates/{erasure}.json'
            and origin == checkpoint.origin
            and (archive.erasures.get(value['index'], (None,))[0] == leaf or archive.is_removed(value['index']))
            and all(
                (begun['reference'], begun['commitment']) == (reference, commitment)
                for _, begun in archive.erasures.values()
                if (begun['erasure'], begun['state']) == (erasure, 'begun')
            )
            and is_included(leaf, value['index'], checkpoint.size, path, checkpoint.root)
            and (entry['seq'], entry['type'], entry['time']) == (value['index'], 'erasure', time)
            and (data['erasure'], data['state'], str(data['count'])) == (erasure, 'done', count)
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        good = False
    if not good:
        fault(name, 'is no certificate of this ledger')


def read_checkpoint(place, note):
    try:
        return Checkpoint(note)
    except (ValueError, binascii.Error) as error:
        fault(place, f'is no checkpoint ({error})')
        return None


def verify(directory, vkeys, witnesses, kept):
    archive = Archive(directory)
    runs, size = archive.manifest['runs'], archive.manifest['size']
    # The last entry that is not here: before it one that named a key may have been removed.
    gap = -1 if not runs else size - 1 if runs[-1][1] < size - 1 else runs[-1][0] - 1
    signers = Signers([Key(vkey) for vkey in vkeys], gap)
    archive.check_files()
    archive.read_keys()
    newest = read_checkpoint('checkpoint', archive.read('checkpoint').decode())
    if newest is None:
        return 0
    manifest = archive.manifest
    if (manifest['origin'], manifest['size'], manifest['root']) != (
        newest.origin,
        newest.size,
        base64.b64encode(newest.root).decode(),
    ):
        fault('archive.json', 'is not of the checkpoint')
    entries, vkeys_named = 0, []

    def take(first, seq, kind, data):
        nonlocal entries
        entries += 1
        if kind == 'signing-key':
            vkeys_named.append(data['key'])
            signers.take(seq, data)
        archive.check_attached(first, seq, kind, data)

    archive.check_entries(newest, take)
    if archive.lines('keys.txt') != [vkey.encode() for vkey in vkeys_named]:
        fault('keys.txt', 'has other keys than entries name')
    older = []
    for number, line in enumerate(archive.lines('checkpoints'), 1):
        found = read_checkpoint(f'checkpoints line {number}', json.loads(line)['note'])
        if found:
            older.append((f'checkpoints line {number}', found))
    proofs = archive.lines('consistency.ndjson')
    sizes = [found.size for _, found in older]
    if sizes != sorted(set(sizes)) or sizes[-1:] > [newest.size]:
        fault('checkpoints', 'are not in order')
    if len(proofs) != len(older):
        fault('consistency.ndjson', 'has not one line for each checkpoint')
    for (place, checkpoint), line in zip(older, proofs):
        proof = json.loads(line)
        path = [b64(part) for part in proof['proof']]
        if spelt({'old': proof['old'], 'new': proof['new'], 'proof': proof['proof']}) != line.decode():
            fault('consistency.ndjson', 'is spelt otherwise')
        sizes = (proof['old'], proof['new']) == (checkpoint.size, newest.size)
        if not sizes or not is_consistent(checkpoint.size, checkpoint.root, newest.size, newest.root, path):
            fault(place, 'is not of this ledger')
    for place, checkpoint in older + [('checkpoint', newest)]:
        signers.check(place, checkpoint)
    for witness in map(Key, witnesses):
        if not newest.signed_by(witness):
            fault('checkpoint', f'is not cosigned by {witness.name}')
    for name in kept:
        with open(name, encoding='utf-8') as file:
            mine = Checkpoint(file.read())
        if mine.size > newest.size:
            fault(name, f'covers {mine.size} entries: the ledger was cut')
        for _, checkpoint in older + [('checkpoint', newest)]:
            if checkpoint.size == mine.size and checkpoint.root != mine.root:
                fault(name, 'has another root: the ledger was rewritten')
    for name in manifest['files']:
        if name.startswith('certificates/') and not name.endswith('.unfinished.json') and archive.has(name):
            check_certificate(name, archive.read(name), signers, archive)
    for seq, (_, data) in archive.erasures.items():
        name = f"certificates/{data['erasure']}"
        if data['state'] == 'done' and not archive.has(f'{name}.json') and not archive.has(f'{name}.unfinished.json'):
            fault(f'{name}.json', f'is missing, although entry {seq} says that this erasure is done')
    return entries


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('archive')
    parser.add_argument('vkey', nargs='+')
    parser.add_argument('--witness', action='append', default=[])
    parser.add_argument('--checkpoint', action='append', default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        if os.path.isdir(options.archive):
            directory = options.archive
        else:
            unpack(options.archive, directory)
        try:
            entries = verify(directory, options.vkey, options.witness, options.checkpoint)
        except (ValueError, KeyError, TypeError, OSError) as error:
            fault(options.archive, f'cannot be read ({error!r})')
            entries = 0
    for each in FAULTS:
        print(each)
    print(f'{len(FAULTS)} FAULTS' if FAULTS else f'{entries} entries are what was written')
    return 1 if FAULTS else 0


if __name__ == '__main__':
    sys.exit(main())
