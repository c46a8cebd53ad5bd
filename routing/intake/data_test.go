package intake

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// published returns what a published file of labelled messages holds, and skips the test where the folder with them is absent.
func published(t testing.TB, name string) []byte {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		require.NotEqual(t, filepath.Dir(dir), dir, "no go.mod above the test")
		dir = filepath.Dir(dir)
	}
	folder := filepath.Join(dir, "..", "shared", "data")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the published messages are not here: no folder ../shared/data beside the repository")
	}
	data, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	return data
}

func banking(t testing.TB, name string) (samples []Sample) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(published(t, "banking77/"+name))).ReadAll()
	require.NoError(t, err)
	for _, row := range rows[1:] {
		samples = append(samples, Sample{row[0], row[1]})
	}
	return samples
}

func clinc(t testing.TB, parts ...string) (samples []Sample) {
	t.Helper()
	var all map[string][][2]string
	require.NoError(t, json.Unmarshal(published(t, "clinc150-train.json"), &all))
	for _, p := range parts {
		require.NotEmpty(t, all[p], p)
		for _, row := range all[p] {
			samples = append(samples, Sample{row[0], row[1]})
		}
	}
	return samples
}

// once is a model that several tests and benchmarks share.
type once struct {
	sync.Once
	model *Model
	took  time.Duration
}

var bankingModel, clincModel once

func (o *once) of(t testing.TB, samples []Sample) *Model {
	t.Helper()
	if raceDetector {
		t.Skip("training on ten thousand messages: run without the race detector")
	}
	o.Do(func() {
		start := time.Now()
		m, err := Train(samples, Training{})
		require.NoError(t, err)
		o.model, o.took = m, time.Since(start)
	})
	return o.model
}

// Banking77: 77 intents, 10,003 questions to learn from and 3,080 to be tried on. The threshold was found without the latter.
func TestBanking77(t *testing.T) {
	m := bankingModel.of(t, banking(t, "train.csv"))
	e := m.Evaluate(banking(t, "test.csv"))
	require.GreaterOrEqual(t, e.Right, 0.90)
	require.GreaterOrEqual(t, e.Coverage, 0.88)
	require.GreaterOrEqual(t, e.Precise, 0.95)
	require.Nil(t, e.OutOfScope)
	tell(t, m, e, bankingModel.took)
}

// CLINC150: 150 intents, 15,000 questions to learn from and 3,000 to be tried on, and a hundred each that belong to no intent.
func TestClinc150(t *testing.T) {
	m := clincModel.of(t, clinc(t, "train", "oos_train"))
	e := m.Evaluate(clinc(t, "val", "oos_val"))
	require.GreaterOrEqual(t, e.Right, 0.90)
	require.GreaterOrEqual(t, e.Coverage, 0.88)
	require.GreaterOrEqual(t, e.Precise, 0.95)
	require.GreaterOrEqual(t, e.OutOfScope.Recalled, 0.45)
	require.LessOrEqual(t, e.OutOfScope.Lost, 0.02)
	tell(t, m, e, clincModel.took)
}

// tell logs the figures and checks the size of the file and the time that the training took.
func tell(t *testing.T, m *Model, e Evaluation, took time.Duration) {
	t.Helper()
	file, err := m.MarshalBinary()
	require.NoError(t, err)
	require.Less(t, len(file), 2_000_000)
	t.Logf("trained in %s, %d features, %d weights, a file of %d bytes, held out %+v\n%s",
		took.Round(time.Millisecond), len(m.hashes), len(m.weights), len(file), m.figures, e)
}

// What a label with few samples is worth, which is why a model asks for a number of them before it decides.
func TestFewSamples(t *testing.T) {
	all, test := banking(t, "train.csv"), banking(t, "test.csv")
	if raceDetector {
		t.Skip("training on thousands of messages: run without the race detector")
	}
	for most, right := range map[int]float64{10: 0.70, 30: 0.80} {
		seen := map[string]int{}
		var few []Sample
		for _, s := range all {
			if seen[s.Label]++; seen[s.Label] <= most {
				few = append(few, s)
			}
		}
		m, err := Train(few, Training{})
		require.NoError(t, err)
		e := m.Evaluate(test)
		require.GreaterOrEqual(t, e.Right, right)
		t.Logf("%d samples a label: %s right, %s decided, %s of them right", most, percent(e.Right), percent(e.Coverage), percent(e.Precise))
	}
}
