"""Draws `answer.svg`: the sample articles, the demo's first question, the real program. Run by `make screenshot`."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import tempfile
import tomllib
from importlib.resources import files
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

from bot.session import once
from bot.settings import Settings
from bot.terminal.render import Screen

WIDTH = 108
# The form of rich's own picture, less the font that it would fetch from elsewhere.
FORM = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
 font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: arial; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def main() -> None:
    """Ask, and draw what the screen shows."""
    samples = files("bot") / "samples"
    question = tomllib.loads((samples / "demo.toml").read_text("utf-8"))["questions"][0]["text"]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/archive.db"
        program = Path(sys.executable).with_name("copydesk")
        ingest = [program, "--database", url, "ingest", str(samples)]
        subprocess.run(ingest, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (our own program, our own files)
        outcome = asyncio.run(once(Settings(database_url=url), "ask", question))
    console = Console(width=WIDTH, record=True, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text.assemble(("$ ", "dim"), f'copydesk ask "{question}"', "\n"))
    console.print(Screen(outcome.reply, buttons=False))
    picture = console.export_svg(title="copydesk", theme=DIMMED_MONOKAI, code_format=FORM, unique_id="copydesk")
    Path(__file__).with_name("answer.svg").write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
