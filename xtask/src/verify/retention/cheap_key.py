"""Gives a repository of restic a key whose password costs nothing to try:

    cheap_key.py REPOSITORY

A call of restic spends most of its time on the derivation of a key from the password, which is made to be slow. The master key stays
the same; only the lock around it becomes weak, so this is for repositories that are thrown away (restic, doc/design.rst, "Keys,
Encryption and MAC").
"""

import base64
import hashlib
import json
import os
import pathlib
import subprocess
import sys

PASSWORD = os.environ["RESTIC_PASSWORD"].encode()


def openssl(cipher, key, data, *words):
    """One pass of a cipher."""
    command = ["openssl", "enc", cipher, "-K", key.hex(), "-nopad", *words]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def keys(salt, cost, blocks, lanes):
    """The keys that a password stands for: of AES-256, and the two of the MAC."""
    derived = hashlib.scrypt(PASSWORD, salt=salt, n=cost, r=blocks, p=lanes, maxmem=1 << 30, dklen=64)
    return derived[:32], derived[32:48], derived[48:]


def mac(text, nonce, key, mask):
    """Poly1305-AES."""
    factor = int.from_bytes(mask, "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    sum_ = 0
    for start in range(0, len(text), 16):
        sum_ = (sum_ + int.from_bytes(text[start : start + 16] + b"\x01", "little")) * factor % ((1 << 130) - 5)
    end = int.from_bytes(openssl("-aes-128-ecb", key, nonce), "little")
    return ((sum_ + end) % (1 << 128)).to_bytes(16, "little")


def main():
    """Replaces the only key."""
    [path] = (pathlib.Path(sys.argv[1]) / "keys").iterdir()
    key = json.loads(path.read_text())
    data = base64.b64decode(key["data"])
    nonce, text = data[:16], data[16:-16]
    cipher, own, mask = keys(base64.b64decode(key["salt"]), key["N"], key["r"], key["p"])
    if mac(text, nonce, own, mask) != data[-16:]:
        sys.exit("the key of the repository is not locked as its design says")
    master = openssl("-aes-256-ctr", cipher, text, "-d", "-iv", nonce.hex())
    key["N"], key["r"], key["p"] = 2, 1, 1
    cipher, own, mask = keys(base64.b64decode(key["salt"]), 2, 1, 1)
    text = openssl("-aes-256-ctr", cipher, master, "-iv", nonce.hex())
    key["data"] = base64.b64encode(nonce + text + mac(text, nonce, own, mask)).decode()
    written = json.dumps(key).encode()
    path.with_name(hashlib.sha256(written).hexdigest()).write_bytes(written)
    path.unlink()


if __name__ == "__main__":
    main()
