// Calls by go-ovh, for `cargo xtask bench`: `go_ovh calls N` or `go_ovh history N`.
//
// `history` lists the messages and reads the first N of them, one by one, as users of the wrapper do.
package main

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/ovh/go-ovh/ovh"
)

// Calls before the measurement: connecting and reading the server's clock are not measured.
const first = 50

type outgoing struct {
	BatchID          *string    `json:"batchID"`
	CreationDatetime *time.Time `json:"creationDatetime"`
	Credits          *float64   `json:"credits"`
	DeliveredAt      *time.Time `json:"deliveredAt"`
	DeliveryReceipt  *int64     `json:"deliveryReceipt"`
	DifferedDelivery *int64     `json:"differedDelivery"`
	ID               *int64     `json:"id"`
	Message          *string    `json:"message"`
	MessageID        *string    `json:"messageID"`
	MessageLength    *int64     `json:"messageLength"`
	NumberOfSms      *int64     `json:"numberOfSms"`
	Ptt              *int64     `json:"ptt"`
	Receiver         *string    `json:"receiver"`
	Sender           *string    `json:"sender"`
	SentAt           *time.Time `json:"sentAt"`
	Tag              *string    `json:"tag"`
	TariffCode       *string    `json:"tariffCode"`
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(client *ovh.Client, ids []int64) {
	service := os.Getenv("OVH_SMS_SERVICE")
	for _, id := range ids {
		var message outgoing
		check(client.Get(fmt.Sprintf("/sms/%s/outgoing/%d", service, id), &message))
		if message.Receiver == nil {
			check(fmt.Errorf("no message came"))
		}
	}
}

func upTo(count int) []int64 {
	ids := make([]int64, count)
	for at := range ids {
		ids[at] = int64(at + 1)
	}
	return ids
}

func spent() float64 {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func main() {
	what := os.Args[1]
	count, err := strconv.Atoi(os.Args[2])
	check(err)
	client, err := ovh.NewClient(
		os.Getenv("OVH_ENDPOINT"),
		os.Getenv("OVH_APPLICATION_KEY"),
		os.Getenv("OVH_APPLICATION_SECRET"),
		os.Getenv("OVH_CONSUMER_KEY"),
	)
	check(err)
	var ids []int64
	if what == "history" {
		check(client.Get("/sms/"+os.Getenv("OVH_SMS_SERVICE")+"/outgoing", &ids))
		if len(ids) > count {
			ids = ids[:count]
		}
	} else {
		read(client, upTo(first))
		ids = upTo(count)
	}
	begun, cpu := time.Now(), spent()
	read(client, ids)
	wall := time.Since(begun).Seconds()
	fmt.Printf("{\"count\": %d, \"wall\": %f, \"cpu\": %f}\n", len(ids), wall, spent()-cpu)
}
