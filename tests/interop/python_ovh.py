"""PyPI's ovh, unmodified, in `ovh-sms sandbox --`: list, send, read, cancel, keys, wrong secret.

Prints `ok` at the end.
"""

import json
import os
import sys
import urllib.request

import ovh
from ovh.exceptions import APIError, InvalidCredential, NotCredential, NotGrantedCall


# Without the proxies of this machine.
BROWSER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
ORIGIN = "https://eu.api.ovh.com"


def control(path, body=None):
    """Holds the sandbox's phones and moves its clock."""
    data = None if body is None else json.dumps(body).encode()
    with BROWSER.open("%s/_sandbox/%s" % (ORIGIN, path), data=data) as answer:
        return json.load(answer)


def main():
    service = os.environ["OVH_SMS_SERVICE"]
    client = ovh.Client()
    assert service in client.get("/sms"), "the account is listed"
    account = client.get("/sms/" + service)
    assert account["creditsLeft"] > 0

    report = client.post(
        "/sms/%s/jobs" % service,
        message="Bonjour é €",
        receivers=["+33600000000", "0033600000001"],
        senderForResponse=True,
        noStopClause=True,
    )
    assert report["validReceivers"] == ["+33600000000", "+33600000001"], report
    assert len(report["ids"]) == 2 and report["totalCreditsRemoved"] == 2, report
    for number in report["ids"]:
        outgoing = client.get("/sms/%s/outgoing/%d" % (service, number))
        assert outgoing["message"] == "Bonjour é €" and outgoing["tag"] == report["tag"], outgoing
    found = client.get("/sms/%s/outgoing" % service, tag=report["tag"])
    assert sorted(found) == sorted(report["ids"]), found

    control("advance", {"seconds": 5})
    assert control("phones/+33600000000")["inbox"][-1]["text"] == "Bonjour é €"
    control("phones/+33600000000/reply", {"text": "oui"})
    answers = client.get("/sms/%s/incoming" % service, tag=report["tag"])
    assert client.get("/sms/%s/incoming/%d" % (service, answers[0]))["message"] == "oui"

    later = client.post(
        "/sms/%s/jobs" % service,
        message="Plus tard",
        receivers=["+33600000000"],
        senderForResponse=True,
        noStopClause=True,
        differedPeriod=60,
    )
    assert client.get("/sms/%s/jobs" % service) == later["ids"]
    client.delete("/sms/%s/jobs/%d" % (service, later["ids"][0]))
    assert client.get("/sms/%s/jobs" % service) == []

    asked = client.new_consumer_key_request()
    asked.add_recursive_rules(ovh.API_READ_ONLY, "/sms")
    answer = asked.request()
    assert answer["state"] == "pendingValidation" and answer["validationUrl"], answer
    try:
        client.get("/sms")
        raise AssertionError("a key that is not validated was accepted")
    except (InvalidCredential, NotCredential):
        pass
    # What a person would do on the page.
    BROWSER.open(answer["validationUrl"], data=b"decision=accept").close()
    assert service in client.get("/sms"), "the validated key reads"
    try:
        client.delete("/sms/%s/jobs/1" % service)
        raise AssertionError("a call that the key's rules do not grant was accepted")
    except NotGrantedCall:
        pass

    forger = ovh.Client(application_secret="another secret")
    try:
        forger.get("/sms")
        raise AssertionError("a wrong secret was accepted")
    except APIError as error:
        assert "signature" in str(error).lower(), error
    print("ok")


if __name__ == "__main__":
    sys.exit(main())
