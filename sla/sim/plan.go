package sim

import "slices"

// The shares of the target after which a ticket goes on to the next stage: from the home team to any region, and from
// there to those who do not speak the language; and after which a chat sets other work aside.
const (
	anyRegionAfter = 0.25
	fallbackAfter  = 0.60
	nearAfter      = 0.50
)

// plan is a strategy made ready for a scene.
type plan struct {
	strategy
	scene   *scene
	scarce  []float64 // by worker: how sought the skills and languages are
	classes []class
	paths   []path
	byKind  []int // the place of the path by kind of ticket, or none
	byPool  map[string][]int
	reaches [][]int // by worker: the classes of tickets that fit
}

// class are the tickets that wait for the same agents and take the same room.
type class struct {
	workers []int
	units   int
	near    bool // may set other work aside
}

// path is what a kind of ticket goes through while it waits.
type path struct {
	stages []stage
	near   bool // whether the ticket sets other work aside when its promise is near
}

// stage are the agents who may take a ticket after a share of its target.
type stage struct {
	after   float64
	workers []int
	class   [2]int // and the one once the promise is near
}

func (c *scene) plan(s strategy) *plan {
	p := &plan{strategy: s, scene: c, reaches: make([][]int, len(c.workers)), byPool: map[string][]int{}}
	kinds := len(c.regions) * len(c.issues) * len(c.channels) * len(c.languages) * 2
	p.byKind = slices.Repeat([]int{none}, kinds)
	p.scarcity()
	return p
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

// path returns the path of a ticket.
func (p *plan) path(a *asked) *path {
	k := p.kind(a)
	if p.byKind[k] == none {
		p.byKind[k] = len(p.paths)
		p.paths = append(p.paths, p.newPath(a))
	}
	return &p.paths[p.byKind[k]]
}

func (p *plan) newPath(a *asked) path {
	ch := &p.scene.channels[a.channel]
	out := path{near: p.interrupts && ch.interrupt}
	add := func(after float64, home, fallback bool) {
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
	at := slices.IndexFunc(p.classes, func(c class) bool {
		return c.units == units && c.near == near && slices.Equal(c.workers, workers)
	})
	if at != none {
		return at
	}
	at = len(p.classes)
	p.classes = append(p.classes, class{workers, units, near})
	for _, w := range workers {
		p.reaches[w] = append(p.reaches[w], at)
	}
	return at
}

// scarcity finds how sought the skills and languages of each agent are: the work that asks for each, over the units of
// those who have it.
func (p *plan) scarcity() {
	c := p.scene
	p.scarce = make([]float64, len(c.workers))
	for i, t := range c.spec.IssueTypes {
		p.sought(t.Share*t.HandleMinMean, func(w *worker) bool { return w.skills[i] })
	}
	for i := range c.languages {
		asked := 0.0
		for r := range c.regions {
			asked += c.spec.Regions[r].Share * c.regions[r].languages[i]
		}
		p.sought(asked, func(w *worker) bool { return w.speaks[i] })
	}
}

// sought adds what one skill or language adds to the scarcity of those who have it.
func (p *plan) sought(asked float64, has func(*worker) bool) {
	units := 0
	for i := range p.scene.workers {
		if w := &p.scene.workers[i]; has(w) {
			units += w.units
		}
	}
	for i := range p.scene.workers {
		if has(&p.scene.workers[i]) {
			p.scarce[i] += asked / float64(units)
		}
	}
}
