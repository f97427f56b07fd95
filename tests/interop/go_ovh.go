// Debian's go-ovh, unmodified, in `ovh-sms sandbox --`: list, send, read, cancel, keys, wrong secret.
//
// Prints `ok` at the end.
package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"sort"
	"strings"

	"github.com/ovh/go-ovh/ovh"
)

type job struct {
	Message           string   `json:"message"`
	Receivers         []string `json:"receivers"`
	SenderForResponse bool     `json:"senderForResponse"`
	NoStopClause      bool     `json:"noStopClause"`
	DifferedPeriod    int      `json:"differedPeriod,omitempty"`
}

type report struct {
	Ids                 []int64  `json:"ids"`
	ValidReceivers      []string `json:"validReceivers"`
	TotalCreditsRemoved float64  `json:"totalCreditsRemoved"`
	Tag                 string   `json:"tag"`
}

type outgoing struct {
	Message string `json:"message"`
	Tag     string `json:"tag"`
}

// must exits if a call failed.
func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

// same exits if two values differ.
func same(what string, found, wanted interface{}) {
	if !reflect.DeepEqual(found, wanted) {
		fail("%s: %v, not %v", what, found, wanted)
	}
}

// refused exits if a call was not refused with a status and a word of its message.
func refused(err error, status int, word string) {
	refusal, ok := err.(*ovh.APIError)
	if !ok || refusal.Code != status || !strings.Contains(strings.ToLower(refusal.Message), word) {
		fail("not refused with %d and %q: %v", status, word, err)
	}
	if refusal.QueryID == "" {
		fail("no query id: %v", err)
	}
}

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

func main() {
	service := os.Getenv("OVH_SMS_SERVICE")
	client, err := ovh.NewDefaultClient()
	must(err)
	must(client.Ping())

	var services []string
	must(client.Get("/sms", &services))
	same("the accounts", services, []string{service})

	order := job{"Bonjour é €", []string{"+33600000000", "0033600000001"}, true, true, 0}
	var sent report
	must(client.Post("/sms/"+service+"/jobs", order, &sent))
	same("the receivers", sent.ValidReceivers, []string{"+33600000000", "+33600000001"})
	same("the credits", sent.TotalCreditsRemoved, 2.0)
	for _, id := range sent.Ids {
		var message outgoing
		must(client.Get(fmt.Sprintf("/sms/%s/outgoing/%d", service, id), &message))
		same("the message", message, outgoing{order.Message, sent.Tag})
	}
	var found []int64
	must(client.Get("/sms/"+service+"/outgoing?tag="+url.QueryEscape(sent.Tag), &found))
	sort.Slice(sent.Ids, func(a, b int) bool { return sent.Ids[a] < sent.Ids[b] })
	sort.Slice(found, func(a, b int) bool { return found[a] < found[b] })
	same("the history", found, sent.Ids)

	order.DifferedPeriod = 60
	order.Receivers = order.Receivers[:1]
	var later report
	must(client.Post("/sms/"+service+"/jobs", order, &later))
	var pending []int64
	must(client.Get("/sms/"+service+"/jobs", &pending))
	same("the jobs", pending, later.Ids)
	must(client.Delete(fmt.Sprintf("/sms/%s/jobs/%d", service, later.Ids[0]), nil))
	must(client.Get("/sms/"+service+"/jobs", &pending))
	same("the jobs that are left", len(pending), 0)

	asking, err := ovh.NewDefaultClient()
	must(err)
	request := asking.NewCkRequest()
	request.AddRecursiveRules(ovh.ReadOnly, "/sms")
	state, err := request.Do()
	must(err)
	same("the key's state", state.State, "pendingValidation")
	refused(asking.Get("/sms", &services), 403, "credential")
	page, err := http.PostForm(state.ValidationURL, url.Values{"decision": {"accept"}})
	must(err)
	page.Body.Close()
	same("the page that validates", page.StatusCode, 200)
	must(asking.Get("/sms", &services))
	refused(asking.Post("/sms/"+service+"/jobs", order, nil), 403, "granted")

	forger, err := ovh.NewClient("", "", "another secret", "")
	must(err)
	refused(forger.Get("/sms", &services), 400, "signature")
	fmt.Println("ok")
}
