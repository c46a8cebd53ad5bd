package routing

// OverflowSpec declares a staged way out: who else may take a ticket as its promise wears on.
//
// At first the agents of the ticket's queue may take it. Each stage that is reached lets more of them do so; the nearest stage
// that has somebody for it now gets it. When nobody who is let so far can ever take it, the next stage is reached at once.
type OverflowSpec struct {
	Name   string      `json:"name" yaml:"name"`
	Stages []StageSpec `json:"stages" yaml:"stages"`
}

// StageSpec is one stage of a way out.
type StageSpec struct {
	// At is when it is reached: 25% of the promise, 10m after the arrival in the hours of the queue, 10m wall around the clock,
	// unstaffed when nobody who may take the ticket so far is at work, forecast when the promise would be broken before the
	// queue comes to the ticket; or several of them, joined by the word or, whichever is first.
	At string `json:"at" yaml:"at"`
	// Relax lets preferred skills fall away.
	Relax bool `json:"relax,omitempty" yaml:"relax,omitempty"`
	// Teams may take it.
	Teams []string `json:"teams,omitempty" yaml:"teams,omitempty"`
	// Region lets the teams of a region take it; any is every region.
	Region string `json:"region,omitempty" yaml:"region,omitempty"`
	// Queue lets another queue take it; the ticket moves there when somebody does. One that the ticket has left is passed over.
	Queue string `json:"queue,omitempty" yaml:"queue,omitempty"`
	// Languages let agents take it who work in one of these instead of the ticket's.
	Languages []string `json:"languages,omitempty" yaml:"languages,omitempty"`
}

// FollowTheSun names the way out that is always there: the agents of the queue until 25 % of the promise, or while some of them are
// at work, then every region, and from 60 % those who work in a fallback language of the strategy.
const FollowTheSun = "follow the sun"

// AnyRegion is the region of a stage that lets every team take a ticket.
const AnyRegion = "any"

// followTheSun returns that way out.
func followTheSun(fallback []string) OverflowSpec {
	o := OverflowSpec{Name: FollowTheSun, Stages: []StageSpec{{At: "25% or unstaffed", Region: AnyRegion}}}
	if len(fallback) > 0 {
		o.Stages = append(o.Stages, StageSpec{At: "60%", Languages: fallback})
	}
	return o
}
