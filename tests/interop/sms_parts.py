"""Splits texts as the PyPI package smsutil does: reads a JSON list of texts, writes one of results."""

import json
import sys

import smsutil


def split(text):
    result = smsutil.split(text)
    gsm = result.encoding == "gsm0338"
    return {
        "gsm": gsm,
        "units": result.total_bytes if gsm else result.total_bytes // 2,
        "parts": [part.content for part in result.parts],
    }


json.dump([split(text) for text in json.load(sys.stdin)], sys.stdout)
