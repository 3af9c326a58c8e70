"""How the format of a cell looks in a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CSS = """
body{font:13px Arial,sans-serif;margin:0 0 3em;color:#202124;background:#fff}
h1{font-size:18px;font-weight:normal;margin:12px 16px}
h2{font-size:13px;margin:24px 16px 6px;color:#5f6368}
table{border-collapse:collapse;table-layout:fixed;margin:0 16px;font-size:13px}
td,th{border:1px solid #e2e3e3;padding:2px 3px;vertical-align:bottom;overflow:hidden;white-space:nowrap;height:16px}
th{background:#f8f9fa;color:#5f6368;font-weight:normal;text-align:center}
tr.frozen+tr:not(.frozen) td,tr.frozen+tr:not(.frozen) th{border-top:3px solid #bdc1c6}
td.over{overflow:visible}
td.note{background-image:linear-gradient(225deg,#fbbc04 7px,transparent 7px)}
nav{position:fixed;bottom:0;left:0;right:0;background:#f1f3f4;border-top:1px solid #dadce0;padding:8px 16px}
nav a{margin-right:20px;color:#188038;text-decoration:none}
.hidden{margin:16px;color:#80868b}
"""
ALIGN = {"LEFT": "left", "CENTER": "center", "RIGHT": "right", "TOP": "top", "MIDDLE": "middle"}


def merged_looks(cell: Mapping[str, Any], light: Mapping[str, Any] | None) -> dict[str, Any]:
    """The format of a cell, with that of a conditional format that holds there on top."""
    made = dict(cell.get("effectiveFormat") or cell.get("userEnteredFormat") or {})
    if "horizontalAlignment" not in made and "numberValue" in cell.get("effectiveValue", {}):
        made["horizontalAlignment"] = "RIGHT"
    for name, value in (light or {}).items():
        made[name] = {**made.get(name, {}), **value} if name == "textFormat" else value
        if name in ("backgroundColor", "backgroundColorStyle"):
            made["background"] = value.get("rgbColor", value)
    return made


def looks(form: Mapping[str, Any]) -> str:
    """A CellFormat as the style of an element."""
    return ";".join(_declarations(form))


def _declarations(form: Mapping[str, Any]) -> Iterator[str]:
    text = form.get("textFormat", {})
    background = form.get("background", _colour(form, "backgroundColor"))
    if background is not None and colour(background) != "#ffffff":
        yield f"background-color:{colour(background)}"
    front = _colour(text, "foregroundColor")
    if front and colour(front) != "#000000":
        yield f"color:{colour(front)}"
    if text.get("bold"):
        yield "font-weight:bold"
    if text.get("italic"):
        yield "font-style:italic"
    lines = [word for name, word in (("underline", "underline"), ("strikethrough", "line-through")) if text.get(name)]
    if lines:
        yield f"text-decoration:{' '.join(lines)}"
    if text.get("fontSize", 10) != 10:
        yield f"font-size:{text['fontSize'] * 1.3:.0f}px"
    if form.get("wrapStrategy") == "WRAP":
        yield "white-space:normal;overflow-wrap:break-word"
    if across := ALIGN.get(form.get("horizontalAlignment", "")):
        yield f"text-align:{across}"
    if down := ALIGN.get(form.get("verticalAlignment", "")):
        yield f"vertical-align:{down}"


def _colour(form: Mapping[str, Any], name: str) -> Mapping[str, float] | None:
    """A colour by its newer member or by the older one."""
    style = form.get(f"{name}Style", {})
    found: Mapping[str, float] | None = style.get("rgbColor", form.get(name))
    return found


def colour(rgb: Mapping[str, float]) -> str:
    """A colour as pages write it; what is absent is zero."""
    return "#" + "".join(f"{round(255 * rgb.get(name, 0)):02x}" for name in ("red", "green", "blue"))
