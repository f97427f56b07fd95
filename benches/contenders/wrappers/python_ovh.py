"""Calls by python-ovh, for `cargo xtask bench`: `python_ovh.py calls N` or `python_ovh.py history N`.

`history` lists the messages and reads the first N of them, one by one, as users of the wrapper do.
"""

import json
import os
import resource
import sys
import time

import ovh

FIRST = 50  # Calls before the measurement: connecting and reading the server's clock are not measured.


def spent():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def read(client, ids):
    service = os.environ["OVH_SMS_SERVICE"]
    for number in ids:
        message = client.get("/sms/%s/outgoing/%d" % (service, number))
        assert message["receiver"]


def main():
    what, count = sys.argv[1], int(sys.argv[2])
    # The wrapper accepts endpoints by name only: the server gets a name.
    ovh.client.ENDPOINTS["bench"] = os.environ["OVH_ENDPOINT"]
    os.environ["OVH_ENDPOINT"] = "bench"
    client = ovh.Client()
    if what == "history":
        ids = client.get("/sms/%s/outgoing" % os.environ["OVH_SMS_SERVICE"])[:count]
    else:
        read(client, range(1, FIRST + 1))
        ids = range(1, count + 1)
    wall, cpu = spent()
    read(client, ids)
    wall_then, cpu_then = spent()
    print(json.dumps({"count": len(ids), "wall": wall_then - wall, "cpu": cpu_then - cpu}))


main()
