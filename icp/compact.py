"""Sparing memory where a hundred thousand models of one class live at once."""

from typing import TypeVar

from pydantic import BaseModel

_Model = TypeVar("_Model", bound=BaseModel)


def sharing(model: _Model, fields: set[str]) -> _Model:
    """The same model, with `fields` as its set of given fields, which pydantic else builds anew for each (700 bytes).

    `fields` must be what the model was given, and is shared: the models must be frozen.
    """
    object.__setattr__(model, "__pydantic_fields_set__", fields)
    return model
