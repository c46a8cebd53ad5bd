package sla

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Point is a place on the way of a cycle at which a threshold fires: a share of the target, or a length before or after
// it, counted in business time unless Wall.
type Point struct {
	// Share is the share in millionths of the target; 750000 is 75 %. It is 0 for a length.
	Share int64
	// Offset is before the target when negative and after it when positive.
	Offset Duration
	// Wall counts Offset around the clock from the due instant.
	Wall bool
}

const pointForms = "write a share such as 75%, or a length such as 30m before, 30m after, 30m before wall, 30m after wall"

// ParsePoint reads 75%, 30m before, 30m after, 30m before wall or 30m after wall.
func ParsePoint(s string) (Point, error) {
	words := strings.Fields(s)
	if len(words) == 1 && strings.HasSuffix(words[0], "%") {
		return parseShare(s, strings.TrimSuffix(words[0], "%"))
	}
	if len(words) < 2 || len(words) > 3 || len(words) == 3 && words[2] != "wall" {
		return Point{}, fmt.Errorf("%q is not a threshold: %s", s, pointForms)
	}
	d, err := time.ParseDuration(words[0])
	if err != nil {
		return Point{}, fmt.Errorf("%q is not a threshold: %s", s, pointForms)
	}
	if d <= 0 {
		return Point{}, fmt.Errorf("%q is no length; write more than zero, or 100%% for the due instant itself", words[0])
	}
	p := Point{Offset: Duration(d), Wall: len(words) == 3}
	switch words[1] {
	case "before":
		p.Offset = -p.Offset
	case "after":
	default:
		return Point{}, fmt.Errorf("%q is not a threshold: %s", s, pointForms)
	}
	return p, nil
}

func parseShare(s, number string) (Point, error) {
	x, err := strconv.ParseFloat(number, 64)
	share := math.Round(x * 10_000)
	if err != nil || !(share >= 1) || share > 10_000_000 {
		return Point{}, fmt.Errorf("%q is not a share above 0%% and up to 1000%%: %s", s, pointForms)
	}
	return Point{Share: int64(share)}, nil
}

// String returns the point as ParsePoint reads it.
func (p Point) String() string {
	if p.Share != 0 {
		return strconv.FormatFloat(float64(p.Share)/10_000, 'f', -1, 64) + "%"
	}
	s := p.Offset.String() + " after"
	if p.Offset < 0 {
		s = (-p.Offset).String() + " before"
	}
	if p.Wall {
		s += " wall"
	}
	return s
}

// MarshalText writes what String returns.
func (p Point) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePoint reads.
func (p *Point) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePoint(string(text))
	return err
}

// elapsed returns the place of the point on the elapsed axis of a target of the given length, for a point that is not in
// wall time. A point before the start lies at the start.
func (p Point) elapsed(target Duration) Duration {
	if p.Share == 0 {
		return Duration(max(0, Instant(target).after(p.Offset)))
	}
	whole, rest := target/1_000_000, target%1_000_000
	return whole*Duration(p.Share) + rest*Duration(p.Share)/1_000_000
}

// early says whether the point lies before the due instant.
func (p Point) early() bool { return p.Share != 0 && p.Share < 1_000_000 || p.Offset < 0 }
