package routing

import "time"

// GapText tells a gap.
func GapText(g Gap, zone *time.Location, asked int) string { return g.text(zone, asked) }
