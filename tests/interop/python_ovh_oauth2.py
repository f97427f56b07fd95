"""PyPI's ovh, unmodified, in `ovh-sms sandbox --oauth2 --`: a service account lists and sends.

Prints `ok` at the end.
"""

import os

import ovh
from ovh.exceptions import OAuth2FailureError

service = os.environ["OVH_SMS_SERVICE"]
client = ovh.Client()
assert client.get("/sms") == [service]
report = client.post(
    "/sms/%s/jobs" % service,
    message="Bonjour",
    receivers=["+33600000000"],
    senderForResponse=True,
    noStopClause=True,
)
assert report["validReceivers"] == ["+33600000000"], report
try:
    ovh.Client(client_secret="another secret").get("/sms")
    raise AssertionError("a wrong secret was accepted")
except OAuth2FailureError:
    pass
print("ok")
