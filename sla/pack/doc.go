// Package pack reads the written form of a desk.
package pack
