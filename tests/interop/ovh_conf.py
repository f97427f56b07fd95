"""Reads the cases of tests/it/python/ovh.rs from stdin and prints the result of python-ovh for each.

stdin:  {"clients": [{"etc": text|null, "home": …, "cwd": …, "env": {…}}, …], "texts": [text, …]}
stdout: {"clients": [{"endpoint": …, "application_key": …, …} | {"error": class}, …],
         "texts":   [{"value": sms_service of [ovh-eu] | null} | {"error": class}, …]}
"""

import configparser
import json
import os
import sys
import tempfile

import ovh
from ovh import config

KEYS = ("application_key", "application_secret", "consumer_key", "client_id", "client_secret")


def client(case):
    for name in [name for name in os.environ if name.startswith("OVH_")]:
        del os.environ[name]
    os.environ.update(case["env"])
    with tempfile.TemporaryDirectory() as folder:
        config.CONFIG_PATH = []
        for place in ("etc", "home", "cwd"):  # by increasing priority, as python-ovh has them
            path = os.path.join(folder, place)
            config.CONFIG_PATH.append(path)
            if case[place] is not None:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(case[place])
        try:
            made = ovh.Client()
        except Exception as error:
            return {"error": type(error).__name__}
    found = {key: getattr(made, "_" + key) for key in KEYS}
    names = {url: name for name, url in ovh.client.ENDPOINTS.items()}
    return {"endpoint": names[made._endpoint], **found}


def text(content):
    parser = configparser.RawConfigParser()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "ovh.conf")
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(content)
            parser.read([path], encoding="utf-8")
        # The one difference by design: ovh-sms treats an empty value as unset.
        found = parser.get("ovh-eu", "sms_service").strip()
        return {"value": found or parser.defaults().get("sms_service")}
    except (configparser.NoSectionError, configparser.NoOptionError):
        return {"value": None}
    except configparser.Error as error:
        return {"error": type(error).__name__}


cases = json.load(sys.stdin)
json.dump(
    {
        "clients": [client(case) for case in cases["clients"]],
        "texts": [text(content) for content in cases["texts"]],
    },
    sys.stdout,
)
