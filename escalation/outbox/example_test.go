package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/bellhop-sla/bellhop/escalation"
	"github.com/bellhop-sla/bellhop/escalation/outbox"
)

func ExampleDelivery() {
	var d outbox.Delivery
	do := func(op outbox.Op) {
		changed, err := d.Apply(op)
		fmt.Println(op.Kind, changed, d.State, d.Attempts, err)
	}
	m := alert("T-1/resolution/1/1/ana/0")
	do(put(m))
	do(put(m))
	d.Claim(noon, time.Minute)
	slow := d
	d.Claim(noon.Add(time.Hour), time.Minute) // the first worker was lost, and here is a second
	do(verdict(d, outbox.Done, noon.Add(time.Hour)))
	do(verdict(slow, outbox.Again, noon.Add(2*time.Hour)))
	// Output:
	// put true pending 0 <nil>
	// put false pending 0 <nil>
	// settle true delivered 2 <nil>
	// settle false delivered 2 delivery "T-1/resolution/1/1/ana/0": fenced off: the lease has passed to another
}

func ExampleDeliverer() {
	c, busy := &clock{now: noon}, true
	d := &outbox.Deliverer{
		Queue: newQueue(panics{}, alert("T-1")), Now: c.Now,
		Notifiers: map[string]escalation.Notifier{
			"log": escalation.NotifierFunc(func(_ context.Context, n escalation.Notice) error {
				if busy {
					busy = false
					return outbox.RetryAfter(errors.New("line busy"), time.Minute)
				}
				fmt.Println(c.Now().Format("15:04"), n.To.ID, "hears of", n.Ticket)
				return nil
			}),
		},
	}
	for range 3 {
		fmt.Println(d.Deliver(context.Background()))
		c.pass(time.Minute)
	}
	// Output:
	// 1 <nil>
	// 12:01 ana hears of T-1
	// 1 <nil>
	// 0 <nil>
}

func ExampleVerifyWebhook() {
	var seen outbox.Seen
	receive := func(header http.Header, body io.Reader) (int, error) {
		doc, err := io.ReadAll(io.LimitReader(body, outbox.MaxBody))
		if err != nil {
			return http.StatusBadRequest, err
		}
		id, err := outbox.VerifyWebhook([]string{secret}, header, doc, noon.Time(), 0)
		if err != nil {
			return http.StatusUnauthorized, err
		}
		_, err = seen.Do(id, func() error { fmt.Println("took", id); return nil })
		return http.StatusNoContent, err
	}
	w := &outbox.Webhook{
		Endpoints: map[string]outbox.Endpoint{"crm": {URL: "https://crm.example.com/hook", Secrets: []string{secret}}},
		Now:       (&clock{now: noon}).Now,
		Client: &http.Client{Transport: trip(func(r *http.Request) *http.Response {
			code, err := receive(r.Header, r.Body)
			fmt.Println(code, err)
			return &http.Response{StatusCode: code, Body: http.NoBody}
		})},
	}
	n := escalation.Notice{Key: "T-1/resolution/1/1/crm/0", Kind: escalation.Alert, To: escalation.Person{Address: "webhook:crm"}}
	for range 2 {
		if err := w.Notify(context.Background(), n); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// took T-1/resolution/1/1/crm/0
	// 204 <nil>
	// 204 <nil>
}

func ExampleOnce() {
	keys := map[string]bool{} // of the table that OnceSchema makes
	for range 2 {
		tx := &table{keys: keys} // in a receiver: a *sql.Tx, which is committed when there is no error
		ran, err := outbox.Once{}.Do(context.Background(), tx, "T-1/resolution/1/1/crm/0", func() error {
			return nil // the effect, through tx
		})
		fmt.Println(ran, err)
	}
	// Output:
	// true <nil>
	// false <nil>
}

// panics stands for a test where there is none.
type panics struct{}

func (panics) Errorf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (panics) FailNow()                          { panic("failed") }
