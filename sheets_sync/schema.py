"""What the author of a programme imports: Schema, Column and its kinds, the rule decorators.

A row is a Pydantic model whose fields carry their headings in three languages; a rule is a decorated function with a
code of the catalogue; its name is the finding's name, its docstring the explanation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeAlias, TypeVar, get_type_hints

from annotated_types import GroupedMetadata, Interval, MaxLen, MinLen
from pydantic import BaseModel, ConfigDict

from sheets_sync.model import Label, Language, Param, Stored
from sheets_sync.values import Options, Refusal, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sheets_sync.table import Record

Params: TypeAlias = Mapping[str, Param]


# ------------------------------------------------------------------------------------------------- columns
@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column in three languages, and how the column stands in its tab.

    `prefilled`: the template fills it, so that it alone does not make a row count. `expected`: the column must be
    there although a cell in it may be empty. `registered`: an empty cell has the value that the registration of the
    workbook gives for this key. `example` feeds the reference and the templates. `personal`: people may be named in
    it.
    """

    nl: str
    fr: str
    en: str
    prefilled: bool = False
    expected: bool = False
    registered: bool = False
    example: str = ""
    personal: bool = False

    @property
    def label(self) -> Label:
        """The heading in three languages."""
        return Label(self.nl, self.fr, self.en)


class Text(GroupedMetadata):
    """A text of so many characters; another length is a warning (CEL12)."""

    kind: ClassVar[str] = "text"

    def __init__(self, low: int = 0, high: int = 500) -> None:
        self.low, self.high = low, high

    def __iter__(self) -> Iterator[object]:
        if self.low:
            yield MinLen(self.low)
        yield MaxLen(self.high)


@dataclass(frozen=True, slots=True)
class Id:
    """The number of a row, as the pattern says (ROW01); unique in its tab (ROW02)."""

    pattern: str
    kind: ClassVar[str] = "id"


@dataclass(frozen=True, slots=True)
class Ref:
    """The number of a row in another tab; whether it exists is a rule of the programme."""

    kind: ClassVar[str] = "ref"


@dataclass(frozen=True, slots=True)
class Day:
    """A date, stored or typed day first."""

    kind: ClassVar[str] = "day"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money. `currency` is an ISO 4217 code, or the key of its column; `nonzero`: 0 is no amount (CEL07)."""

    currency: str = "EUR"
    nonzero: bool = False
    kind: ClassVar[str] = "amount"


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number without a currency, such as a rate."""

    kind: ClassVar[str] = "number"


class Whole(GroupedMetadata):
    """A whole number within limits (CEL08)."""

    kind: ClassVar[str] = "whole"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __iter__(self) -> Iterator[object]:
        yield Interval(ge=self.low, le=self.high)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list; labels in three languages are read, and the codes too (CEL11)."""

    options: Options
    kind: ClassVar[str] = "choice"


@dataclass(frozen=True, slots=True)
class Address:
    """A link or an e-mail address, taken as the text that it is."""

    of: Literal["web", "mail", "workbook"] = "web"
    kind: ClassVar[str] = "address"


class Read(NamedTuple):
    """What a reader of its own made of a cell."""

    value: Any
    as_typed: bool = True
    reading: Param | None = None


@dataclass(frozen=True, slots=True)
class Reads:
    """A cell with a reader of its own: `read(stored, language)` gives a Read or a Refusal."""

    read: Callable[[Stored, Language], Read | Refusal]
    kind: ClassVar[str] = "own"


Kind: TypeAlias = Text | Id | Ref | Day | Amount | Number | Whole | Choice | Address | Reads
KINDS = (Text, Id, Ref, Day, Amount, Number, Whole, Choice, Address, Reads)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a schema, as parsing and validating need it."""

    key: str
    column: Column
    kind: Kind
    required: bool
    default: Any

    @property
    def needed(self) -> bool:
        """Whether the tab cannot be read without this column (HDR02)."""
        return self.required or self.column.expected


# ------------------------------------------------------------------------------------------------- rules
class Hit(NamedTuple):
    """What a rule says about one row: the column that it stands on (None: the whole row), and its parameters."""

    record: Record[Any]
    params: Params
    key: str | None = None
    suggestion: Param | None = None


CellCheck: TypeAlias = Callable[[Any, Any], Params | None]
RowCheck: TypeAlias = Callable[[Any, Any], Params | None]
TableCheck: TypeAlias = Callable[[Any, Any], "Iterable[Hit]"]
_Check = TypeVar("_Check", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """A code, the function that finds it, and what must be sound in a row before the function is asked."""

    code: str
    check: Callable[..., Any]
    scope: Literal["cell", "row", "table"]
    on: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    among: Callable[[str], bool] | frozenset[Any] | None = None

    @property
    def name(self) -> str:
        """The name of the finding: that of the function, with hyphens."""
        return self.check.__name__.replace("_", "-")


# ------------------------------------------------------------------------------------------------- schemas
class Schema(BaseModel):
    """One tab of a programme: a row is an instance, its fields are the columns.

        class Book(Schema, tab=Label(nl="Boeken", fr="Livres", en="Books"), id="book_id"):
            book_id: Annotated[str, Column(nl="Nr.", fr="N°", en="No.", prefilled=True), Id(r"B-[0-9]{3}")]

    `optional=True`: the tab may be missing. A row in which something is wrong has None in the broken fields.
    """

    #: A row is made of values that were validated by column, so that nobody asks for a validator of rows.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    tab: ClassVar[Label]
    id_key: ClassVar[str | None]
    optional: ClassVar[bool]
    group_key: ClassVar[str | None]  # the column that names the partnership, in the coordinator's tabs
    fields: ClassVar[Mapping[str, Field]]
    headings: ClassVar[Mapping[str, str]]  # folded heading -> key
    rules: ClassVar[list[Rule]]

    def __init_subclass__(cls, **_kwargs: Any) -> None:
        """Class arguments are for the hook below, which runs when the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        tab: Label | None = None,
        id: str | None = None,  # noqa: A002  (the word that authors expect)
        optional: bool = False,
        group: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Read the columns once, when the class is made."""
        super().__pydantic_init_subclass__(**kwargs)
        written = cls.__pydantic_decorators__
        if written.validators or written.field_validators or written.root_validators or written.model_validators:
            hint = "write it in the annotation of its column, as AfterValidator(…), or as a rule"
            raise TypeError(f"{cls.__name__} has a validator, which is not asked about columns: {hint}")
        if tab is None:
            return
        cls.tab, cls.id_key, cls.optional, cls.group_key, cls.rules = tab, id, optional, group, []
        annotations = _annotations(cls)
        cls.fields = {key: _field(cls, key, annotations[key]) for key in cls.model_fields}
        cls.headings = {fold(heading): f.key for f in cls.fields.values() for heading in f.column.label}

    # a rule on single cells: asked for each readable value of these columns, and only for those
    @classmethod
    def cell_rule(cls, code: str, *on: str, among: Callable[[str], bool] | None = None) -> Callable[[_Check], _Check]:
        """`check(value, context)` says the parameters of the finding, or None.

        `among(text)` is a quick look that spares the question: it says of a text, or of many with NUL characters
        between them, whether the rule could find anything in it.
        """
        return cls._add(code, "cell", on, (), among)

    # a rule on one row: asked where all the columns that it needs could be read
    @classmethod
    def rule(
        cls, code: str, *, on: str | None = None, needs: tuple[str, ...] = (), among: frozenset[Any] | None = None
    ) -> Callable[[_Check], _Check]:
        """`check(row, context)` says the parameters of the finding, or None; it stands on the cell `on`.

        The row that it sees has the columns `on` and `needs`, and no others. `among`: only rows in which the value of
        `on` is one of these are asked about.
        """
        if on is None and not needs:
            raise TypeError(f"{code}: a rule on a row of {cls.__name__} names the columns that it needs")
        return cls._add(code, "row", (on,) if on else (), needs, among)

    # a rule across the rows of a tab
    @classmethod
    def table_rule(cls, code: str) -> Callable[[_Check], _Check]:
        """`check(table, context)` yields a Hit for each row that it concerns."""
        return cls._add(code, "table", (), ())

    @classmethod
    def _add(
        cls,
        code: str,
        scope: Literal["cell", "row", "table"],
        on: tuple[str, ...],
        needs: tuple[str, ...],
        among: Callable[[str], bool] | frozenset[Any] | None = None,
    ) -> Callable[[_Check], _Check]:
        unknown = {*on, *needs} - cls.fields.keys()
        if unknown:
            raise TypeError(f"{code}: {cls.__name__} has no column {sorted(unknown)}")

        def register(check: _Check) -> _Check:
            cls.rules.append(Rule(code, check, scope, on, frozenset({*on, *needs}), among))
            return check

        return register


def _annotations(schema: type[Schema]) -> dict[str, object]:
    """What the author wrote for each column; not what stands in the bases of every schema, which takes its time."""
    found: dict[str, object] = {}
    for base in reversed(schema.__mro__):
        if issubclass(base, Schema) and base is not Schema:
            own = SimpleNamespace(
                __annotations__={k: a for k, a in base.__annotations__.items() if k in schema.model_fields}
            )
            found |= get_type_hints(own, vars(sys.modules[base.__module__]), include_extras=True)
    return found


def _field(schema: type[Schema], key: str, annotation: object) -> Field:
    info = schema.model_fields[key]
    marks = getattr(annotation, "__metadata__", ())
    column = next((m for m in marks if isinstance(m, Column)), None)
    kind = next((m for m in marks if isinstance(m, KINDS)), None)
    if column is None or kind is None:
        raise TypeError(f"{schema.__name__}.{key} needs a Column(...) and a kind such as Text() or Day()")
    required = info.is_required()
    return Field(key, column, kind, required, None if required else info.default)
