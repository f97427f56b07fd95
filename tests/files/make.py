#!/usr/bin/env python3
"""Writes the files of this folder with the programs that people use.

Made with LibreOffice 7.4.7.2, Python 3.11, openpyxl 3.1.5, xlsxwriter 3.3.1, pandas 3.1.1,
odfpy 1.4.1, python-docx 1.2.0 and msoffcrypto-tool 6.1.0. `table.tsv` states the right result for each file; the test `mailing::corpus` reads it.

Run in this folder: python3 make.py
"""

import csv
import datetime
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

import docx
import openpyxl
import pandas
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

HEADER = ["number", "prenom", "ville"]
ROWS = [["+33600000001", "Zoé", "Lens"], ["+33600000002", "Ali", "Saint-Denis; 93"]]
HERE = pathlib.Path(__file__).parent


def book(name, rows, sheet="Clients"):
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    made.save(HERE / name)
    return made


def libreoffice():
    """CSV tokens: separator, quote, character set, first line, formats, language, quote all."""
    kinds = {
        "lo_comma.csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
        "lo_semicolon.csv": "csv:Text - txt - csv (StarCalc):59,34,76,1",
        "lo_tab.csv": "csv:Text - txt - csv (StarCalc):9,34,76,1",
        "lo_pipe.csv": "csv:Text - txt - csv (StarCalc):124,34,76,1",
        "lo_quote_all.csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,true",
        "lo_windows_1252.csv": "csv:Text - txt - csv (StarCalc):59,34,1,1",
        "lo_utf_16.csv": "csv:Text - txt - csv (StarCalc):9,34,65535,1",
        "lo.xlsx": "xlsx",
        "lo.ods": "ods",
        "lo.fods": "fods",
        "lo.xls": "xls",
        "lo.html": "html:HTML (StarCalc)",
        "lo.pdf": "pdf",
    }
    for name, kind in kinds.items():
        convert(HERE / "openpyxl.xlsx", name, kind)
    convert(HERE / "types.xlsx", "lo_types.ods", "ods")
    convert(HERE / "types.xlsx", "lo_types.xlsx", "xlsx")
    convert(HERE / "hidden.xlsx", "lo_hidden.ods", "ods")
    convert(HERE / "numeric.xlsx", "lo_numeric.ods", "ods")
    convert(HERE / "newlines.xlsx", "lo_newlines.ods", "ods")
    convert(HERE / "newlines.xlsx", "lo_newlines.csv", kinds["lo_comma.csv"])
    convert(HERE / "filtered.xlsx", "lo_filtered.ods", "ods")
    convert(HERE / "filtered.xlsx", "lo_filtered.xlsx", "xlsx")
    convert(HERE / "formulas.xlsx", "lo_formulas.xlsx", "xlsx")
    convert(HERE / "blank_result.xlsx", "lo_blank_result.xlsx", "xlsx")
    convert(HERE / "cover.xlsx", "lo_cover.ods", "ods")


# Runs in Debian's Python with the package python3-uno, because LibreOffice's converter takes no password.
ENCRYPT = """
import subprocess, sys, time, uno
from com.sun.star.beans import PropertyValue
source, target, pipe = sys.argv[1:]
office = subprocess.Popen(["soffice", "--headless", f"--accept=pipe,name={pipe};urp"])
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
for _ in range(120):
    try:
        context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.5)
desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
options = lambda **named: tuple(PropertyValue(Name=name, Value=value) for name, value in named.items())
book = desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, options(Hidden=True))
book.storeToURL(f"file://{target}", options(FilterName="calc8", Password="secret"))
book.close(True)
desktop.terminate()
office.wait()
"""


def encrypted():
    arguments = [str(HERE / "openpyxl.xlsx"), str(HERE / "lo_encrypted.ods"), "encrypt"]
    subprocess.run(["/usr/bin/python3", "-c", ENCRYPT, *arguments], check=True)


def convert(source, name, kind):
    with tempfile.TemporaryDirectory() as folder:
        command = ["soffice", "--headless", "--convert-to", kind, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True)
        made = next(pathlib.Path(folder).iterdir())
        shutil.copyfile(made, HERE / name)


def with_pandas():
    frame = pandas.DataFrame(ROWS, columns=HEADER)
    frame.to_csv(HERE / "pandas.csv", index=False)
    frame.to_csv(HERE / "pandas_index.csv")
    frame.to_csv(HERE / "pandas_sig.csv", index=False, sep=";", encoding="utf-8-sig")
    frame.to_csv(HERE / "pandas_utf_16.csv", index=False, sep="\t", encoding="utf-16")
    frame.to_csv(HERE / "pandas_utf_16_le.csv", index=False, sep=";", encoding="utf-16-le")
    frame.to_csv(HERE / "pandas_cp1252.csv", index=False, sep=";", encoding="cp1252")
    frame.to_csv(HERE / "pandas_quote_all.csv", index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    frame.to_csv(HERE / "pandas_cr.csv", index=False, lineterminator="\r")
    missing = frame.assign(ville=[None, "Lens"])
    missing.to_csv(HERE / "pandas_null.csv", index=False, na_rep="NULL")
    floats = frame.assign(number=[33600000001.0, 33600000002.0])
    floats.to_csv(HERE / "pandas_float.csv", index=False)
    frame.to_json(HERE / "pandas.json", orient="records")
    frame.to_html(HERE / "pandas.html", index=False)
    frame.to_excel(HERE / "pandas.xlsx", index=False)
    with pandas.ExcelWriter(HERE / "title.xlsx") as writer:
        frame.to_excel(writer, index=False, startrow=3)
        writer.sheets["Sheet1"].write("A1", "Clients de Lens")
    with open(HERE / "title.csv", "w", encoding="utf-8") as file:
        file.write("Clients de Lens;;\n\n")
        frame.to_csv(file, index=False, sep=";")
    frame.to_excel(HERE / "pandas.ods", index=False, engine="odf")


def with_csv():
    dialects = {
        "csv_excel.csv": {"dialect": "excel"},
        "csv_tab.csv": {"dialect": "excel-tab"},
        "csv_unix.csv": {"dialect": "unix"},
        "csv_nonnumeric.csv": {"quoting": csv.QUOTE_NONNUMERIC, "delimiter": ";"},
    }
    for name, options in dialects.items():
        with open(HERE / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file, **options).writerows([HEADER, *ROWS])


def with_openpyxl():
    book("openpyxl.xlsx", [HEADER, *ROWS])
    book("newlines.xlsx", [HEADER, ["+33600000001", "Zo\n\"é\"", "a,b"]])
    book("numeric.xlsx", [HEADER, [33600000001, "Zoé", "Lens"]])
    book("offset.xlsx", [[], [], [None, None, *HEADER], [], [None, None, *ROWS[0]], [None, None, "06", "x", "y"]])
    filtered = book("filtered.xlsx", [HEADER, *ROWS, ["+33600000003", "Eve", "Lens"]])
    filtered.active.auto_filter.ref = "A1:C4"
    filtered.active.auto_filter.add_filter_column(2, ["Lens"])
    filtered.active.row_dimensions[3].hidden = True
    filtered.save(HERE / "filtered.xlsx")
    errors = book("errors.xlsx", [HEADER, ["+33600000001", "Zoé", "#CALC!"]])
    errors.active["C2"].data_type = "e"
    errors.save(HERE / "errors.xlsx")
    book("formulas.xlsx", [HEADER, ["+33600000001", '="Z"&"oé"', "Lens"]])
    book("blank_result.xlsx", [HEADER, ["+33600000001", '=IF(TRUE,"","x")', "Lens"]])
    with open(HERE / "openpyxl.xlsx", "rb") as plain, open(HERE / "encrypted.xlsx", "wb") as file:
        OOXMLFile(plain).encrypt("secret", file)
    hidden = book("hidden.xlsx", [["notes"], ["internal"]], sheet="Notes")
    hidden["Notes"].sheet_state = "hidden"
    clients = hidden.create_sheet("Clients")
    other = hidden.create_sheet("Autres")
    for row in [HEADER, *ROWS]:
        clients.append(row)
    for row in [HEADER, ["+33600000009", "Eve", "Lille"]]:
        other.append(row)
    hidden.active = 1
    hidden.save(HERE / "hidden.xlsx")
    cover = book("cover.xlsx", [["Campagne de Noël"], ["Liste dans l'onglet suivant"]], sheet="Présentation")
    cover.create_sheet("Notes").append(["internal"])
    clients = cover.create_sheet("Clients")
    for row in [HEADER, *ROWS]:
        clients.append(row)
    cover.save(HERE / "cover.xlsx")


def with_docx():
    document = docx.Document()
    table = document.add_table(rows=0, cols=3)
    for row in [HEADER, *ROWS]:
        for cell, text in zip(table.add_row().cells, row):
            cell.text = text
    document.save(HERE / "docx.docx")


def with_xlsxwriter():
    made = xlsxwriter.Workbook(HERE / "types.xlsx")
    sheet = made.add_worksheet("Clients")
    day, moment = made.add_format({"num_format": "dd/mm/yyyy"}), made.add_format({"num_format": "dd/mm/yy hh:mm"})
    clock, span = made.add_format({"num_format": "hh:mm"}), made.add_format({"num_format": "[h]:mm:ss"})
    percent, euro = made.add_format({"num_format": "0%"}), made.add_format({"num_format": "#,##0.00 €"})
    sheet.write_row(0, 0, HEADER)
    values = [
        lambda at: sheet.write_number(at, 1, 12),
        lambda at: sheet.write_number(at, 1, 12.5),
        lambda at: sheet.write_datetime(at, 1, datetime.datetime(2026, 12, 1), day),
        lambda at: sheet.write_datetime(at, 1, datetime.datetime(2026, 12, 1, 8, 30), moment),
        lambda at: sheet.write_datetime(at, 1, datetime.time(8, 30), clock),
        lambda at: sheet.write_number(at, 1, 26.5 / 24, span),
        lambda at: sheet.write_boolean(at, 1, True),
        lambda at: sheet.write_formula(at, 1, '="Z"&"oé"', None, "Zoé"),
        lambda at: sheet.write_formula(at, 1, "=NA()", None, "#N/A"),
        lambda at: sheet.write_number(at, 1, 0.2, percent),
        lambda at: sheet.write_number(at, 1, 1234.5, euro),
        lambda at: sheet.write_rich_string(at, 1, "Z", made.add_format({"bold": True}), "oé", " !"),
    ]
    for at, write in enumerate(values, 1):
        sheet.write_string(at, 0, f"+336000000{at:02}")
        write(at)
        sheet.write_string(at, 2, "Lens")
    made.close()
    inline = xlsxwriter.Workbook(HERE / "inline.xlsx", {"constant_memory": True})
    sheet = inline.add_worksheet()
    for at, row in enumerate([HEADER, *ROWS]):
        sheet.write_row(at, 0, row)
    inline.close()
    merged = xlsxwriter.Workbook(HERE / "merged.xlsx")
    sheet = merged.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.merge_range(1, 2, 2, 2, "Lens")
    for at, row in enumerate(ROWS, 1):
        sheet.write_row(at, 0, row[:2])
    merged.close()
    xlsxwriter.Workbook(HERE / "empty.xlsx").close()


def damaged():
    with zipfile.ZipFile(HERE / "archive.zip", "w") as file:
        file.writestr("clients.csv", "number\n+33600000001\n")
    whole = (HERE / "openpyxl.xlsx").read_bytes()
    (HERE / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(HERE / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("xl/sharedStrings.xml", "<sst><si><t>" + "a" * (40 << 20) + "</t></si></sst>")
    with zipfile.ZipFile(HERE / "repeated.ods", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        cells = '<table:table-row table:number-rows-repeated="4000000000"><table:table-cell office:value-type="string" table:number-columns-repeated="4000000000"><text:p>number</text:p></table:table-cell></table:table-row>'
        file.writestr("content.xml", f'<office:document-content><office:body><office:spreadsheet><table:table table:name="a">{cells}</table:table></office:spreadsheet></office:body></office:document-content>')


with_openpyxl()
with_xlsxwriter()
with_pandas()
with_csv()
with_docx()
damaged()
libreoffice()
encrypted()
