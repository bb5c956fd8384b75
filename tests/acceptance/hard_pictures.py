"""Pictures that are more work than they look, made with nothing but zlib: whatever opens them may not be asked how.

Each function gives the bytes of one file. A module of a symbol is `px` pixels.
"""
import struct
import zlib

FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
ALIGNMENT = ["11111", "10001", "10101", "10001", "11111"]


def rings(count):
    """Squares within squares, `count` of them black: a finder pattern that does not end."""
    side = 4 * count - 1
    return ["".join("1" if min(x, y, side - 1 - x, side - 1 - y) % 2 == 0 else "0" for x in range(side)) for y in range(side)]


def png(rows, width, depth=8, colour=0, extra=b""):
    """Rows as bytes, the filter's byte left out."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    height = len(rows)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)) + extra
            + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def field(pattern, across, down, px=1, gap=1):
    """The pattern, over and over."""
    white = b"\xff" * px
    side = len(pattern[0])
    empty = b"\xff" * (px * (across * (side + gap) + gap))
    rows = [empty] * (gap * px)
    for _ in range(down):
        for line in pattern:
            one = b"".join(b"\0" * px if module == "1" else white for module in line) + white * gap
            rows += [white * gap + one * across] * px
        rows += [empty] * (gap * px)
    return png(rows, len(empty))


def png_sides(width, height):
    """A head, and data that would fill it."""
    data = zlib.compressobj(9)
    body = data.compress(b"\0" * (1 << 20)) + data.flush()
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", body)
            + chunk(b"IEND", b""))


def png_too_much_data():
    """Eight pixels, and half a gigabyte of zeros packed into the same stream."""
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(500)) + packer.flush()
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)) + chunk(b"IDAT", body)
            + chunk(b"IEND", b""))


def png_packed_text():
    """A small picture whose comment unpacks to two hundred megabytes."""
    packer = zlib.compressobj(9)
    body = b"k\0\0" + b"".join(packer.compress(b" " * (1 << 20)) for _ in range(200)) + packer.flush()
    extra = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return png([b"\xff" * 64] * 64, 64, extra=extra)


def jpeg_progressive(side=11_999, scans=1):
    """A grey frame of `side` × `side` whose scans hold nothing: libjpeg keeps all of it, and goes over it once a scan."""
    frame = b"\xff\xc2\0\x0b\x08" + struct.pack(">HH", side, side) + b"\1\1\x11\0"
    quantization = b"\xff\xdb\0\x43\0" + b"\1" * 64
    # One code of one bit, for "fifteen runs of blocks with nothing": a byte of data passes over thousands.
    huffman = b"".join(b"\xff\xc4\0\x14" + bytes([table]) + b"\1" + b"\0" * 15 + b"\0" for table in (0x00, 0x10))
    scan = b"\xff\xda\0\x08\1\1\0\0\0\0" + b"\0" * 64
    more = b"\xff\xda\0\x08\1\1\0\1\x3f\0" + b"\0" * 64
    return b"\xff\xd8" + frame + quantization + huffman + scan + more * (scans - 1) + b"\xff\xd9"


def gif(width, height, canvas=65_535):
    """A frame packed as GIF packs best: each code one pixel longer than the last, and the table cleared when it is full."""
    head = b"GIF89a" + struct.pack("<HH", canvas, canvas) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    codes, pixels, bits = [], 0, 3
    while pixels < width * height:
        codes.append((4, bits))  # Clear.
        codes.append((0, 3))
        pixels += 1
        for number in range(6, 4096):
            if pixels >= width * height:
                break
            bits = number.bit_length()
            codes.append((number, bits))
            pixels += number - 4
    codes.append((5, 12))
    packed, held, count = bytearray(), 0, 0
    for code, bits in codes:
        held |= code << count
        count += bits
        while count >= 8:
            packed.append(held & 255)
            held >>= 8
            count -= 8
    packed.append(held & 255)
    blocks = b"".join(bytes([len(packed[i:i + 255])]) + bytes(packed[i:i + 255]) for i in range(0, len(packed), 255))
    return head + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\2" + blocks + b"\0;"


def webp(width, height):
    """One colour, without loss: every code has no bits at all, so that twenty bytes are as many pixels as one likes."""
    bits = []
    def put(value, count):
        bits.extend(value >> i & 1 for i in range(count))
    put(0x2F, 8)
    put(width - 1, 14)
    put(height - 1, 14)
    put(0, 1)  # No opacity,
    put(0, 3)  # version,
    put(0, 1)  # no transform,
    put(0, 1)  # no cache of colours,
    put(0, 1)  # one group of codes:
    for _ in range(5):
        put(1, 1), put(0, 1), put(0, 1), put(0, 1)  # each of one symbol, 0.
    bits += [0] * (-len(bits) % 8)
    data = bytes(sum(bit << i for i, bit in enumerate(bits[at:at + 8])) for at in range(0, len(bits), 8))
    data += b"\0" * (len(data) % 2)
    chunk = b"VP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def bmp(width, height, depth=24, offset=54, data=b"\0" * 64):
    """A head that says what it likes, and some data."""
    return (b"BM" + struct.pack("<IHHI", 54 + len(data), 0, 0, offset)
            + struct.pack("<IiiHHIIiiII", 40, width, height, 1, depth, 0, 0, 0, 0, 0, 0) + data)


def bombs():
    """(name, bytes): at least one of each kind."""
    yield "field of finder patterns, 20 by 20", field(FINDER, 20, 20, px=3, gap=2)
    yield "field of finder patterns, 60 by 60", field(FINDER, 60, 60, px=1)
    yield "field of finder patterns, 200 by 200", field(FINDER, 200, 200, px=1)
    yield "field of finder patterns, large ones", field(FINDER, 24, 24, px=20, gap=1)
    yield "grid of alignment patterns", field(ALIGNMENT, 300, 300, px=2)
    yield "grid of alignment patterns without gaps", field(ALIGNMENT, 400, 400, px=1, gap=1)
    yield "rings like Aztec's, many", field(rings(4), 60, 60, px=3, gap=2)
    yield "rings like Aztec's, one of four hundred", field(rings(400), 1, 1, px=2, gap=4)
    yield "stripes", png([bytes(255 * (x // 3 % 2) for x in range(3_900))] * 3_900, 3_900)
    yield "PNG of 2,147,483,647 by 2,147,483,647", png_sides(2**31 - 1, 2**31 - 1)
    yield "PNG of 12,000 by 12,000", png_sides(12_000, 12_000)
    yield "PNG with half a gigabyte behind its pixels", png_too_much_data()
    yield "PNG with two hundred megabytes of comment", png_packed_text()
    yield "progressive JPEG of 11,999 by 11,999", jpeg_progressive()
    yield "progressive JPEG of 3,999 by 3,999 with 400 scans", jpeg_progressive(3_999, 400)
    yield "progressive JPEG of 1,500 by 1,500 with 60 scans", jpeg_progressive(1_500, 60)
    yield "GIF of 65,535 by 65,535", gif(2_000, 2_000)
    yield "GIF with a frame of 3,990 by 3,990", gif(3_990, 3_990)
    yield "WebP of 16,383 by 16,383", webp(16_383, 16_383)
    yield "WebP of 2,800 by 2,800", webp(2_800, 2_800)
    yield "BMP of 2,147,483,647 by -2,147,483,648", bmp(2**31 - 1, -2**31)
    yield "BMP of 12,000 by 12,000 and no data", bmp(12_000, 12_000)
    yield "BMP whose pixels begin behind its end", bmp(16, 16, offset=2**32 - 1)
    yield "BMP of one bit a pixel, 3,999 by 3,999", bmp(3_999, 3_999, depth=1, offset=62, data=b"\0\0\0\0\xff\xff\xff\0" + b"\x55" * (500 * 4_000))
