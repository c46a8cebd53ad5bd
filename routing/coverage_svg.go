package routing

import (
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

// The measures of the drawing, in pixels.
const (
	cellWide, cellHigh = 34, 24
	panelLeft          = 64
	panelTop           = 70 // from the top of a panel to its first cell
	panelHigh          = panelTop + 7*cellHigh + 24
	drawingTop         = 92
	drawingWide        = panelLeft + 24*cellWide + 24
)

// WriteSVG draws the week of each need: for each hour the fewest agents who were on in it over all the weeks, with a mark
// where that was fewer than asked for. The drawing is one SVG document that needs nothing else.
func (c Coverage) WriteSVG(w io.Writer) error {
	d := drawing{Wide: drawingWide, High: drawingTop + len(c.Needs)*panelHigh, Title: fmt.Sprintf("Coverage from %v until %v", c.From, c.Until)}
	d.Sum = fmt.Sprintf("%v uncovered and %v with nobody, summed over %s", c.Uncovered, c.Nobody, many(len(c.Needs), "need"))
	for i, n := range c.Needs {
		d.Panels = append(d.Panels, panelOf(n, drawingTop+i*panelHigh))
	}
	return heatmap.Execute(w, d)
}

// drawing is what the template draws.
type drawing struct {
	Wide, High int
	Title, Sum string
	Panels     []panel
}

// panel is the week of one need.
type panel struct {
	Top         int
	Title, Sums string
	Hours, Days []label
	Cells       []cell
}

// label is a word beside the cells.
type label struct {
	X, Y int
	Text string
}

// cell is an hour of the week.
type cell struct {
	X, Y, MidX, MidY int
	// Sort is none, short, bare or spare: not promised, too few, just enough, more than that.
	Sort, Text, Hint string
}

// panelOf lays out the week of a need.
func panelOf(n NeedCoverage, top int) panel {
	p := panel{Top: top, Title: n.Need.Name + ": " + n.Need.String(), Sums: n.sums()}
	for hour := range 24 {
		p.Hours = append(p.Hours, label{panelLeft + hour*cellWide + cellWide/2, top + panelTop - 7, fmt.Sprintf("%02d", hour)})
	}
	for day, name := range days {
		p.Days = append(p.Days, label{panelLeft - 10, top + panelTop + day*cellHigh + cellHigh/2, name})
		for hour := range 24 {
			p.Cells = append(p.Cells, n.cell(day, hour, top))
		}
	}
	return p
}

// sums tells in a line what a need comes to.
func (n NeedCoverage) sums() string {
	text := fmt.Sprintf("promised %v, uncovered %v in %s, hours of %s", n.Promised, n.Uncovered, many(len(n.Gaps), "gap"), n.Zone)
	var causes []string
	for _, s := range n.ByCause() {
		causes = append(causes, fmt.Sprintf("%v by %s", s.Time, s.Kinds))
	}
	if len(causes) > 0 {
		text += "; " + strings.Join(causes, ", ")
	}
	return text
}

// cell lays out an hour of the week.
func (n NeedCoverage) cell(day, hour, top int) cell {
	c := cell{X: panelLeft + hour*cellWide, Y: top + panelTop + day*cellHigh, Sort: "none"}
	c.MidX, c.MidY = c.X+cellWide/2, c.Y+cellHigh/2
	i := slices.IndexFunc(n.Week, func(w WeekHour) bool { return w.Day == days[day] && w.Hour == hour })
	if i < 0 {
		c.Hint = fmt.Sprintf("%s %02d:00, not promised", days[day], hour)
		return c
	}
	w := n.Week[i]
	c.Hint, c.Text, c.Sort = w.String(), fmt.Sprint(w.Least), "spare"
	switch {
	case w.Uncovered > 0:
		c.Text, c.Sort = c.Text+"!", "short"
	case w.Least == n.Need.Agents:
		c.Sort = "bare"
	}
	return c
}

// heatmap is the drawing. Colour never stands alone: each cell has its number, and a mark where too few are on.
var heatmap = template.Must(template.New("coverage").Parse(`<svg xmlns="http://www.w3.org/2000/svg" width="{{.Wide}}" height="{{.High}}" viewBox="0 0 {{.Wide}} {{.High}}" role="img" aria-labelledby="title sum" font-family="sans-serif" font-size="12">
<title id="title">{{.Title}}</title>
<desc id="sum">{{.Sum}}</desc>
<style>
text { fill: #1b1b1b } .middle { text-anchor: middle; dominant-baseline: central } .end { text-anchor: end; dominant-baseline: central }
rect { stroke: #ffffff } .none { fill: #ececec } .short { fill: #8c1d18 } .bare { fill: #f6d98b } .spare { fill: #bfe3c6 }
text.short { fill: #ffffff; font-weight: bold } text.bare, text.spare, text.none { fill: #1b1b1b }
</style>
<rect width="{{.Wide}}" height="{{.High}}" fill="#ffffff"/>
<text x="16" y="28" font-size="18">{{.Title}}</text>
<text x="16" y="48">{{.Sum}}</text>
<text x="16" y="72">A cell tells the fewest agents on in that hour of the week. With ! they were fewer than asked for at some time. An empty cell is not promised.</text>
{{range .Panels}}<g>
<text x="16" y="{{.Top}}" dy="22" font-size="15">{{.Title}}</text>
<text x="16" y="{{.Top}}" dy="40">{{.Sums}}</text>
{{range .Hours}}<text class="middle" x="{{.X}}" y="{{.Y}}">{{.Text}}</text>
{{end}}{{range .Days}}<text class="end" x="{{.X}}" y="{{.Y}}">{{.Text}}</text>
{{end}}{{range .Cells}}<g><title>{{.Hint}}</title><rect class="{{.Sort}}" x="{{.X}}" y="{{.Y}}" width="34" height="24"/>{{if .Text}}<text class="{{.Sort}} middle" x="{{.MidX}}" y="{{.MidY}}">{{.Text}}</text>{{end}}</g>
{{end}}</g>
{{end}}</svg>
`))
