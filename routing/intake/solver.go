package intake

// solver finds one separating plane a class: the widest margin, a message on the wrong side costing the square of how far it
// is. It works on the dual problem (Hsieh and others, A Dual Coordinate Descent Method for Large-scale Linear SVM, 2008): every
// message has a share in every plane, and a step sets one share to its best value while all others stand still. All planes
// are walked together, message by message, so that the weights of a feature lie side by side.
type solver struct {
	classes int
	rows    [][]term
	labels  []int      // by row: its class; none for a row of no class
	weights []float32  // by feature, then by class
	bias    []float32  // by class: the weight of a feature that every message has once
	shares  []float32  // by row, then by class; never below zero
	live    [][]uint16 // by row: the classes in which its share may still change
	lengths []float32  // by row: its length squared, the bias included
	scores  []float32  // of one row, by place in live
	moves   []float32  // of one row, by place in live
	order   []int32    // of the rows in a pass
	chance  uint64
}

// none is the class of a message that belongs to none.
const none = -1

// The course of the solver: how much a message on the wrong side costs, the rounds, the passes in each, and the violation of
// the conditions of the best planes that is small enough to stop. A round looks at every share again.
const (
	cost   = 1.0
	rounds = 2
	passes = 6
	enough = 0.1
)

func newSolver(features, classes int, rows [][]term, labels []int) *solver {
	s := &solver{
		classes: classes, rows: rows, labels: labels,
		weights: make([]float32, features*classes), bias: make([]float32, classes), shares: make([]float32, len(rows)*classes),
		live: make([][]uint16, len(rows)), lengths: make([]float32, len(rows)),
		scores: make([]float32, classes), moves: make([]float32, classes), order: make([]int32, len(rows)),
	}
	for i, row := range rows {
		s.lengths[i] = 1
		for _, t := range row {
			s.lengths[i] += t.value * t.value
		}
		s.live[i] = make([]uint16, 0, classes)
		s.order[i] = int32(i)
	}
	return s
}

// solve runs the rounds.
func (s *solver) solve() {
	for range rounds {
		s.wake()
		for pass := range passes {
			s.shuffle()
			if worst := s.pass(); worst < enough && pass == 0 {
				return
			}
		}
	}
}

// wake makes every share live.
func (s *solver) wake() {
	for i := range s.live {
		s.live[i] = s.live[i][:0]
		for k := range s.classes {
			s.live[i] = append(s.live[i], uint16(k))
		}
	}
}

// shuffle puts the rows into another order, each time the same for the same rows.
func (s *solver) shuffle() {
	for i := len(s.order) - 1; i > 0; i-- {
		j := int(s.draw() % uint64(i+1))
		s.order[i], s.order[j] = s.order[j], s.order[i]
	}
}

// draw returns the next number of a sequence that begins the same in every solver (splitmix64).
func (s *solver) draw() uint64 {
	s.chance += 0x9e3779b97f4a7c15
	z := s.chance
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// pass mends the live shares of every row and returns the worst violation that it met.
func (s *solver) pass() (worst float32) {
	for _, i := range s.order {
		if len(s.live[i]) == 0 {
			continue
		}
		s.measure(int(i))
		worst = max(worst, s.mend(int(i)))
		s.move(int(i))
	}
	return worst
}

// measure sets the scores of a row in its live classes.
func (s *solver) measure(i int) {
	live := s.live[i]
	scores := s.scores[:len(live)]
	if len(live) == s.classes {
		copy(scores, s.bias)
		for _, t := range s.rows[i] {
			add(scores, s.of(t), t.value)
		}
		return
	}
	for j, k := range live {
		scores[j] = s.bias[k]
	}
	for _, t := range s.rows[i] {
		weights := s.of(t)
		for j, k := range live {
			scores[j] += t.value * weights[k]
		}
	}
}

// mend sets the live shares of a row to their best values, notes how the planes move by it, and puts those shares to sleep that
// are zero and would fall further.
func (s *solver) mend(i int) (worst float32) {
	const soft = 0.5 / cost
	shares, kept := s.shares[i*s.classes:][:s.classes], s.live[i][:0]
	for j, k := range s.live[i] {
		side := float32(-1)
		if int(k) == s.labels[i] {
			side = 1
		}
		slope := side*s.scores[j] - 1 + soft*shares[k]
		if shares[k] == 0 && slope >= 0 {
			continue
		}
		worst = max(worst, slope, -slope)
		share := max(shares[k]-slope/(s.lengths[i]+soft), 0)
		s.moves[len(kept)] = side * (share - shares[k])
		shares[k] = share
		kept = append(kept, k)
	}
	s.live[i] = kept
	return worst
}

// move moves the planes of a row's live classes.
func (s *solver) move(i int) {
	live := s.live[i]
	moves := s.moves[:len(live)]
	if len(live) == s.classes {
		add(s.bias, moves, 1)
		for _, t := range s.rows[i] {
			add(s.of(t), moves, t.value)
		}
		return
	}
	for j, k := range live {
		s.bias[k] += moves[j]
	}
	for _, t := range s.rows[i] {
		weights := s.of(t)
		for j, k := range live {
			weights[k] += moves[j] * t.value
		}
	}
}

// of returns the weights of a term's feature, by class.
func (s *solver) of(t term) []float32 { return s.weights[int(t.feature)*s.classes:][:s.classes] }

// add adds a multiple of one list to another of the same length.
func add(to, from []float32, by float32) {
	from = from[:len(to)]
	for i := range to {
		to[i] += by * from[i]
	}
}
