"""Requests about conditional formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.sheets.formulas.tokens import Unreadable, tokens
from tests.google.sheets.formulas.tree import parsed
from tests.google.sheets.local import mark_of
from tests.google.sheets.parts import rule_of
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.reshape import conditioned

if TYPE_CHECKING:
    from tests.google.sheets.draft import Draft
    from tests.google.sheets.state import Tab

Json = dict[str, Any]
_TEXT = {"bold", "italic", "strikethrough", "foregroundColor", "foregroundColorStyle"}
_FORMAT = {"textFormat", "backgroundColor", "backgroundColorStyle"}

#: How many values a condition has; one that is not here has one.
_VALUES = {"BLANK": 0, "NOT_BLANK": 0, "TEXT_IS_EMAIL": 0, "TEXT_IS_URL": 0, "DATE_IS_VALID": 0} | {
    f"{kind}_{how}BETWEEN": 2 for kind in ("NUMBER", "DATE") for how in ("", "NOT_")
}
_UNFIT = {"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN", "CONDITION_TYPE_UNSPECIFIED"}


def add_conditional_format_rule(draft: Draft, body: Json) -> Json:
    """A conditional format comes in before the one at its index."""
    tab, rule = _rule(draft, body.get("rule", {}))
    index = body.get("index", 0)
    if not 0 <= index <= len(tab.rules):
        raise Refusal(f"Cannot insert a conditional format at index: {index}")
    tab.rules.insert(index, rule)
    return {}


def _rule(draft: Draft, asked: Json) -> tuple[Tab, Json]:
    places = [draft.state.box(each) for each in asked.get("ranges", ())]
    if not places:
        raise Refusal("ConditionalFormatRule.ranges is required.")
    tab = places[0][0]
    if any(other is not tab for other, _ in places):
        raise Refusal("All ranges of a ConditionalFormatRule must be on the same sheet.")
    for _, box in places:
        draft.guard(tab, box)
    rule: Json = {"ranges": [box for _, box in places]}
    if "booleanRule" in asked:
        rule["booleanRule"] = _boolean(draft, tab, asked["booleanRule"])
    elif "gradientRule" in asked:
        rule["gradientRule"] = asked["gradientRule"]
    else:
        raise Refusal("ConditionalFormatRule must have a booleanRule or a gradientRule.")
    return tab, rule


def _boolean(draft: Draft, tab: Tab, rule: Json) -> Json:
    style = rule.get("format", {})
    if set(style) - _FORMAT or set(style.get("textFormat", ())) - _TEXT:
        raise Refusal(
            "ConditionalFormatRule.format only supports bold, italic, strikethrough, foreground color and background"
            " color."
        )
    condition = rule.get("condition", {})
    kind, values = condition.get("type", "CONDITION_TYPE_UNSPECIFIED"), condition.get("values", [])
    if kind in _UNFIT:
        raise Refusal(f"ConditionType '{kind}' is not supported in conditional formatting.")
    if len(values) != _VALUES.get(kind, 1):
        raise Refusal(f"ConditionType '{kind}' must have exactly {_VALUES.get(kind, 1)} value(s).")
    for value in values:
        text = value.get("userEnteredValue", "")
        if text.startswith(("=", "+")):
            _check(draft, tab, text)
        elif kind == "CUSTOM_FORMULA":
            raise Refusal(f"Invalid ConditionValue.userEnteredValue: {text}")
    return conditioned(rule, draft.formula)


def _check(draft: Draft, tab: Tab, text: str) -> None:
    mark = mark_of(draft.state.locale)
    try:
        parsed(text, mark)
    except Unreadable as error:
        raise Refusal(f"Invalid ConditionValue.userEnteredValue: {text}") from error
    for sort, token in tokens(text, mark):
        if sort == "area" and token.tab is not None and token.tab.casefold() != tab.title.casefold():
            raise Refusal("Conditional format rule cannot reference a different sheet.")
        if sort == "name" and any(
            name.casefold() == token.casefold() and sheet != tab.id for _, name, sheet, _ in draft.state.names
        ):
            raise Refusal("Conditional format rule cannot reference a different sheet.")


def _at(tab: Tab, index: int) -> Json:
    if not 0 <= index < len(tab.rules):
        raise Refusal(f"No conditional format on sheet: {tab.id} at index: {index}")
    return tab.rules[index]


def update_conditional_format_rule(draft: Draft, body: Json) -> Json:
    """The conditional format at an index is another, or stands at another index."""
    if ("rule" in body) == ("newIndex" in body):
        raise Refusal("Must specify exactly one of 'rule' or 'newIndex'.")
    index = body.get("index", 0)
    if "rule" in body:
        tab, new = _rule(draft, body["rule"])
        if "sheetId" in body and body["sheetId"] != tab.id:
            raise Refusal("The rule is on another sheet than the one that is named.")
        old, target = _at(tab, index), index
        tab.rules[index] = new
    else:
        tab, target = draft.state.tab(body), body["newIndex"]
        new = old = _at(tab, index)
        for box in old["ranges"]:
            draft.guard(tab, box)
        _at(tab, target)
        tab.rules.insert(target, tab.rules.pop(index))
    said = {"newRule": rule_of(tab, new), "oldRule": rule_of(tab, old), "newIndex": target, "oldIndex": index}
    return {"updateConditionalFormatRule": {k: v for k, v in said.items() if v}}


def delete_conditional_format_rule(draft: Draft, body: Json) -> Json:
    """The conditional format at an index goes."""
    tab = draft.state.tab(body)
    index = body.get("index", 0)
    rule = _at(tab, index)
    for box in rule["ranges"]:
        draft.guard(tab, box)
    del tab.rules[index]
    return {"deleteConditionalFormatRule": {"rule": rule_of(tab, rule)}}
