package sim

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrTooLong says that a row of a history runs on for more than a mebibyte. It is mostly a quote that is never closed.
var ErrTooLong = errors.New("row is longer than 1 MiB")

// longestRow bounds a row in bytes, and with it what a history may make the reader hold.
const longestRow = 1 << 20

// table reads a CSV text row by row.
type table struct {
	file   string
	csv    *csv.Reader
	bound  *bound
	header []string
	cells  []string
	rows   int
}

// openTable reads the heading of r, which may be compressed with gzip and may begin with a byte order mark.
func openTable(file string, r io.Reader, separator rune) (*table, error) {
	plain, err := expand(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, cut(err))
	}
	t := &table{file: file, bound: &bound{r: plain}}
	t.csv = csv.NewReader(t.bound)
	t.csv.Comma = separator
	t.csv.FieldsPerRecord = -1
	return t, t.readHeading()
}

func (t *table) readHeading() error {
	t.bound.left = longestRow
	header, err := t.csv.Read()
	if err == io.EOF {
		return fmt.Errorf("%s:1: is empty; write a line of column headings first", t.file)
	}
	if err != nil {
		return fmt.Errorf("%s:1: %w", t.file, bare(err))
	}
	t.header, t.csv.ReuseRecord = header, true
	return nil
}

// cut says what a gzip stream without its end means.
func cut(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the compressed text breaks off; fetch or write the whole file again: %w", err)
	}
	return err
}

// expand returns the plain text of r without a byte order mark. Its first bytes tell whether it is compressed.
func expand(r io.Reader) (io.Reader, error) {
	head, plain, err := peek(r)
	if err == nil && strings.HasPrefix(head, "\x1f\x8b") {
		unpacked, err := gzip.NewReader(plain)
		if err != nil {
			return nil, err
		}
		head, plain, err = peek(unpacked)
		if err != nil {
			return nil, err
		}
	}
	switch {
	case err != nil:
		return nil, err
	case strings.HasPrefix(head, "\xff\xfe"), strings.HasPrefix(head, "\xfe\xff"):
		return nil, errors.New("is written in UTF-16; save it in UTF-8")
	case head == "\xef\xbb\xbf":
		_, err = plain.Discard(len(head))
	}
	return plain, err
}

// peek returns up to three bytes with which r begins, and a reader that still begins with them.
func peek(r io.Reader) (string, *bufio.Reader, error) {
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(3)
	if err == io.EOF {
		err = nil
	}
	return string(head), b, err
}

// next reads one row into cells, and reports whether there was one. The error is a Fault for a row that cannot be used,
// after which reading goes on, and any other where it cannot. A row of the wrong length leaves its cells, one with a broken
// quote none.
func (t *table) next() (bool, error) {
	t.bound.left = longestRow
	cells, err := t.csv.Read()
	if err == io.EOF {
		return false, nil
	}
	var parse *csv.ParseError
	if err != nil && !errors.As(err, &parse) {
		return false, fmt.Errorf("%s: after row %d: %w", t.file, t.rows, cut(err))
	}
	t.rows++
	if err != nil {
		t.cells = nil
		return true, Fault{t.file, parse.StartLine, "", quoteAdvice(parse)}
	}
	t.cells = cells
	return true, t.checkLength()
}

// checkLength returns a fault when the row has more or fewer cells than the heading.
func (t *table) checkLength() error {
	if len(t.cells) == len(t.header) {
		return nil
	}
	return t.fault("", "has %d cells where the heading has %d; write one cell a column, empty ones too", len(t.cells), len(t.header))
}

// fault returns a fault of the row just read; column may be empty.
func (t *table) fault(column, format string, args ...any) Fault {
	return Fault{t.file, t.line(0), column, fmt.Sprintf(format, args...)}
}

// cellFault returns a fault of the cell i of the row just read.
func (t *table) cellFault(i int, format string, args ...any) Fault {
	return Fault{t.file, t.line(i), t.header[i], fmt.Sprintf(format, args...)}
}

// line returns the line on which cell i of the row just read begins.
func (t *table) line(i int) int {
	line, _ := t.csv.FieldPos(i)
	return line
}

func quoteAdvice(e *csv.ParseError) string {
	if errors.Is(e.Err, csv.ErrBareQuote) {
		return `holds a quote within a plain cell; quote the whole cell and write "" for a quote`
	}
	return `has a quoted cell that does not end well; write "" for a quote within and end the cell with one quote`
}

// bare returns the reason of a CSV error without its own position.
func bare(err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return errors.New(quoteAdvice(parse))
	}
	return err
}

// bound lets through so many bytes a row.
type bound struct {
	r    io.Reader
	left int
}

func (b *bound) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, ErrTooLong
	}
	n, err := b.r.Read(p[:min(len(p), 4096)])
	b.left -= n
	return n, err
}
