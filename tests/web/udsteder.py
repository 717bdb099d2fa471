"""A sign-in like a municipality's, on loopback: it says what a test tells it to, signed with its own key (OpenID Connect Core)."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KLIENT, HEMMELIGHED = "snitflade", "proeve-hemmelighed"


class Udsteder:
    """The running provider. `claims`: what it says about whoever signs in; `krav`: changes to the token, for tests of bad ones."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "1", "use": "sig", "alg": "RS256"})
        self.signs_with = self.key
        self.claims: dict[str, Any] = {"sub": "abc-123", "preferred_username": "anna", "name": "Prøve Person Et"}
        self.krav: dict[str, Any] = {}
        self.without_id_token = False
        self.broken = False
        self.asked: dict[str, dict[str, str]] = {}
        self.redeemed: list[dict[str, str]] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def authorize(self, address: str) -> str:
        """What the person does: signs in there, and comes back with a code; gives the address come back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == KLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"kode-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """What a code is exchanged for; refused unless the client proves that it is the one who began."""
        self.redeemed.append(form)
        asked = self.asked.pop(form.get("code", ""), None)
        given = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or given != f"{KLIENT}:{HEMMELIGHED}":
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        basis = {"iss": self.issuer, "aud": KLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in (basis | self.claims | self.krav).items() if value is not None}
        answer = {"access_token": "adgang", "token_type": "Bearer", "expires_in": 300}
        if not self.without_id_token:
            answer["id_token"] = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signs_with)
        return 200, answer

    def configuration(self) -> dict[str, Any]:
        """Where everything is, as the discovery document says it."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers: dict[str, tuple[int, dict[str, Any]]] = {
                    "/.well-known/openid-configuration": (500 if outer.broken else 200, outer.configuration()),
                    "/jwks": (200, {"keys": [outer.key.as_dict(private=False)]}),
                }
                self._say(*answers.get(self.path, (404, {})))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._say(*outer.token(form, self.headers.get("Authorization", "")))

            def _say(self, status: int, what: dict[str, Any]) -> None:
                data = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        return Handler
