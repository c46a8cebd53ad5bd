package routing_test

import (
	"fmt"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// A table over two fields and a number: the proof finds what falls through, what is never reached, and whose order decides.
func ExampleMatrix_Verify() {
	terms, err := sla.Vocabulary{Fields: map[string]sla.Field{
		"tier": {Values: []string{"free", "pro", "gold"}}, "channel": {Values: []string{"mail", "chat"}}, "seats": {Type: sla.NumberField},
	}}.Compile()
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := routing.CompileMatrix(routing.MatrixSpec{
		Dimensions: []string{"tier", "channel"},
		Rows: []routing.RowSpec{
			{Name: "large", When: "seats > 500", Queue: "accounts"},
			{Name: "chats", Is: map[string][]string{"channel": {"chat"}}, Queue: "live"},
			{Name: "paid", Is: map[string][]string{"tier": {"pro", "gold"}}, Queue: "front"},
			{Name: "gold chats", Is: map[string][]string{"tier": {"gold"}, "channel": {"chat"}}, Queue: "vip"},
			{Name: "free mail", Is: map[string][]string{"tier": {"free"}, "channel": {"mail"}}, Queue: "front"},
		},
	}, terms)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(m.Verify())
	row, ok, _ := m.Row(sla.Fields{"tier": "gold", "channel": "fax", "seats": 20.0})
	fmt.Println(row, ok)
	// Output:
	// of 36 cells, 6 fall through
	//   tier free, channel other, seats up to 500 (2 cells), such as {seats: 0, tier: "free"}
	//   tier other, channel mail or other, seats up to 500 (4 cells), such as {channel: "mail", seats: 0}
	// 1 row is never reached:
	//   gold chats (rows[3]): chats (rows[1]) takes all its tickets, such as {channel: "chat", seats: 0, tier: "gold"}
	// 4 pairs of rows fit one ticket and differ, so that the first row decides:
	//   large (rows[0]) and chats (rows[1]): such as {channel: "chat", seats: 501, tier: "free"}
	//   large (rows[0]) and paid (rows[2]): such as {channel: "mail", seats: 501, tier: "pro"}
	//   large (rows[0]) and free mail (rows[4]): such as {channel: "mail", seats: 501, tier: "free"}
	//   chats (rows[1]) and paid (rows[2]): such as {channel: "chat", seats: 0, tier: "pro"}
	// 2 true
}
