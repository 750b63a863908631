"""Texts that mean something to a shell, to FFmpeg's filters, to HTML, to a path or to a terminal. To the studio they
are letters."""

ODD_TEXTS = (
    """It's "quoted", `ticked` and $(called) ; rm -rf / # &&""",
    "50% off: %03d %s %(title)s {0} {x} \\n \\: \\\\ ,;=[out]'",
    "drawtext=text='x':enable='between(t,0,9)',movie=/etc/passwd",
    "<script>alert(1)</script> &amp; <img src=x onerror=alert(1)>",
    "../../../../etc/passwd /tmp/x ..\\..\\windows C:\\x",
    "🌧️ Regen 👨‍👩‍👧 e\u0301tude 夜の音楽",
    "ليل هادئ \u202egnp.exe \u2067abc\u2069 שקט",
    "first line\nsecond line\r\n\tthird \u2028 fourth \x1b[31mred \x07",
    "x" * 10_000,
    "=HYPERLINK(1) -i --help @file",
)
