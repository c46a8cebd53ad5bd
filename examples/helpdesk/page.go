package main

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/bellhop-sla/bellhop/sla"
)

//go:embed static templates
var files embed.FS

// pages are the templates of the pages by name, each with the frame around it.
var pages = readPages("tickets", "ticket", "queue", "coverage", "notices", "health", "message")

func readPages(names ...string) map[string]*template.Template {
	frame := template.Must(template.New("").Funcs(template.FuncMap{"words": words, "short": short, "path": url.PathEscape, "prose": prose}).
		ParseFS(files, "templates/frame.html", "templates/parts.html"))
	all := map[string]*template.Template{}
	for _, name := range names {
		all[name] = template.Must(template.Must(frame.Clone()).ParseFS(files, "templates/"+name+".html"))
	}
	return all
}

// page is what every template is given.
type page struct {
	Title, Path string
	You         string // who acts: an agent
	Agents      []string
	Now         time.Time // in the zone of the pack
	Speed       float64
	Forms       bool // there is text to type, so that the page does not load itself anew
	Dead        int
	CRMUp       bool
	Data        any
}

// Key is a new event key: a form that is sent twice is one event.
func (p *page) Key() string { return "page-" + rand.Text() }

// part is what a template of parts.html is given.
type part struct {
	Page   *page
	Clock  *clockView
	Ticket *ticketView
	Head   uint64
}

// Of gives a clock or a ticket to a part.
func (p *page) Of(v any) part {
	switch v := v.(type) {
	case clockView:
		return part{Page: p, Clock: &v}
	case ticketView:
		return part{Page: p, Ticket: &v}
	case *account:
		return part{Page: p, Ticket: &v.ticketView}
	}
	return part{Page: p}
}

// With gives the head of a ticket to the hidden fields of a form.
func (p *page) With(head uint64) part { return part{Page: p, Head: head} }

// Mark makes a mark of a word and a tone.
func (p *page) Mark(word, tone string) mark { return mark{word, tone} }

// Back names the page to which a form leads back, if it is not the ticket's.
func (p *page) Back() string { return strings.TrimPrefix(p.Path, "/") }

// Pick returns the names of the fields that a new ticket chooses from.
func (p *page) Pick(fields map[string][]string) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if len(fields[name]) > 0 && name != "status" {
			names = append(names, name)
		}
	}
	return names
}

// Read says whether a field of a new ticket is read from the text when nobody chooses.
func (p *page) Read(field string) bool {
	return field == "type" || field == "priority" || field == "language"
}

// Seconds returns a length in whole seconds.
func (p *page) Seconds(d sla.Duration) int64 { return int64(time.Duration(d).Seconds()) }

// Moment is When for a time.
func (p *page) Moment(t time.Time) string { return p.When(sla.At(t)) }

// When writes an instant: the time of day, with the day unless it is today.
func (p *page) When(at sla.Instant) string { return when(at, p.Now) }

// when writes an instant as it is read at a time, in the zone of that time.
func when(at sla.Instant, now time.Time) string {
	if at == 0 {
		return "never"
	}
	t := at.Time().In(now.Location())
	switch {
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan 15:04")
	}
	return t.Format("Mon 2 Jan 2006 15:04")
}

// Until returns the whole seconds from now to an instant, none for none.
func (p *page) Until(at sla.Instant) int64 {
	if at == 0 {
		return 1 << 31
	}
	return int64(at.Sub(sla.At(p.Now)).Seconds())
}

// short writes a length in hours and minutes, with seconds when there are no hours.
func short(d sla.Duration) string {
	t := time.Duration(d).Abs().Truncate(time.Second)
	h, m, s := int(t.Hours()), int(t.Minutes())%60, int(t.Seconds())%60
	switch {
	case h > 0:
		return fmt.Sprintf("%dh %02dm", h, m)
	case m > 0:
		return fmt.Sprintf("%dm %02ds", m, s)
	}
	return fmt.Sprintf("%ds", s)
}

// routes are the addresses of the help desk. A form of another site's page is refused.
func (h *host) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.FileServerFS(files))
	mux.HandleFunc("GET /{$}", h.ticketsPage)
	mux.HandleFunc("POST /tickets", h.openTicket)
	mux.HandleFunc("GET /tickets/{id}", h.ticketPage)
	mux.HandleFunc("POST /tickets/{id}/{act}", h.actOnTicket)
	mux.HandleFunc("POST /examples", h.openExamples)
	mux.HandleFunc("GET /queue", h.queuePage)
	mux.HandleFunc("GET /coverage", h.coveragePage)
	mux.HandleFunc("GET /coverage.svg", h.coverageSVG)
	mux.HandleFunc("GET /notices", h.noticesPage)
	mux.HandleFunc("GET /health", h.healthPage)
	mux.HandleFunc("GET /healthz", h.healthz)
	mux.HandleFunc("GET /changes", h.stream)
	mux.HandleFunc("POST /events", h.postEvents)
	mux.HandleFunc("POST /you", h.setYou)
	mux.HandleFunc("POST /clock", h.skipClock)
	mux.HandleFunc("POST /crm", h.crm.receive)
	mux.HandleFunc("POST /crm/switch", h.switchCRM)
	mux.HandleFunc("/", h.notFound)
	return guarded(http.NewCrossOriginProtection().Handler(mux))
}

// guarded sets what a browser may do with our pages: nothing of another site, no script and no style but our two files.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "+
			"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// show writes a page.
func (h *host) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Path, p.You, p.Now, p.Speed = r.URL.Path, h.you(r), h.clock.Now().In(h.zone), h.settings.speed
	p.Agents, p.CRMUp = h.agents(), h.crm.up.Load()
	if stats, err := h.store.Stats(r.Context(), sla.At(p.Now)); err == nil {
		p.Dead = stats.Dead
	}
	var b bytes.Buffer
	if err := pages[name].ExecuteTemplate(&b, "frame", &p); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w) // a reader that has gone needs no page
}

// notice is a page that says one thing.
type notice struct {
	Text, Back string
	Typed      string // what was typed into a form that was refused, so that it is not lost
}

// say shows a page that says one thing.
func (h *host) say(w http.ResponseWriter, r *http.Request, status int, title string, n notice) {
	h.show(w, r, status, "message", page{Title: title, Forms: true, Data: n})
}

// fail shows that something went wrong inside.
func (h *host) fail(w http.ResponseWriter, r *http.Request, err error) {
	h.say(w, r, http.StatusInternalServerError, "Something went wrong", notice{Text: err.Error(), Back: "/"})
}

func (h *host) notFound(w http.ResponseWriter, r *http.Request) {
	h.say(w, r, http.StatusNotFound, "Not found", notice{Text: "There is no page " + r.URL.Path + ".", Back: "/"})
}

// agents are the ids of the agents of the pack.
func (h *host) agents() (ids []string) {
	for _, a := range h.pack.File.Agents {
		ids = append(ids, a.ID)
	}
	return ids
}

// you returns who acts in this browser: the agent whom a cookie names, or the first one. This is a trial desk without
// passwords; a real one takes the person from its own session.
func (h *host) you(r *http.Request) string {
	agents := h.agents()
	if cookie, err := r.Cookie("you"); err == nil && slices.Contains(agents, cookie.Value) {
		return cookie.Value
	}
	return append(agents, "agent")[0]
}
