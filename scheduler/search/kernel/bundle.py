"""Named tuples of arrays that compiled functions take as one pointer.

Numba passes a tuple of arrays by value, with a dozen numbers an array and a count of references each: with the arrays
of the kernel that costs minutes of compiling and most of the running time. Here a tuple is the address of a table of
the arrays' addresses and shapes, and ``tuple.array`` reads that. Interpreted, it is the plain tuple that it looks like.
The arrays must be contiguous, and the tuple must be kept while compiled code runs on it.
"""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import typeof, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array

Tuple = TypeVar("Tuple", bound=tuple[Any, ...])


class Bundle(Protocol):
    """A named tuple whose last fields are ``table`` and ``address``."""

    _fields: tuple[str, ...]
    address: int


class BundleType(types.Type):
    """The type of a bundle: the names, element types and dimensions of its arrays."""

    def __init__(self, kind: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        super().__init__(name=f"{kind}({', '.join(f'{name}: {array}' for name, array in fields)})")

    def place(self, name: str) -> tuple[int, Any]:
        """Where in the table an array is, and its type."""
        at = 0
        for field, array in self.fields:
            if field == name:
                return at, array
            at += 1 + array.ndim
        raise KeyError(name)


def bundled(arrays: Tuple) -> Tuple:
    """A named tuple of arrays with its table of addresses, to be given to compiled functions."""
    named = cast(Any, arrays)
    numbers: list[int] = []
    for array in named[:-2]:
        if not array.flags.c_contiguous:
            raise ValueError("an array of a bundle is not contiguous")
        numbers += [array.ctypes.data, *array.shape]
    table = np.array(numbers, dtype=np.int64)
    return cast(Tuple, named._replace(table=table, address=table.ctypes.data))


def register(kind: type[Any]) -> None:
    """Make numba know a kind of bundle."""

    @typeof_impl.register(kind)
    def type_of(value: Any, context: Any) -> BundleType:
        arrays = zip(value._fields[:-2], value[:-2], strict=True)
        return BundleType(kind.__name__, tuple((name, _array_type(array)) for name, array in arrays))


def _array_type(array: Any) -> Any:
    known = typeof(array)
    return types.Array(known.dtype, known.ndim, "C", aligned=True)


@register_model(BundleType)
class _Model(models.PrimitiveModel):
    """An address."""

    def __init__(self, manager: Any, kind: BundleType) -> None:
        super().__init__(manager, kind, ir.IntType(64))


@unbox(BundleType)
def _unbox(kind: BundleType, value: Any, context: Any) -> NativeValue:
    address = context.pyapi.object_getattr_string(value, "address")
    number = context.unbox(types.int64, address)
    context.pyapi.decref(address)
    return NativeValue(number.value, is_error=number.is_error)


@infer_getattr
class _Attributes(AttributeTemplate):
    """What ``bundle.name`` is."""

    key = BundleType

    def generic_resolve(self, kind: BundleType, name: str) -> Any:  # type: ignore[override]
        return dict(kind.fields).get(name)


@lower_getattr_generic(BundleType)
def _read(context: Any, builder: Any, kind: BundleType, value: Any, name: str) -> Any:
    """An array that owns nothing, from the table."""
    at, array_type = kind.place(name)
    table = builder.inttoptr(value, ir.IntType(64).as_pointer())

    def number(place: int) -> Any:
        return builder.load(builder.gep(table, [ir.Constant(ir.IntType(32), place)]))

    shape = [number(at + 1 + axis) for axis in range(array_type.ndim)]
    itemsize = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
    strides: list[Any] = []
    step = ir.Constant(ir.IntType(64), itemsize)
    for extent in reversed(shape):
        strides.insert(0, step)
        step = builder.mul(step, extent)
    array = make_array(array_type)(context, builder)
    pointer = builder.inttoptr(number(at), array.data.type)
    populate_array(array, pointer, shape, strides, itemsize, None)
    return array._getvalue()
