"""Signatures after the Standard Webhooks specification, for which receivers find libraries in every language.

The secret is derived from the webhook's salt and the home's secret key: whoever reads the database alone cannot sign.
"""

import base64
import hashlib
import hmac

from records.home import Home

PREFIX = "whsec_"


def secret(home: Home, salt: str) -> str:
    """The secret of a webhook, as its receiver is given it."""
    derived = hmac.new(home.secret(), f"webhook:{salt}".encode(), hashlib.sha256).digest()
    return PREFIX + base64.b64encode(derived).decode()


def headers(home: Home, salt: str, message: str, timestamp: int, body: str) -> dict[str, str]:
    """What a message carries: who it is, when it was sent, and the signature over both and its body."""
    key = base64.b64decode(secret(home, salt).removeprefix(PREFIX))
    signed = hmac.new(key, f"{message}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }
