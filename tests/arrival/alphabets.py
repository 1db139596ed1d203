"""What courses are made of in these tests: every script, every mark that some format trips over, broken markup."""

SCRIPTS = (
    "שלום עולם", "مرحبا بالعالم", "\u202eאבג\u202c", "\u2067עברית abc\u2069", "中文课程", "日本語ｶﾞ", "한국어",
    "ภาษาไทย", "नमस्ते", "বাংলা", "Tiếng Việt", "İstanbulı", "ß ﬁ Ǆ", "Ελληνικά", "Русский", "👩‍🌾", "🏳️‍🌈",
    "🇵🇱", "e\u0301", "é", "Å", "Z̷͑ą̈l̴̆g̸o", "\u200d", "\u200b", "\ufeff", "\u2028", "\u2029", "\x85",
    "\xa0", "\xad", "\x7f", "\x9f", "\ufdd0", "\U0001fffe", "\U0010ffff", "\ue000", "𝔘𝔫𝔦", "\u0378",
)  # fmt: skip
"""All of them legal in XML, though some are no characters that anybody assigned."""

SPACES = (
    " ", "\t", "\n", "\r", "\r\n", "\n\n", "  ",
)  # fmt: skip

MARKS = (
    "]]>", "]]&gt;", "--", "-->", "&nbsp;", "&", "&amp;", "&lt;", "&#0;", "&#x1F;", "&#xD800;",
    "&#x10FFFF;", "&bogus;", '"', "'", ">", "%", "%20", "%s", "{{x}}", "${x}", "\\", "\\u0041", "/", "../",
    "+", "@", ":", "a.b", "0", "1e5", "[]",
)  # fmt: skip

JSON_LIKE = (
    '"Hello, world!"',
    '""',
    "null",
    ' "x" ',
    '"\\u0041"',
    '"a\\nb"',
    "123",
    "true",
    "[1]",
    '{"a": 1}',
    "NaN",
)
"""Titles that mean something else to whoever reads them as JSON, as the platform does with attributes."""

WHOLE_TAGS = (
    "<p>x</p>", "<b>é</b>", "<br>", "<br/>", "<ul><li>1<li>2</ul>", "<!-- a -- b -->", "<!---->",
    "<pre>\n\n a\t</pre>", "<é>", "<o:p></o:p>", "<svg viewBox='0 0 1 1'><path d='M0'/></svg>",
    "<math><mi>x</mi></math>", "<?php x ?>", "<![CDATA[x]]>", "<!DOCTYPE html>",
    "<script>if (a < b && c) { '</b>' }</script>", "<style>p > b {}</style>", "<html><body>x</body></html>",
    "<img src='https://example.org/é.png?a=1&b=2' alt=''>", "<iframe src='//e.org'></iframe>",
    "<a href='#x' id='x'>x</a><i id='x'></i>", "<table><tr><td>1</table>", "<p><div>x</div></p>",
    "<textarea></b></textarea>", "<a href='https://e.org/asset-v1:A+B+C+type@asset+block@x.png'>x</a>",
)  # fmt: skip
"""Markup that ends what it begins, so that it may stand beside any other."""

BROKEN_TAGS = (
    "<", "</", "<p", "</p>", "<p>", "<b", "<!--", "<![CDATA[", "<?", "<!", "<a href=\"x", "<script>",
    "<style>", "<x y=<", "<img src='../a.png'>", "<a href='C:\\x'>", "<img src='/static/none.png'>",
    "</br>", "<title>", "<plaintext>", "<>",
)  # fmt: skip
"""Markup that swallows what follows, or refers to what is not there."""

ILLEGAL = (
    "\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x1f", "\ud800", "\udbff", "\udc00", "\udfff",
    "\ufffe", "\uffff",
)  # fmt: skip
"""What XML 1.0 cannot carry."""
