package sim

import (
	"fmt"
	"slices"
	"time"

	"github.com/bellhop-sla/bellhop/routing"
	"github.com/bellhop-sla/bellhop/sla"
)

// The parts of the target, in percent, after which a ticket goes on to the next stage: from the home team to any region,
// and from there to those who do not speak the language; and after which a chat sets other work aside.
const (
	anyRegionAfter = 25
	fallbackAfter  = 60
	nearAfter      = 50
)

// part returns so many percent of a target.
func part(target time.Duration, percent int) time.Duration {
	return target * time.Duration(percent) / 100
}

// plan is a strategy made ready for a scene.
type plan struct {
	strategy
	scene   *scene
	router  *routing.Router
	ids     map[string]int // the places of agents
	weights []int          // of tiers
	classes []class
	paths   []path
	byKind  map[int]int    // the places of paths by kind of ticket
	byCrew  map[string]int // the places of classes by who, how much and near
	reaches [][]int        // by worker: the classes of tickets that fit
}

// class are the tickets that wait for the same agents and take the same room.
type class struct {
	workers []int
	units   int
	near    bool // may set other work aside
}

// path is what a kind of ticket goes through while it waits.
type path struct {
	fields sla.Fields
	stages []stage
	near   bool // whether the ticket sets other work aside when its promise is near
}

// stage are the agents who may take a ticket after a part of its target.
type stage struct {
	after   int // percent
	workers []int
	class   [2]int // and the one once the promise is near
}

func (c *scene) plan(s strategy) (*plan, error) {
	p := &plan{
		strategy: s, scene: c, reaches: make([][]int, len(c.workers)),
		ids: map[string]int{}, byKind: map[int]int{}, byCrew: map[string]int{},
	}
	for i, a := range c.spec.Agents {
		p.ids[a.ID] = i
	}
	for _, t := range c.spec.Tiers {
		p.weights = append(p.weights, whole(t.Weight))
	}
	terms, err := c.terms()
	if err != nil {
		return nil, err
	}
	p.router, err = routing.Compile(c.routes(s), terms, nil)
	return p, err
}

// kind returns the place of a ticket's kind.
func (p *plan) kind(a *asked) int {
	c := p.scene
	k := ((a.region*len(c.issues)+a.issue)*len(c.channels)+a.channel)*len(c.languages) + a.language
	if a.english {
		return 2*k + 1
	}
	return 2 * k
}

// path returns the place of a ticket's path.
func (p *plan) path(a *asked) int {
	k := p.kind(a)
	at, ok := p.byKind[k]
	if !ok {
		at = len(p.paths)
		p.byKind[k] = at
		p.paths = append(p.paths, p.newPath(a))
	}
	return at
}

func (p *plan) newPath(a *asked) path {
	ch := &p.scene.channels[a.channel]
	out := path{fields: p.fields(a), near: p.interrupts && ch.interrupt}
	add := func(after int, home, fallback bool) {
		s := stage{after: after, workers: p.fitting(a, home, fallback)}
		if n := len(out.stages); n > 0 && slices.Equal(out.stages[n-1].workers, s.workers) {
			return
		}
		s.class[0] = p.class(s.workers, ch.units, false)
		if out.near {
			s.class[1] = p.class(s.workers, ch.units, true)
		}
		out.stages = append(out.stages, s)
	}
	if !p.staged {
		add(0, p.home, true)
		return out
	}
	add(0, true, false)
	add(anyRegionAfter, false, false)
	add(fallbackAfter, false, true)
	return out
}

// fields returns the fields of a ticket that decide whom it goes to.
func (p *plan) fields(a *asked) sla.Fields {
	c := p.scene
	f := sla.Fields{
		fieldIssue: c.spec.IssueTypes[a.issue].ID, fieldRegion: c.spec.Regions[a.region].ID,
		fieldChannel: c.spec.Channels[a.channel].ID, fieldEnglish: no,
	}
	if a.english {
		f[fieldEnglish] = yes
	}
	if p.plain {
		f[fieldTongue] = c.languages[a.language]
	} else {
		f[fieldLanguage] = c.languages[a.language]
	}
	return f
}

// fitting returns the agents who fit a ticket.
func (p *plan) fitting(a *asked, home, fallback bool) (list []int) {
	for i, w := range p.scene.workers {
		if home && w.region != a.region || !p.skilled && !w.skills[a.issue] {
			continue
		}
		if w.speaks[a.language] || fallback && a.english && p.scene.english != none && w.speaks[p.scene.english] {
			list = append(list, i)
		}
	}
	return list
}

// class returns the place of a class.
func (p *plan) class(workers []int, units int, near bool) int {
	key := fmt.Sprint(workers, units, near)
	if at, ok := p.byCrew[key]; ok {
		return at
	}
	at := len(p.classes)
	p.byCrew[key] = at
	p.classes = append(p.classes, class{workers, units, near})
	for _, w := range workers {
		p.reaches[w] = append(p.reaches[w], at)
	}
	return at
}
