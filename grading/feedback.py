"""What a learner gets back, as Markdown and as a page of HTML; and text that is safe in a spreadsheet and as a file's name."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from pathlib import Path

_MARKS = {"passed": "✓", "failed": "✗", "blank": "○"}
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "li{margin:.3em 0;list-style:none}ul{padding-left:0}.passed::before{content:'✓ '}.failed::before{content:'✗ '}.blank::before{content:'○ '}"
    ".note{color:#555}@media(prefers-color-scheme:dark){body{color:#ddd;background:#16181c}.note{color:#aaa}}"
)


def markdown(result: dict) -> str:
    """A result as Markdown. Nothing that a learner wrote can become markup."""
    lines = [f"# {_plain(_title(result))}", "", f"**{_plain(_headline(result))}**", ""]
    lines += [f"{_plain(note)}  " for note in result["notes"]]
    for number, grade in enumerate(result["exercises"], 1):
        lines += ["", f"## {number}. {_plain(grade['title'])}: {_points(grade)}", ""]
        lines += [f"*{_plain(note)}*  " for note in _notes(grade)]
        lines += [f"- {_MARKS[verdict['state']]} {_plain(_sentence(verdict))}" for verdict in grade["verdicts"]]
    return "\n".join(lines).rstrip() + "\n"


def page(result: dict) -> str:
    """A result as a page of HTML that runs and loads nothing."""
    parts = [f"<h1>{html.escape(_title(result))}</h1>", f"<p><strong>{html.escape(_headline(result))}</strong></p>"]
    parts += [f"<p class=note>{html.escape(note)}</p>" for note in result["notes"]]
    for number, grade in enumerate(result["exercises"], 1):
        parts.append(f"<h2>{number}. {html.escape(grade['title'])}: {_points(grade)}</h2>")
        parts += [f"<p class=note>{html.escape(note)}</p>" for note in _notes(grade)]
        items = [f"<li class={verdict['state']}>{html.escape(_sentence(verdict))}</li>" for verdict in grade["verdicts"]]
        parts.append(f"<ul>{''.join(items)}</ul>" if items else "")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{html.escape(_title(result))}</title><style>{_STYLE}</style></head><body><main>\n"
        + "\n".join(part for part in parts if part)
        + "\n</main></body></html>\n"
    )


def cell(value: object) -> str:
    """A value for a spreadsheet. Text that a spreadsheet would compute gets an apostrophe in front."""
    if isinstance(value, (int, float)):
        return f"{value:g}"
    text = " ".join(str(value).split())
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def uncell(text: str) -> str:
    """The text that `cell` has made safe."""
    return text[1:] if re.match(r"'[=+\-@]", text) else text


def file_name(identity: str) -> str:
    """A file's name for an id: the same for the same id, never another folder, never hidden, never too long."""
    letters = unicodedata.normalize("NFC", identity)
    safe = "".join(c if c.isalnum() or c in "-_@." else "".join(f"%{byte:02X}" for byte in c.encode()) for c in letters)
    safe = "%2E" + safe[1:] if safe.startswith(".") else safe or "%"
    if len(safe.encode()) > 120:
        safe = safe[:40] + "-" + hashlib.sha256(identity.encode()).hexdigest()[:16]
    return safe


def write(result: dict, folder: Path) -> None:
    """Write a learner's feedback, both forms."""
    folder.mkdir(parents=True, exist_ok=True)
    name = file_name(result["student"])
    (folder / f"{name}.md").write_text(markdown(result), encoding="utf-8")
    (folder / f"{name}.html").write_text(page(result), encoding="utf-8")


def _title(result: dict) -> str:
    who = f"{result['name']} ({result['student']})" if result["name"] else result["student"]
    return f"Exercises {result['chapter']} · {who}"


def _headline(result: dict) -> str:
    words = {
        "graded": f"{result['total'] or 0:g} of {result['out_of']:g} points",
        "not attempted": "Nothing has been written into the notebook yet",
        "unreadable": "Your notebook could not be read, so there is no grade yet",
        "missing": "No notebook has been handed in, so there is no grade yet",
        "grader error": "Something went wrong in the grading, not in your work. There is no grade yet",
    }
    return f"{words[result['status']]}."


def _points(grade: dict) -> str:
    return f"{grade['points']:g} of {grade['out_of']:g}"


def _notes(grade: dict) -> list[str]:
    blank = ["Not attempted."] if grade["blank"] else []
    return blank + [f"{note[0].upper()}{note[1:]}." for note in grade["notes"]] + [f"Refused while it ran: {flag}." for flag in grade["flags"]]


def _sentence(verdict: dict) -> str:
    points = f"{verdict['points']:g} point{'' if verdict['points'] == 1 else 's'}"
    message = f" → {verdict['message']}" if verdict["state"] != "passed" and verdict["message"] else ""
    hint = f" Hint: {verdict['hint']}" if verdict["hint"] else ""
    return f"{verdict['title']} ({points}){message}{'.' if message and hint and message[-1] not in '.?!…' else ''}{hint}"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_\[\]<>#|&])", r"\\\1", " ".join(text.split()))
