#!/usr/bin/env bash
# In a tagged PDF of WeasyPrint, words at the end of a line run together for whoever reads by the tags.
#
# WeasyPrint 70.0, asked for pdf/ua-1, breaks a paragraph into lines and writes one marked content for each line. The
# space at which it broke the line is in none of them, nor is a space that stands alone between two inline elements;
# the tags have nothing between two lines but that both belong to one paragraph. What is drawn is right, and a program
# that reads by places (pdftotext) sees two words. A program that reads by the tags, as screen readers do, joins the
# marked content of the paragraph and has "thewhole". ISO 32000-1 wants each space of the text in a tagged file (14.8.2.5,
# on identifying word breaks) and PDF/UA-1 builds on it, but veraPDF 1.31 passes the file: it cannot know the words.
#
# Seen 2026-11-29 with weasyprint 70.0, pikepdf 10.18.0 and Pango 1.50.12:
#     The letter must show thewhole address in thewindow of an envelope, andnothing else.
#     DearSir
# With another font the lines break elsewhere. Exit 1 when the words are apart.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet weasyprint==70.0 pikepdf==10.18.0
"$folder/venv/bin/python" - <<'PYTHON'
import io
import re
import sys

import pikepdf
import weasyprint

SENTENCE = "The letter must show the whole address in the window of an envelope, and nothing else."
HTML = f"<html lang=en><title>x</title><style>p {{ width: 6cm }}</style><p>{SENTENCE}</p><p><b>Dear</b> <i>Sir</i></p>"
made = weasyprint.HTML(string=HTML).write_pdf(pdf_variant="pdf/ua-1")

with pikepdf.open(io.BytesIO(made)) as document:
    (page,) = document.pages
    says = {}
    for name, font in page.Resources.Font.items():
        table = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font.ToUnicode.read_bytes())
        says[name] = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in table}
    shown, mark, font = {}, None, None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "BDC":
            mark = int(operands[1].MCID)
        elif str(operator) == "Tf":
            font = says[str(operands[0])]
        elif str(operator) == "TJ":
            glyphs = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
            text = "".join(font[int.from_bytes(glyphs[at : at + 2], "big")] for at in range(0, len(glyphs), 2))
            shown[mark] = shown.get(mark, "") + text

    def read(element):
        for kid in element.K:
            if isinstance(kid, pikepdf.Dictionary):
                yield from read(kid)
            else:
                yield shown.get(int(kid), "")

    paragraphs = ["".join(read(element)) for element in document.Root.StructTreeRoot.K[0].K]

for paragraph in paragraphs:
    print(paragraph)
sys.exit(paragraphs == [SENTENCE, "Dear Sir"])
PYTHON
