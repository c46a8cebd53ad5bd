package calendar

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Stamp says what an answer was made from, to be stored beside it. Stamps compare with ==: when the stamp of a calendar is
// not the one stored, the answer may be another today.
type Stamp struct {
	// Calendar is the fingerprint of the hours.
	Calendar string `json:"calendar"`
	// Zones is a digest of the clock changes of the calendar's zones from 1970 to 2100, as the process knows them. It says
	// exactly whether the rules that matter are the same, whatever their version is called.
	Zones string `json:"zones"`
	// TZData is the version of the system's zone database, such as 2025b, or empty where none is told. It is for people:
	// Go does not say which database it has read, and may have read another.
	TZData string `json:"tzdata,omitempty"`
}

// Stamp returns what the answers of c are made from. Its first call looks up thousands of offsets and some holidays.
func (c Calendar) Stamp() Stamp {
	zones := map[string]string{}
	seen := map[Calendar]bool{}
	var visit func(Calendar)
	visit = func(c Calendar) {
		if c.c == nil || seen[c] {
			return
		}
		seen[c] = true
		if p := c.c.plan; p.doc != nil {
			zones[p.table.zone.String()] = p.doc.clock()
		} else if p.table != nil {
			zones[p.table.zone.String()] = clockChanges(p.table.zone)
		}
		for _, part := range c.c.plan.parts {
			visit(part)
		}
	}
	visit(c)
	var lines []string
	for _, name := range sortedKeys(zones) {
		lines = append(lines, name, zones[name])
	}
	return Stamp{Calendar: c.Fingerprint(), Zones: digest(strings.Join(lines, "\n")), TZData: tzdataVersion(zoneFolders())}
}

// clockChanges writes the offsets of a zone in the years of fingerprints and since when each holds.
func clockChanges(zone *time.Location) string {
	var text strings.Builder
	for _, s := range newWall(zone, yearStart(fingerprintFrom), yearStart(fingerprintTo+1)) {
		text.WriteString(strconv.FormatInt(s.from, 10) + "=" + strconv.FormatInt(s.offset, 10) + " ")
	}
	return text.String()
}

// zoneFolders lists where a system keeps its zone database, in the order in which package time looks.
func zoneFolders() []string {
	folders := []string{"/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/usr/lib/locale/TZ", "/etc/zoneinfo"}
	if own := os.Getenv("ZONEINFO"); own != "" {
		return slices.Insert(folders, 0, own)
	}
	return folders
}

// tzdataVersion returns the version that the first zone database of the folders tells of itself, or "" when it tells none.
func tzdataVersion(folders []string) string {
	for _, folder := range folders {
		if _, err := os.Stat(folder); err != nil {
			continue
		}
		if data, err := os.ReadFile(filepath.Join(folder, "+VERSION")); err == nil {
			return strings.TrimSpace(string(data))
		}
		return versionLine(filepath.Join(folder, "tzdata.zi"))
	}
	return ""
}

// versionLine returns the version in the first line of a compact zone database, "# version 2025b".
func versionLine(path string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	line, _ := bufio.NewReader(f).ReadString('\n')
	if err := f.Close(); err != nil {
		return ""
	}
	version, ok := strings.CutPrefix(line, "# version ")
	if !ok {
		return ""
	}
	return strings.TrimSpace(version)
}
