package escalation

import (
	"fmt"
	"strings"

	"github.com/bellhop-sla/bellhop/sla"
)

// Point is where a level stands: a point of a clock, or at its due instant. The zero Point is not written at all.
type Point struct{ sla.Point }

// wholeShare is the share of a target that ends at its due instant, in millionths.
const wholeShare = 1_000_000

// Due is the point at which a clock falls due.
var Due = Point{sla.Point{Share: wholeShare}}

// ParsePoint reads 75%, due, 30m before, 1h after, or a length with wall at its end, such as 30m before wall.
func ParsePoint(s string) (Point, error) {
	if strings.TrimSpace(s) == "due" {
		return Due, nil
	}
	p, err := sla.ParsePoint(s)
	if err != nil {
		return Point{}, fmt.Errorf("%w; the due instant itself is written due", err)
	}
	return Point{p}, nil
}

// IsZero says whether the point was not written.
func (p Point) IsZero() bool { return p == Point{} }

// String returns the point as ParsePoint reads it, or "" for none.
func (p Point) String() string {
	switch {
	case p.IsZero():
		return ""
	case p == Due:
		return "due"
	}
	return p.Point.String()
}

// MarshalText writes what String returns.
func (p Point) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePoint reads, or no text for no point.
func (p *Point) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*p = Point{}
		return nil
	}
	*p, err = ParsePoint(string(text))
	return err
}

// placed compares where two points of one clock stand, whatever its target: less than zero, zero or more. It is false when
// that depends on the target, as with 75% and 30m before.
func (p Point) placed(q Point) (order int, known bool) {
	if a, b := p.side(), q.side(); a != b {
		return a - b, true
	}
	switch {
	case p.Share != 0 && q.Share != 0:
		return sign(p.Share - q.Share), true
	case p.Share != 0 || q.Share != 0:
		return 0, false
	case p.Wall == q.Wall:
		return sign(int64(p.Offset - q.Offset)), true
	}
	return p.farther(q)
}

// before says whether p surely stands before q on a clock of a given target.
func (p Point) before(q Point, target sla.Duration) bool {
	order, known := p.placed(q)
	if known || p.Wall || q.Wall {
		return known && order < 0
	}
	return p.length(target) < q.length(target)
}

// length returns how much of a target has passed at a point that is not in wall time.
func (p Point) length(target sla.Duration) sla.Duration {
	if p.Share == 0 {
		return target + p.Offset
	}
	return target/wholeShare*sla.Duration(p.Share) + target%wholeShare*sla.Duration(p.Share)/wholeShare
}

// farther compares a length of business time with one of wall time on the same side of the due instant. Business time is never
// shorter around the clock, so that an equal length of it stands at the same place or farther away.
func (p Point) farther(q Point) (order int, known bool) {
	if p.Wall {
		order, known = q.farther(p)
		return -order, known
	}
	side := sign(int64(p.Offset))
	return side, max(p.Offset, -p.Offset) >= max(q.Offset, -q.Offset)
}

// side is less than zero for what lies before the due instant, zero for that itself, and more for what lies after it.
func (p Point) side() int {
	if p.Share != 0 {
		return sign(p.Share - wholeShare)
	}
	return sign(int64(p.Offset))
}

func sign(x int64) int {
	switch {
	case x < 0:
		return -1
	case x > 0:
		return 1
	}
	return 0
}
