// Package calendar turns a written timetable into an immutable value that counts business time.
//
// An instant is a point in time, the same everywhere. A civil time is what a wall clock in some zone shows; it means the
// first instant at which that clock shows it or later. A window is a stretch of civil time between an open and a close of
// one date; the open belongs to it, the close does not. A run is a stretch of real time that is open all through, made of
// windows that touch. Business time is elapsed time inside runs.
//
// A break cuts civil time out of its own date. A holiday closes its whole date. A shift replaces the weekly windows that
// start on its date, special hours replace those and win over a holiday as well. A version is what the hours become at an
// instant. A composition joins calendars by union, intersection or difference, each in its own zone. A calendar is any of
// these, ready to answer.
//
//	a line, rows ─┐
//	a Spec ───────┼─▶ Compile ─▶ Calendar ─┬─▶ IsOpen, NextOpen, Runs ...   when?
//	JSON, YAML ───┘   Problems             ├─▶ Add, Sub, Between            how long?
//	                                       ├─▶ Explain...                  why?
//	                                       └─▶ Spec, Fingerprint, Stamp    from what?
//
// A faulty document gives Problems: all of its faults, each at its place, and no calendar. A question without an answer
// gives ErrNever; nothing falls back to hours round the clock.
//
// The package reads no clock: every question brings its instant. It fetches no holidays and knows none: those come from a
// HolidaySource, such as the one in package holidays beside this one. It reads no YAML and no iCalendar feed. It stores
// nothing, and it runs no timers.
package calendar
