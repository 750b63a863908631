"""The evidence of rights as a page for people: one HTML file that needs nothing else.

Everything that comes from a provider or a person is escaped, and only addresses of the web become links.
"""

from collections import Counter
from html import escape

from studio.schemas.rights import AlbumLicences, PieceLicence, RightsRecord
from studio.stages import Stage

_STYLE = """
:root { color-scheme: light dark; --soft: #6b6862; --line: #e2dfd9; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --soft: #a09d95; --line: #33322e; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; margin: 0 auto;
  max-width: 72rem; padding: 2rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0 0 .4rem; }
p { margin: .25rem 0; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .8rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th, dt, .soft { color: var(--soft); font-weight: 400; font-size: .85rem; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .2rem 1rem; margin: 0; }
dd { margin: 0; }
code { font-size: .85rem; }
.bad { color: var(--bad); font-weight: 600; }
"""

_NOT_RECORDED = "not recorded when it was made"
_KINDS = {Stage.TRACKS: "Track", Stage.VISUALS: "Visual"}


def licences_page(licences: AlbumLicences) -> str:
    """The page as HTML."""
    title = escape(licences.album_title)
    pieces = "".join(map(_piece, licences.pieces))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} (rights)</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<h1>{title}</h1>\n<p class="soft">{escape(licences.video_file)}</p>\n'
        "<p>Under what terms each track and visual was made, as they were noted when it was made.</p>\n"
        f"<h2>Terms</h2>\n{_terms(licences)}<h2>Tracks and visuals</h2>\n{pieces}</body>\n</html>\n"
    )


def _terms(licences: AlbumLicences) -> str:
    """Each provider and its terms once, with the number of pieces."""
    counts = Counter((piece.stage, piece.provider_label, piece.rights) for piece in licences.pieces)
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{count} {stage if count > 1 else _KINDS[stage].lower()}</td>'
        f"<td>{_plan(rights)}</td><td>{_terms_address(rights)}</td><td>{_commercial_use(rights)}</td></tr>\n"
        for (stage, label, rights), count in counts.items()
    )
    headings = ("Provider", "Pieces", "Plan", "Terms", "Commercial use")
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _piece(piece: PieceLicence) -> str:
    facts = {
        "Provider": escape(piece.provider_label),
        "Plan": _plan(piece.rights),
        "Terms": _terms_address(piece.rights),
        "Commercial use": _commercial_use(piece.rights),
        "Licence document": _address(piece.license_document_url),
        "Made": f"{piece.made_at:%Y-%m-%d %H:%M:%S} UTC",
        "Prompt": escape(piece.prompt_text),
        "Provider's id": escape(piece.provider_id or ""),
        "Request, SHA-256": _digest(piece.request_sha256),
        "Answer, SHA-256": _digest(piece.response_sha256),
        "File": escape(piece.file),
        "File, SHA-256": _digest(piece.sha256),
    }
    lines = "".join(f"<dt>{name}</dt><dd>{value}</dd>\n" for name, value in facts.items() if value)
    heading = f"{_KINDS[piece.stage]} {piece.number}: {escape(piece.title)}"
    return f"<article>\n<h3>{heading}</h3>\n<dl>\n{lines}</dl>\n</article>\n"


def _plan(rights: RightsRecord | None) -> str:
    return _NOT_RECORDED if rights is None else escape(rights.plan)


def _terms_address(rights: RightsRecord | None) -> str:
    if rights is None:
        return ""
    date = "" if rights.terms_date is None else f"of {rights.terms_date.isoformat()}"
    return f"{_address(rights.terms_url)} {date}".strip()


def _commercial_use(rights: RightsRecord | None) -> str:
    match None if rights is None else rights.allows_commercial_use:
        case True:
            return "allowed"
        case False:
            return '<span class="bad">not allowed</span>'
        case None:
            return "not stated"


def _address(url: str | None) -> str:
    if url is None:
        return ""
    shown = escape(url)
    return f'<a href="{shown}" rel="noreferrer">{shown}</a>' if url.startswith(("https://", "http://")) else shown


def _digest(digest: str | None) -> str:
    return "" if digest is None else f"<code>{escape(digest)}</code>"
