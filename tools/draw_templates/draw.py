#!/usr/bin/python3
"""Draws the report templates of every pack.

    draw.py [--out packs] [--preview] [PACK...]

--preview puts plausible figures where the bindings stand, to judge the layout on paper; never
commit such files.
"""

import argparse
import importlib
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))
PACKS = ["base", "burden", "voice", "safety", "care", "projects", "industry", "compute", "culture",
         "access"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packs", nargs="*", default=PACKS, metavar="PACK")
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument("--out", default=str(root / "packs"))
    parser.add_argument("--preview", action="store_true")
    arguments = parser.parse_args()
    files = bindings = 0
    for pack in arguments.packs:
        folder = pathlib.Path(arguments.out) / pack / "reports"
        for name, draw in importlib.import_module(pack).TEMPLATES.items():
            book = draw(str(folder / f"{name}.xlsx"), arguments.preview)
            sheets = "、".join(sheet.name for sheet in book.sheets)
            print(f"{pack}\t{name}\t{book.bindings}\t{sheets}")
            files += 1
            bindings += book.bindings
    print(f"{files} templates, {bindings} bindings")
    return 0


if __name__ == "__main__":
    sys.exit(main())
