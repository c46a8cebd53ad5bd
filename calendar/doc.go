// Package calendar turns a written timetable into an immutable value that counts business time.
package calendar
