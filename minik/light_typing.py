"""The names of `typing` that minik uses, without what it costs to import them.

`import typing` takes nearly as long as starting Python does (9.6 ms beside 10.2 ms), and every class of
its NamedTuple 70 µs, of which a look at a Service needs some thirty. For the type checker the names here
are those of `typing`. At run time they are stand-ins: an annotation needs a name and nothing else, and a
NamedTuple gets its constructor when the first record is made (10 µs a class).
"""

import sys

__all__ = (
    "Any",
    "BinaryIO",
    "Generic",
    "NamedTuple",
    "NoReturn",
    "Protocol",
    "Self",
    "TypeAlias",
    "TypeVar",
    "cast",
)
TYPE_CHECKING = False
if TYPE_CHECKING or sys.version_info >= (
    3,
    14,
):  # which reads annotations only when they are asked for
    from typing import (
        Any,
        BinaryIO,
        Generic,
        NamedTuple,
        NoReturn,
        Protocol,
        Self,
        TypeAlias,
        TypeVar,
        cast,
    )
else:
    from _collections import _tuplegetter

    class Any:
        """Any type."""

    class Protocol:
        """A class whose methods others have without inheriting from it."""

    class Generic:
        """A class of which a type is chosen where it is used."""

        def __class_getitem__(cls, kind):
            return cls

    BinaryIO = NoReturn = Self = TypeAlias = Any

    def TypeVar(name, *constraints, bound=None):
        """Return a type that is chosen where it is used."""
        return Any

    def cast(kind, value):
        """Return the value."""
        return value

    class RecordType(type):
        """The type of the NamedTuple classes: it makes fields of their annotations."""

        def __new__(meta, name, bases, namespace):
            namespace.setdefault("__slots__", ())
            if isinstance(bases[0], RecordType) and not hasattr(bases[0], "_fields"):
                fields = tuple(namespace.get("__annotations__", ()))
                namespace["_field_defaults"] = {
                    field: namespace[field] for field in fields if field in namespace
                }
                namespace["_fields"] = namespace["__match_args__"] = fields
                namespace |= {field: _tuplegetter(i, "") for i, field in enumerate(fields)}
            return type.__new__(meta, name, bases, namespace)

    _new = tuple.__new__

    class NamedTuple(tuple, metaclass=RecordType):
        """A tuple whose elements have names, as `typing.NamedTuple` makes it."""

        def __new__(cls, *values, **named):
            """Return the first record of a class, which gets a constructor of its own."""
            owner = next(base for base in cls.__mro__ if "_fields" in vars(base))
            owner.__new__ = staticmethod(_constructor(owner))
            return owner.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            record = tuple.__new__(cls, values)
            if len(record) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(record)}")
            return record

        def _replace(self, /, **named):
            record = _new(self.__class__, map(named.pop, self._fields, self))
            if named:
                raise ValueError(f"Got unexpected field names: {list(named)!r}")
            return record

        def _asdict(self):
            return dict(zip(self._fields, self))

        def __repr__(self):
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self))
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):
            return tuple(self)

    # Constructors by the number of fields, compiled with this file: a class gets its own by naming the
    # arguments (0.5 µs; a constructor that is compiled as it is needed takes 45).
    _CONSTRUCTORS = (
        lambda _cls: _new(_cls, ()),
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
    )

    def _constructor(record):
        """Return the function that makes records of a class, as `collections.namedtuple` has it."""
        fields = record._fields
        if len(fields) < len(_CONSTRUCTORS):
            ready = _CONSTRUCTORS[len(fields)]
            code = ready.__code__.replace(co_varnames=("_cls", *fields))
            make = type(ready)(code, ready.__globals__)
        else:
            names = ", ".join(fields)
            make = eval(f"lambda _cls, {names}: _new(_cls, ({names}))", {"_new": _new})
        make.__defaults__ = tuple(record._field_defaults.values())
        make.__name__, make.__qualname__ = "__new__", f"{record.__qualname__}.__new__"
        return make
