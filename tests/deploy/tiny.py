"""The smallest site: says what reached it, and fails when asked to."""

import json


def app(environ, start_response):
    if environ["PATH_INFO"].endswith("/fails/"):
        raise RuntimeError(f"{environ['PATH_INFO']} failed for 203.0.113.9 and 2001:db8::9")
    body = json.dumps(
        {
            "body": len(environ["wsgi.input"].read()),
            "forwarded_for": environ.get("HTTP_X_FORWARDED_FOR"),
            "scheme": environ["wsgi.url_scheme"],
            "host": environ.get("HTTP_HOST"),
        }
    ).encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]
