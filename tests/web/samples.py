"""The beginnings of files of every kind, and of some that are none of them."""

from __future__ import annotations

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(200)
PDF = b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 10
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(200)
MOV = b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + bytes(200)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00M4A isom" + bytes(200)
OGG = b"OggS\x00\x02" + bytes(200)
WAV = b"RIFF\x24\x08\x00\x00WAVEfmt " + bytes(200)
MP3 = b"ID3\x03\x00" + bytes(200)
GOOD = {
    "photo.jpg": (JPEG, "photo"),
    "screen.png": (PNG, "photo"),
    "IMG_1.HEIC": (HEIC, "photo"),
    "letter.pdf": (PDF, "document"),
    "voice.ogg": (OGG, "sound"),
    "voice.m4a": (M4A, "sound"),
    "voice.wav": (WAV, "sound"),
    "voice.mp3": (MP3, "sound"),
    "film.mp4": (MP4, "video"),
    "film.mov": (MOV, "video"),
}
BAD = {
    "photo.jpg": b"MZ\x90\x00" + bytes(300),
    "page.pdf": b"<!doctype html><script>alert(1)</script>" + bytes(100),
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "papers.pdf": b"PK\x03\x04" + bytes(300),
    "run.mp4": b"#!/bin/sh\nrm -rf /\n" + bytes(100),
    "words.jpg": b"just words",
}
