"""Uses the client that openapi-python-client generates from schema/openapi.json.

Prints what was checked; a failed assertion fails `cargo xtask interop openapi`.
"""

import importlib
import json
import pkgutil

import ovh_sms_client
from ovh_sms_client.models import (
    JobsCreateBody,
    PackQuantityAutomaticRecredit,
    RenewUpdate,
    Sender,
    ServiceInfosUpdate,
    ServiceUpdate,
    SmsSendingReport,
)

modules = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(ovh_sms_client.__path__, "ovh_sms_client.")
]
assert len(modules) > 200, len(modules)

# Set, cleared by an empty text, cleared by null, left alone.
assert ServiceUpdate(call_back="https://x").to_dict() == {"callBack": "https://x"}
assert ServiceUpdate(call_back="").to_dict() == {"callBack": ""}
assert ServiceUpdate().to_dict() == {}
cleared = ServiceUpdate(automatic_recredit_amount=None).to_dict()
assert cleared == {"automaticRecreditAmount": None}, cleared
amount = PackQuantityAutomaticRecredit(1000)
chosen = ServiceUpdate(automatic_recredit_amount=amount).to_dict()
assert json.dumps(chosen) == '{"automaticRecreditAmount": 1000}', chosen
assert ServiceInfosUpdate(renew=None).to_dict() == {"renew": None}
renewed = ServiceInfosUpdate(renew=RenewUpdate(automatic=True, period=None)).to_dict()
assert renewed == {"renew": {"automatic": True, "period": None}}, renewed

# Null where the description allows it, and a response that is complete.
assert Sender.from_dict({"sender": "MYSHOP", "type": None}).type_ is None
report = SmsSendingReport.from_dict({"ids": [802084252], "creditsLeft": 99})
assert report.ids == [802084252] and report.credits_left == 99
body = JobsCreateBody(message="Bonjour", receivers=["+33600000000"]).to_dict()
assert body == {"message": "Bonjour", "receivers": ["+33600000000"]}, body

print(f"{len(modules)} modules are imported; updates set, clear and leave alone")
