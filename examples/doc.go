// Package examples holds what a newcomer reads first and what a contributor must keep.
//
// An Example is a runnable piece of Go whose printed output is checked. Every Go block of the README stands in one.
//
// A rule is a promise of the house about its own text: what may import what, what must be explained, what deciding code
// may not call. Each rule is a function that reads a tree of files and returns the faults that it finds; it is run on the
// repository and on small wrong trees that it must refuse.
//
//	repository ─┐
//	            ├─▶ tree ─▶ rule ─▶ faults, each at its place
//	wrong tree ─┘
//
// The package exports nothing and no other package imports it. It does not check behaviour: that is the work of the tests
// beside the code.
package examples
