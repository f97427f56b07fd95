#!/bin/sh
# Sends an alert by SMS, waits until the phones have it, and tells by its exit code what came of it.
#
#   alert.sh EVENT TEXT NUMBER...
#
# EVENT names what happened, such as "db3/disk/2026-01-05T10:00". The same event is sent once, however
# often this is called and whatever becomes of it in between: called again, it only looks.
#
# Exit codes:
#   0  every phone has it
#   1  nobody has it: it was not sent, or delivery has failed; what was not sent can be called again
#   2  the call is wrong, or there are no credentials; nothing was sent
#   3  not known: sent, and not delivered in time; or it is not known whether it was sent
#   4  some have it, others will not
#
# Credentials come from the environment or ovh.conf, as for ovh-sms. Also from the environment:
#   ALERT_SENDER   one of the account's validated senders; left out, OVHcloud chooses
#   ALERT_TIMEOUT  how long to wait for delivery, such as 90s; 5m if left out
#   ALERT_STATE    where it keeps which events were sent; $HOME/.local/state/ovh-sms-alerts if left out
#   OVH_SMS        the program, if it is not ovh-sms in the PATH
set -u
umask 077

refuse() {
    echo "alert.sh: $1 Nothing was sent. Usage: alert.sh EVENT TEXT NUMBER..." >&2
    exit 2
}

[ $# -ge 3 ] || refuse "An event, a text and a number are needed."
event=$1 text=$2
shift 2
given=$#
[ -n "$event" ] || refuse "The event has no name."
[ ${#event} -le 100 ] || refuse "The event's name is longer than 100 characters."

program=${OVH_SMS:-ovh-sms}
command -v "$program" >/dev/null || refuse "There is no program $program."
timeout=${ALERT_TIMEOUT:-5m}

# A folder for each event. Making it is the one step that only one of several callers can do.
state=${ALERT_STATE:-${HOME:?}/.local/state/ovh-sms-alerts}
mkdir -p "$state" || refuse "No state can be kept in $state."
mark=$state/$(printf %s "$event" | od -An -v -tx1 | tr -d ' \n')
tag=alert$(printf %s "$event" | cksum | tr -dc 0-9 | cut -c1-15)

# Notes something as a whole or not at all: another caller may read it at any moment.
note() {
    echo "$2" >"$mark/$1.new" && mv "$mark/$1.new" "$mark/$1"
}

# What an earlier step has noted, or a default.
noted() {
    if [ -f "$mark/$1" ]; then cat "$mark/$1"; else echo "$2"; fi
}

# The numbers of a list of the report, counted by their plus signs.
count() {
    printf %s "$report" | sed "s/.*\"$1\":\[\([^]]*\)\].*/\1/" | tr -dc + | wc -c
}

# Follows what was sent, by ids or else by tag, and ends with the code of that.
follow() {
    set -- $(noted ids "")
    [ $# -gt 0 ] || set -- --tag "$tag"
    receipts=$("$program" track --json --quiet --timeout "$timeout" "$@")
    code=$?
    found=$(printf '%s\n' "$receipts" | sed -n 's/.*"id":\([0-9]*\).*/\1/p' | sort -u | wc -l)
    expected=$(($(noted receivers "$given") - $(noted refused 0)))
    case $code in
    0 | 1 | 4) [ "$found" -ge "$expected" ] || exit 3 ;;
    *) exit 3 ;;
    esac
    # Numbers that were refused will not have it, however it went for the others.
    if [ $code -eq 0 ] && [ "$expected" -lt "$(noted receivers "$given")" ]; then exit 4; fi
    exit $code
}

if ! mkdir "$mark" 2>/dev/null; then
    [ -d "$mark" ] || refuse "No state can be kept in $state."
    echo "alert.sh: This event was taken on before, and is not sent again." >&2
    follow
fi
if ! note receivers "$given" 2>/dev/null; then
    rm -r "$mark"
    refuse "No state can be kept in $state."
fi

left=$#
while [ "$left" -gt 0 ]; do
    set -- "$@" --to "$1"
    shift
    left=$((left - 1))
done
[ -z "${ALERT_SENDER:-}" ] || set -- "$@" --sender "$ALERT_SENDER"

# --no-stop: an alert is no advertising, which would wait until the morning.
report=$("$program" send --json --quiet --no-stop --tag "$tag" "$@" -- "$text")
code=$?
case $code in
0 | 3 | 4) ;;
1 | 2)
    # Nothing was sent, for certain: the next call may try again.
    rm -r "$mark"
    exit $code
    ;;
*)
    echo "alert.sh: $program ended with $code; the alert may have been sent." >&2
    exit 3
    ;;
esac
note refused $(($(count invalidReceivers) + $(count notSentReceivers)))
# Where some are unknown, ids are missing: the tag finds them all, if they were sent.
if [ $code -ne 3 ]; then
    printf '%s\n' "$report" | sed -n 's/.*"ids":\[\([0-9,]*\)\].*/\1/p' | tr , ' ' >"$mark/ids"
fi
follow
