package sim

import (
	"errors"
	"io"

	"github.com/bellhop-sla/bellhop/calendar"
	"github.com/bellhop-sla/bellhop/sla"
)

// Backtest replays ticket histories through policies. Its fields are read only; it may serve many runs at once, as long as
// its functions may.
type Backtest struct {
	// Map says which column of the history is what.
	Map Map
	// Policies decide what is promised.
	Policies *sla.Policies
	// Other are policies to compare Policies with, or nil. Their vocabulary has the fields of Map too.
	Other *sla.Policies

	// By is the field that groups the tickets in the report, as it stands at the end of their history. It is a text with
	// declared values that Map has a column for. Empty means that nothing groups them.
	By string
	// From and To bound the opening of the tickets that are counted: from From on and before To. Zero means no bound.
	From, To sla.Instant
	// Until is the instant at which a ticket that is still open is judged. Zero means the last event of that ticket.
	Until sla.Instant

	// Progress, if set, is told now and then how far a run is, and once at its end. An error of it ends the run, which
	// returns that error.
	Progress func(Progress) error
	// OnFault, if set, is told each fault, also those that the report only counts.
	OnFault func(Fault)
}

// Progress is how far a run is.
type Progress struct {
	// Bytes is how much of the history has been read, as it is stored.
	Bytes int64
	// Rows, Tickets and Faults are how many have been read so far.
	Rows, Tickets, Faults int
}

// progressRows is how many rows lie between two calls of Progress.
const progressRows = 5000

// Run replays a history and returns what came of it. The name stands in faults. The history is CSV text in UTF-8 with a
// line of headings, plain or compressed with gzip; blank lines are passed over.
//
// Rows that cannot be used do not end the run: they are in Report.Faults. The error tells of a map that does not fit (as
// calendar.Problems with every fault), a history that cannot be read on (ErrTooLong among others), or what Progress
// returned.
func (b *Backtest) Run(name string, history io.Reader) (*Report, error) {
	counted := &counter{r: history}
	run, err := b.begin(name, counted)
	if err != nil {
		return nil, err
	}
	for {
		more, err := run.reader.next()
		if err != nil {
			return nil, err
		}
		if !more {
			break
		}
		run.row()
		if run.reader.rows%progressRows != 0 {
			continue
		}
		if err := run.tell(counted.n); err != nil {
			return nil, err
		}
	}
	run.drain()
	if err := run.tell(counted.n); err != nil {
		return nil, err
	}
	return run.finish()
}

func (b *Backtest) begin(name string, history io.Reader) (*run, error) {
	if b.Policies == nil {
		return nil, errors.New("policies: missing; a backtest needs some")
	}
	table, err := openTable(name, history, b.Map.separator(&calendar.Problems{}))
	if err != nil {
		return nil, errors.Join(b.Map.Check(), err)
	}
	reader, err := newReader(&b.Map, table, b.Policies.Terms())
	if err != nil {
		return nil, err
	}
	r := &run{
		Backtest: b, reader: reader, pool: newPool(1), script: script{columns: reader.fields}, by: -1,
		tally: tally{}, against: tally{},
	}
	if b.Map.Event != nil {
		r.pool = newPool(b.Map.Event.Window)
	}
	if err := errors.Join(r.group(), r.checkOther()); err != nil {
		return nil, err
	}
	r.report.History = name
	r.judges(&b.Map)
	return r, nil
}

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
