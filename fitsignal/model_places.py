"""Places in a model of configuration: which keys a table knows, and what pydantic's name of a place is in the file."""

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from fitsignal.masking import Path


def plain_place(model: Any, loc: Path) -> Path:
    """A place in the file, from where pydantic says it is: without the type of a table that may be of several."""
    place, annotation = [], _bare(model)
    for part in loc:
        if part != "[key]":
            place += [] if choices(annotation) else [part]
            annotation = _bare(_step(annotation, part))
    return tuple(place)


def keys_at(model: Any, loc: Path) -> list[str]:
    """The keys that a table knows, by the model of the file and the table's place in it."""
    return list(_keys(type_at(model, loc)))


def type_at(annotation: Any, loc: Path) -> Any:
    """What may stand at a place."""
    for part in loc:
        annotation = _step(_bare(annotation), part)
    return _bare(annotation)


def _keys(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from (field.alias or name for name, field in annotation.model_fields.items())
    elif get_origin(annotation) in (dict, Mapping):
        key = _bare(get_args(annotation)[0])
        yield from get_args(key) if get_origin(key) is Literal else ()


def choices(annotation: Any) -> dict[str, Any]:
    """The tables that stand for each `type`, where a table may be of several types."""
    if get_origin(annotation) not in (Union, types.UnionType):
        return {}
    models = [_bare(each) for each in get_args(annotation)]
    return {tag: model for model in models for tag in get_args(_bare(model.model_fields["type"].annotation))}


def _step(annotation: Any, part: str | int) -> Any:
    if tables := choices(annotation):
        return tables.get(str(part))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = {field.alias or name: field for name, field in annotation.model_fields.items()}
        return fields[str(part)].annotation if part in fields else None
    arguments = get_args(annotation)
    if get_origin(annotation) in (dict, Mapping):
        return arguments[1]
    return arguments[0] if get_origin(annotation) in (list, tuple) and arguments else None


def _bare(annotation: Any) -> Any:
    """The type without `Annotated` and without its `None`; several tables to choose from stay several."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, types.UnionType) and not _are_tables(get_args(annotation)):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        else:
            return annotation


def _are_tables(parts: tuple[Any, ...]) -> bool:
    """Whether each is a table that says its `type`."""
    bare = [get_args(part)[0] if get_origin(part) is Annotated else part for part in parts]
    return all(isinstance(part, type) and issubclass(part, BaseModel) and "type" in part.model_fields for part in bare)
