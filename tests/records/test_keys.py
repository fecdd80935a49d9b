"""Keys must stay what they are: every snapshot, case and model rests on them."""

from hashlib import blake2b

from records.keys import Keyring

SECRET = b"s" * 32


def test_a_key_is_the_keyed_hash_of_its_text_without_the_sign() -> None:
    digest = blake2b(b"99010119600101001X", digest_size=8, key=SECRET, person=b"person").digest()
    assert Keyring(SECRET).person("99010119600101001X") == int.from_bytes(digest, "little") % 2**63


def test_keys_made_together_are_those_made_one_by_one() -> None:
    keyring, numbers = Keyring(SECRET), range(1, 200)
    assert keyring.rows("abc", "发放表", numbers).tolist() == [keyring.row("abc", "发放表", row) for row in numbers]
    people = [f"990101196001{number:06d}" for number in numbers]
    assert keyring.persons(people).tolist() == list(map(keyring.person, people))


def test_no_rows_have_no_keys() -> None:
    assert Keyring(SECRET).rows("abc", "", []).tolist() == []
