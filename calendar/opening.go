package calendar

import "time"

// IsOpen says whether the calendar is open at t. The opening instant is open, the closing instant is closed.
func (c Calendar) IsOpen(t time.Time) bool {
	if c.c == nil {
		return true
	}
	s, at, ok := c.c.around(t)
	return ok && s.isOpen(at)
}

// NextOpen returns t if the calendar is open at t, and else the first instant after t at which it is. The error is a
// *NeverError if there is none.
func (c Calendar) NextOpen(t time.Time) (time.Time, error) {
	if c.c == nil {
		return t.Round(0), nil
	}
	return c.search(t, (*span).nextOpen, (*compiled).later)
}

// NextClose returns the first instant after t at which the calendar closes: the end of the run that holds t, or else of the
// next run. The error is a *NeverError if there is none.
func (c Calendar) NextClose(t time.Time) (time.Time, error) {
	return c.search(t, (*span).nextClose, (*compiled).later)
}

// PrevOpen returns the last instant, t or before, at which the calendar opened: the start of the run that holds t, or else
// of the run before. If t is open, the run from PrevOpen to NextClose holds it. The error is a *NeverError if there is none.
func (c Calendar) PrevOpen(t time.Time) (time.Time, error) {
	return c.search(t, (*span).prevOpen, (*compiled).earlier)
}

// PrevClose returns the latest instant, t or before, before which the calendar was open up to that instant: t if it was open
// just before t, and else the close of the run before. The error is a *NeverError if there is none.
func (c Calendar) PrevClose(t time.Time) (time.Time, error) {
	if c.c == nil {
		return t.Round(0), nil
	}
	return c.search(t, (*span).prevClose, (*compiled).earlier)
}

// search looks for an answer in the years compiled so far, and in more as long as there is none.
func (c Calendar) search(t time.Time, look func(*span, int64) (int64, bool), extend func(*compiled, *span, int64) (*span, bool)) (time.Time, error) {
	if c.c == nil || c.c.never {
		return time.Time{}, c.noAnswer(t)
	}
	s, at, ok := c.c.around(t)
	for ok {
		if answer, found := look(s, at); found {
			return c.inHorizon(t, at, answer)
		}
		s, ok = extend(c.c, s, at)
	}
	return time.Time{}, c.noAnswer(t)
}

// inHorizon returns an answer to a question at t, unless it lies beyond the horizon.
func (c Calendar) inHorizon(t time.Time, at, answer int64) (time.Time, error) {
	if horizon := horizonNanos(c.c.plan.horizon); answer-at > horizon || at-answer > horizon {
		return time.Time{}, c.noAnswer(t)
	}
	return instantIn(answer, t), nil
}

func (s *span) nextOpen(at int64) (int64, bool) {
	i := s.opening(at)
	if at < s.close(i) {
		return at, true
	}
	return s.marks[i+1].at, i < s.last()
}

// nextClose fails if the run goes on until the end of the span, where nobody knows yet whether it closes.
func (s *span) nextClose(at int64) (int64, bool) {
	i := s.opening(at)
	if at >= s.close(i) {
		i++
	}
	if i > s.last() {
		return 0, false
	}
	return s.close(i), s.close(i) < s.to
}

// prevOpen fails if the run began with the span, where nobody knows yet whether it opened before.
func (s *span) prevOpen(at int64) (int64, bool) {
	i := s.opening(at)
	return s.marks[i].at, i > 0 && s.marks[i].at > s.from
}

func (s *span) prevClose(at int64) (int64, bool) {
	i := s.opening(at)
	if at == s.marks[i].at {
		i--
	}
	if i <= 0 {
		return 0, false
	}
	return min(at, s.close(i)), true
}
