#!/bin/sh
# HTTPie with the plug-in httpie-ovh-auth, unmodified, in `ovh-sms sandbox --`: lists and sends. The
# first argument is the program `http`. Prints `ok` at the end.
set -eu

# The plug-in's own names for the keys of an application.
export OVH_CLIENT_ID="$OVH_APPLICATION_KEY" OVH_CLIENT_SECRET="$OVH_APPLICATION_SECRET"
api=https://eu.api.ovh.com/1.0
call() { "$http" --ignore-stdin --check-status --print=b --auth-type=ovh "$@"; }
http=$1

call GET "$api/sms" | grep -qF "\"$OVH_SMS_SERVICE\""
call POST "$api/sms/$OVH_SMS_SERVICE/jobs" message=Bonjour receivers:='["+33600000000"]' \
    senderForResponse:=true noStopClause:=true | grep -qF '"+33600000000"'
if OVH_CLIENT_SECRET=wrong call GET "$api/sms" >/dev/null 2>&1; then
    echo "a wrong secret was accepted"
    exit 1
fi
echo ok
