"""The requests of a batch, one after another on a copy of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.google.errors import ApiError
from tests.google.sheets.refusal import Refusal
from tests.google.sheets.updates import areas, cells, lines, meta, paste, rules, tabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.google.sheets.draft import Draft

Json = dict[str, Any]

KINDS: dict[str, Callable[[Draft, Json], Json]] = {
    "addConditionalFormatRule": rules.add_conditional_format_rule,
    "addDimensionGroup": lines.add_dimension_group,
    "addNamedRange": areas.add_named_range,
    "addProtectedRange": areas.add_protected_range,
    "addSheet": tabs.add_sheet,
    "appendCells": cells.append_cells,
    "appendDimension": lines.append_dimension,
    "autoResizeDimensions": lines.auto_resize_dimensions,
    "clearBasicFilter": areas.clear_basic_filter,
    "copyPaste": paste.copy_paste,
    "createDeveloperMetadata": meta.create_developer_metadata,
    "cutPaste": paste.cut_paste,
    "deleteConditionalFormatRule": rules.delete_conditional_format_rule,
    "deleteDeveloperMetadata": meta.delete_developer_metadata,
    "deleteDimension": lines.delete_dimension,
    "deleteDimensionGroup": lines.delete_dimension_group,
    "deleteNamedRange": areas.delete_named_range,
    "deleteProtectedRange": areas.delete_protected_range,
    "deleteSheet": tabs.delete_sheet,
    "duplicateSheet": tabs.duplicate_sheet,
    "insertDimension": lines.insert_dimension,
    "mergeCells": areas.merge_cells,
    "moveDimension": lines.move_dimension,
    "repeatCell": cells.repeat_cell,
    "setBasicFilter": areas.set_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "sortRange": paste.sort_range,
    "unmergeCells": areas.unmerge_cells,
    "updateCells": cells.update_cells,
    "updateConditionalFormatRule": rules.update_conditional_format_rule,
    "updateDeveloperMetadata": meta.update_developer_metadata,
    "updateDimensionProperties": lines.update_dimension_properties,
    "updateNamedRange": areas.update_named_range,
    "updateProtectedRange": areas.update_protected_range,
    "updateSheetProperties": tabs.update_sheet_properties,
    "updateSpreadsheetProperties": tabs.update_spreadsheet_properties,
}


def apply(draft: Draft, requests: list[Json]) -> list[Json]:
    """The reply to each request; an ApiError, which names the request, where one of them can't be done."""
    if not requests:
        raise ApiError(400, "Must specify at least one request.")
    replies = []
    for index, request in enumerate(requests):
        kinds = list(request)
        if len(kinds) != 1:
            raise ApiError(400, f"Invalid requests[{index}]: No request set.")
        kind = kinds[0]
        if kind not in KINDS:
            raise ApiError(501, f"Invalid requests[{index}].{kind}: not known to this server.", "UNIMPLEMENTED")
        try:
            replies.append(KINDS[kind](draft, request[kind]))
        except Refusal as refusal:
            raise ApiError(400, f"Invalid requests[{index}].{kind}: {refusal}") from refusal
    return replies


def without_nulls(value: Any) -> Any:
    """A body in which null is the same as absent."""
    if isinstance(value, dict):
        return {key: without_nulls(part) for key, part in value.items() if part is not None}
    return [without_nulls(part) for part in value] if isinstance(value, list) else value
