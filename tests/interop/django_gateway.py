"""PyPI's django-two-factor-auth-ovh-gateway, unmodified, in `ovh-sms sandbox --`: sends a token.

Prints `ok` at the end.
"""

import json
import os
import urllib.request
from types import SimpleNamespace

from django.conf import settings

# As a project's settings configure it.
settings.configure(
    OVH_ENDPOINT=os.environ["OVH_ENDPOINT"],
    OVH_APPLICATION_KEY=os.environ["OVH_APPLICATION_KEY"],
    OVH_APPLICATION_SECRET=os.environ["OVH_APPLICATION_SECRET"],
    OVH_CONSUMER_KEY=os.environ["OVH_CONSUMER_KEY"],
    OVH_SENDER="SANDBOX",
)

from django_two_factor_auth_ovh_gateway.gateway import Ovh  # noqa: E402

device = SimpleNamespace(number=SimpleNamespace(as_e164="+33600000000"))
Ovh().send_sms(device, "123456")

# Without the proxies of this machine.
browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
origin = "https://eu.api.ovh.com/_sandbox"
browser.open(origin + "/advance", data=b'{"seconds": 5}').close()
with browser.open(origin + "/phones/+33600000000") as answer:
    inbox = json.load(answer)["inbox"]
assert [one["text"] for one in inbox] == ["Your token is 123456"], inbox
print("ok")
