#!/bin/sh
# The calls of the scripts in OVHcloud's guide for PHP, with curl, in `ovh-sms sandbox --`: their paths
# with a final slash, in their order. Prints `ok` at the end.
set -eu

api=https://eu.api.ovh.com/1.0

# Signs as OVHcloud documents it: method, path, body.
call() {
    time=$(curl -sS "$api/auth/time")
    text="$OVH_APPLICATION_SECRET+$OVH_CONSUMER_KEY+$1+$api$2+$3+$time"
    signature=$(printf %s "$text" | sha1sum | cut -d' ' -f1)
    set -- -sS --fail-with-body -X "$1" "$api$2" -H "X-Ovh-Application: $OVH_APPLICATION_KEY" \
        -H "X-Ovh-Consumer: $OVH_CONSUMER_KEY" -H "X-Ovh-Timestamp: $time" \
        -H "X-Ovh-Signature: \$1\$$signature" ${3:+-H "Content-Type: application/json" --data-raw "$3"}
    curl "$@"
}

# is WHAT FOUND PATTERN
is() {
    case $2 in
        $3) ;;
        *)
            echo "$1: $2"
            exit 1
            ;;
    esac
}

services=$(call GET /sms/ "")
is "the accounts" "$services" "\[\"$OVH_SMS_SERVICE\"\]"
jobs="/sms/$OVH_SMS_SERVICE/jobs/"
body='{"charset":"UTF-8","class":"phoneDisplay","coding":"7bit","message":"Test SMS OVH",'
body=$body'"noStopClause":false,"priority":"high","receivers":["+33600000000"],'
body=$body'"senderForResponse":true,"validityPeriod":2880}'
report=$(call POST "$jobs" "$body")
is "the receivers" "$report" '*"validReceivers":\["+33600000000"\]*'
is "the invalid receivers" "$report" '*"invalidReceivers":\[\]*'
is "the credits" "$report" '*"totalCreditsRemoved":1[,}]*'
# At night a message with a STOP clause waits in the list.
is "the jobs" "$(call GET "$jobs" "")" '\[*\]'
echo ok
