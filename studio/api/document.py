"""Prints the OpenAPI document, from which clients are generated, as stable JSON: `python -m studio.api.document`."""

import json
import sys

from studio.api.app import create_app


def document_text() -> str:
    return json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document_text())
