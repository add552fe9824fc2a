"""The wire format of protobuf: how fields are written."""


def field_of(number: int, data: bytes) -> bytes:
    """Return a field whose value is bytes, with their length."""
    return tag(number, 2) + varint(len(data)) + data


def tag(number: int, wire: int) -> bytes:
    """Return the number of a field and its wire type."""
    return varint(number << 3 | wire)


def varint(value: int) -> bytes:
    """Return a number, seven bits a byte, the lowest first."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)
