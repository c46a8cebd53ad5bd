package calendar

// Spec is the written form of a calendar: plain data that reads the same in Go, JSON and YAML. It says either hours of
// its own, in a zone, or a composition of other calendars (Union, Intersect or Subtract), never both. Compile turns it
// into a Calendar.
//
// Days are written mon, tue, wed, thu, fri, sat and sun; a key of days is a day, a range or a list: "mon", "mon-fri",
// "mon,wed", "mon-thu,sat". A range may run over the end of the week: "sat-mon". Dates are written 2026-12-24, a range
// of dates 2026-12-24..2026-12-31 with both ends in it. Windows are written 09:00-12:00, several with a space between
// them; seconds may follow: 09:00:30. A close may be 24:00, and a close at or before its open lies on the next date.
// The single word "closed" stands for no windows.
type Spec struct {
	// Name is for people: explanations show it. CompileAll names a calendar by its key when Name is empty.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// Zone is the IANA name of the zone whose wall clock the hours follow, such as Europe/Berlin. A composition has no
	// zone of its own.
	Zone string `json:"zone,omitempty" yaml:"zone,omitempty"`
	// Closed says that the week has no hours. An empty week without it is an error.
	Closed bool `json:"closed,omitempty" yaml:"closed,omitempty"`
	// Hours holds the weekly windows by days. Days that no key names are closed.
	Hours map[string]string `json:"hours,omitempty" yaml:"hours,omitempty"`
	// Breaks holds by days, or by dates, the windows that are cut out of whatever is open. A break ends on its own date.
	Breaks map[string]string `json:"breaks,omitempty" yaml:"breaks,omitempty"`
	// Shifts holds by dates the windows that stand in for the weekly ones that start there. Holidays still win.
	Shifts map[string]string `json:"shifts,omitempty" yaml:"shifts,omitempty"`
	// Special lists dates with hours of their own, which win over weekly windows, shifts and holidays.
	Special []Special `json:"special,omitempty" yaml:"special,omitempty"`
	// Holidays lists what closes whole dates.
	Holidays []HolidayList `json:"holidays,omitempty" yaml:"holidays,omitempty"`
	// Union names calendars; the result is open when one of them is.
	Union []string `json:"union,omitempty" yaml:"union,omitempty"`
	// Intersect names two calendars or more; the result is open when all of them are.
	Intersect []string `json:"intersect,omitempty" yaml:"intersect,omitempty"`
	// Subtract names two calendars or more; the result is open when the first is and none of the others.
	Subtract []string `json:"subtract,omitempty" yaml:"subtract,omitempty"`
	// Calendars defines calendars for the compositions of this document only. Its names win over those outside.
	Calendars map[string]Spec `json:"calendars,omitempty" yaml:"calendars,omitempty"`
	// Versions lists what holds from later instants on, in ascending order. What stands above holds until the first.
	Versions []Version `json:"versions,omitempty" yaml:"versions,omitempty"`
	// Horizon is how many years ahead an answer is looked for, 1 to 200. Zero means 50.
	Horizon int `json:"horizon,omitempty" yaml:"horizon,omitempty"`
}

// Version is what a calendar becomes at an instant. It is written whole: nothing but the zone goes on from before. It has
// neither versions nor a horizon of its own.
type Version struct {
	// From is when the version begins to hold: an instant such as 2026-07-01T00:00:00+02:00, or a date, which means the
	// first instant of that date in the zone of the version.
	From string `json:"from" yaml:"from"`
	Spec `yaml:",inline"`
}

// Special is a date, or a range of dates, with hours of its own.
type Special struct {
	// Name is for people, such as Christmas Eve. It may be empty.
	Name string `json:"name,omitempty" yaml:"name,omitempty"`
	// Date is a date or a range of dates.
	Date string `json:"date" yaml:"date"`
	// Hours holds the windows of each of these dates, or the word closed. A closed date keeps the end of a window that
	// began the evening before; a holiday would cut that too.
	Hours string `json:"hours" yaml:"hours"`
}

// HolidayList is a country's list of holidays with the changes that a desk makes to it, or holidays of the desk's own.
type HolidayList struct {
	// Country is the code of a list, such as us, gb or de-be. It may be empty when Add is not.
	Country string `json:"country,omitempty" yaml:"country,omitempty"`
	// Days says which date closes when a holiday falls on a day off and a substitute is given for it: observed, actual or
	// both. Empty means observed.
	Days string `json:"days,omitempty" yaml:"days,omitempty"`
	// Remove names holidays of the list that the desk works on, as the list writes them.
	Remove []string `json:"remove,omitempty" yaml:"remove,omitempty"`
	// Rename gives holidays of the list other names, from the list's name to the desk's.
	Rename map[string]string `json:"rename,omitempty" yaml:"rename,omitempty"`
	// Add holds names by dates: a date, a range of dates, or month and day such as 12-24 for every year.
	Add map[string]string `json:"add,omitempty" yaml:"add,omitempty"`
}
