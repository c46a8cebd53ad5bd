package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// Unserved is tickets that nobody could take even if everybody were at work with nothing in hand, every stage reached and every
// need relaxed.
type Unserved struct {
	RowRef
	// Queue is the queue of the row.
	Queue string `json:"queue"`
	// Ticket says which tickets of the row: those of a language, a channel or both. Empty is all of them.
	Ticket sla.Fields `json:"ticket,omitempty"`
	// Why says what those lack who would be asked, or that there are none.
	Why string `json:"why"`
}

// Unserved returns the rows of the matrix or, where there is none, the queues by condition, of which some tickets land where nobody
// could ever take them. A queue that names neither agents nor teams is for tickets that the host assigns, and has none. Only
// languages and channels that the vocabulary declares are gone through.
func (r *Router) Unserved() (list []Unserved) {
	table, err := r.lists()
	if err != nil || len(r.spec.Queues) == 0 {
		return nil
	}
	s := service{r: r, table: table, floor: r.everybodyThere(), known: map[want]*answer{}}
	for row := range table.spec.Rows {
		list = append(list, s.of(row)...)
	}
	return list
}

// everybodyThere returns a floor on which everybody is at work for ever and carries nothing. It stands at no instant, so that no
// shift is about to end.
func (r *Router) everybodyThere() *Floor {
	f := newFloor(r)
	f.kept, f.until = true, forever
	f.known.fill(r.crew.size)
	for at := range r.agents {
		f.set(at, Present{})
	}
	return f
}

// service finds the tickets that nobody takes.
type service struct {
	r     *Router
	table *Matrix
	floor *Floor
	space *space // nil until it is needed
	cover cover
	sure  []int // pieces
	known map[want]*answer
	needs string // of the row that is looked at
}

// want is what a row asks for of tickets of a kind: rows that ask for the same are answered once.
type want struct {
	queue, weight, priority int
	overflow, skills        string
	kind
}

// answer is whether somebody takes a ticket, and if not, why.
type answer struct {
	taken bool
	why   string // "" is not worked out
}

// kind is tickets of a row by language and channel; "" is one that is not declared.
type kind struct{ language, channel string }

// fields returns those that tell a kind.
func (k kind) fields() sla.Fields {
	f := sla.Fields{}
	if k.language != "" {
		f["language"] = k.language
	}
	if k.channel != "" {
		f["channel"] = k.channel
	}
	return f
}

// of returns what nobody takes of a row.
func (s *service) of(row int) (list []Unserved) {
	s.needs = fmt.Sprint(s.table.spec.Rows[row].Skills)
	served, unserved := s.sort(row)
	if len(unserved) == 0 {
		return nil
	}
	among := func(kinds []kind, k kind) bool {
		return slices.ContainsFunc(kinds, func(x kind) bool {
			return (k.language == "" || k.language == x.language) && (k.channel == "" || k.channel == x.channel)
		})
	}
	add := func(k, one kind) {
		list = append(list, Unserved{s.table.ref(row), s.r.queues[s.queue(row)].spec.Name, k.fields(), s.why(row, one)})
	}
	if len(served) == 0 {
		add(kind{}, unserved[0])
		return list
	}
	told := func(k kind) bool {
		return slices.ContainsFunc(list, func(u Unserved) bool {
			language, channel := u.Ticket["language"], u.Ticket["channel"]
			return (language == nil || language == k.language) && (channel == nil || channel == k.channel)
		})
	}
	for _, part := range []func(kind) kind{
		func(k kind) kind { return kind{language: k.language} }, func(k kind) kind { return kind{channel: k.channel} }, func(k kind) kind { return k },
	} {
		for _, k := range unserved {
			if p := part(k); p != (kind{}) && !told(k) && !among(served, p) {
				add(p, k)
			}
		}
	}
	return list
}

// sort returns the kinds of tickets that reach a row, by whether somebody takes them. Without one that nobody takes there are none.
func (s *service) sort(row int) (served, unserved []kind) {
	for _, language := range s.values("language") {
		for _, channel := range s.values("channel") {
			k := kind{language, channel}
			if s.ask(row, k).taken {
				served = append(served, k)
			} else {
				unserved = append(unserved, k)
			}
		}
	}
	if len(unserved) == 0 || !s.staffed(row) {
		return nil, nil
	}
	lost := func(k kind) bool { return !s.reaches(row, k) }
	return slices.DeleteFunc(served, lost), slices.DeleteFunc(unserved, lost)
}

// values returns the declared values of a field, and "" for any other.
func (s *service) values(field string) []string {
	return append([]string{""}, slices.DeleteFunc(slices.Clone(s.r.terms.Values(field)), func(v string) bool { return v == unknownLanguage || v == "" })...)
}

// queue returns the place of the queue of a row.
func (s *service) queue(row int) int {
	if s.r.table == nil {
		return row
	}
	return s.r.rows[row].queue
}

// staffed says whether the queue of a row names anybody, or leads to somebody.
func (s *service) staffed(row int) bool {
	q := &s.r.queues[s.queue(row)].spec
	if len(q.Agents)+len(q.Teams) > 0 {
		return true
	}
	s.takes(row, kind{})
	return !s.floor.search.everybody(s.queue(row)).empty()
}

// ask returns the answer for tickets of a kind of a row.
func (s *service) ask(row int, k kind) *answer {
	spec := &s.table.spec.Rows[row]
	w := want{s.queue(row), spec.Weight, spec.Priority, spec.Overflow, s.needs, k}
	if s.known[w] == nil {
		s.known[w] = &answer{taken: s.takes(row, k)}
	}
	return s.known[w]
}

// takes says whether somebody takes tickets of a kind.
func (s *service) takes(row int, k kind) bool {
	place := row
	if s.r.table == nil {
		place = none
	}
	at := s.queue(row)
	q := Request{Fields: k.fields()}
	search := &s.floor.search
	search.start(s.floor, &q, at, place, true)
	_, agent := search.find(at)
	return agent != none
}

// mostLacks is how many agents are told of who lack something.
const mostLacks = 3

// why tells what those lack who would be asked.
func (s *service) why(row int, k kind) string {
	a := s.ask(row, k)
	if a.why == "" {
		a.why = s.lacks(row, k)
	}
	return a.why
}

// lacks works out what those lack who would be asked.
func (s *service) lacks(row int, k kind) string {
	s.takes(row, k)
	search := &s.floor.search
	var who, lacks []string
	search.everybody(s.queue(row)).each(func(at int) bool {
		who, lacks = append(who, s.r.agents[at].id), append(lacks, search.candidate(at, "").Why)
		return true
	})
	if len(who) == 0 {
		return "nobody is in it"
	}
	if first := lacks[0]; len(who) > 1 && !slices.ContainsFunc(lacks, func(why string) bool { return why != first }) {
		return fmt.Sprintf("each of %d agents %s", len(who), first)
	}
	var texts []string
	for i := range who[:min(len(who), mostLacks)] {
		texts = append(texts, who[i]+" "+lacks[i])
	}
	if more := len(who) - mostLacks; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}

// reaches says whether tickets of a kind may come to a row. Where that would cost too much to tell, they may.
func (s *service) reaches(row int, k kind) bool {
	if s.space == nil {
		s.space = s.table.newSpace()
		s.cover = cover{space: s.space, left: maxCover}
		for p := range s.space.pieces {
			if s.space.sure.has(p) {
				s.sure = append(s.sure, p)
			}
		}
	}
	if s.cover.left <= 0 {
		return true
	}
	span := s.space.spans[row]
	before, _ := slices.BinarySearch(s.sure, span[0])
	for p := span[0]; p < span[1]; p++ {
		box := slices.Clone(s.space.boxes[p])
		if s.space.narrowTo(box, "language", k.language) && s.space.narrowTo(box, "channel", k.channel) && !s.cover.covers(box, s.sure[:before], none) {
			return true
		}
	}
	return false
}

// narrowTo leaves of a box the cells with a value of a field, or with any that is not declared, and says whether there are any.
func (s *space) narrowTo(b box, field, value string) bool {
	i := slices.IndexFunc(s.axes, func(a axis) bool { return a.field == field && !a.list })
	if i == none {
		return true
	}
	side := s.frame.side(b, i)
	for class := range s.axes[i].classes {
		c := &s.axes[i].classes[class]
		same := c.point && c.value == value
		if value == "" {
			same = !c.point || c.value == nil
		}
		if !same {
			side.put(class, false)
		}
	}
	return !side.empty()
}

// Whole says whether no ticket at all of the row is served.
func (u Unserved) Whole() bool { return len(u.Ticket) == 0 }

// String tells it in one line, such as: outages (matrix.rows[0]) in network: ana lacks network at level 3.
func (u Unserved) String() string {
	s := u.RowRef.String() + " in " + u.Queue
	for _, field := range []string{"language", "channel"} {
		if v, ok := u.Ticket[field]; ok {
			s += fmt.Sprintf(", %s %v", field, v)
		}
	}
	return s + ": " + u.Why
}
