package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the outputs of the scripts anew")

// A script teaches the command. In each of its files under testdata/scripts a line that begins with $ is a command line;
// below it stand what it prints on standard output, behind >, and on standard error, behind 2>, and its exit code where
// that is not 0. Any other line is for the reader. Digests and
// the version of the zone database, which another machine may have otherwise, are left out. A file whose name ends in .model
// or .svg is the script's own and stands in a new folder.
func TestScripts(t *testing.T) {
	t.Chdir("testdata")
	files, err := filepath.Glob("scripts/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			got := play(t, string(text))
			if *update {
				require.NoError(t, os.WriteFile(name, []byte(got), 0o666))
				return
			}
			require.Equal(t, string(text), got)
		})
	}
}

// play returns a script with the outputs that its command lines have.
func play(t *testing.T, script string) string {
	own := t.TempDir()
	var b strings.Builder
	for line := range strings.Lines(script) {
		switch {
		case strings.HasPrefix(line, "$ "):
			b.WriteString(line + perform(t, own, strings.TrimSpace(line[2:])))
		case strings.HasPrefix(line, ">"), strings.HasPrefix(line, "2>"), strings.HasPrefix(line, "exit "):
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// perform runs one command line and returns its output as a script has it.
func perform(t *testing.T, own, line string) string {
	words := placed(own, wordsOf(line))
	require.Equal(t, "bellhop", words[0])
	stdin := ""
	if n := len(words); n > 2 && words[n-2] == "<" {
		data, err := os.ReadFile(words[n-1])
		require.NoError(t, err)
		stdin, words = string(data), words[:n-2]
	}
	var stdout, stderr bytes.Buffer
	code := run(words[1:], strings.NewReader(stdin), &stdout, &stderr, noon)
	text := behind("> ", stdout.String()) + behind("2> ", stderr.String())
	text = strings.ReplaceAll(text, own+string(filepath.Separator), "")
	if code != exitDone {
		text += fmt.Sprintf("exit %d\n", code)
	}
	return text
}

// placed puts the files whose names end in .model or .svg into a folder.
func placed(own string, words []string) []string {
	for i, w := range words {
		if strings.HasSuffix(w, ".model") || strings.HasSuffix(w, ".svg") {
			words[i] = filepath.Join(own, w)
		}
	}
	return words
}

// noon is what the clock of the scripts shows: Monday 2026-03-09 12:00 in Berlin, and a bit.
func noon() time.Time { return time.Date(2026, 3, 9, 11, 0, 0, 123456789, time.UTC) }

var (
	word   = regexp.MustCompile(`"([^"]*)"|'([^']*)'|(\S+)`)
	digest = regexp.MustCompile(`([ "(])[0-9a-f]{12,64}\b`)
	tzdata = regexp.MustCompile(`,\s*"tzdata": "[^"]*"`)
)

// wordsOf splits a command line as a shell does, as far as the scripts need it.
func wordsOf(line string) (words []string) {
	for _, m := range word.FindAllStringSubmatch(line, -1) {
		words = append(words, m[1]+m[2]+m[3])
	}
	return words
}

// behind puts a mark before each line.
func behind(mark, text string) string {
	text = digest.ReplaceAllString(text, "$1<digest>")
	text = tzdata.ReplaceAllString(text, "")
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimRight(mark+line, " \n") + "\n")
	}
	return b.String()
}
