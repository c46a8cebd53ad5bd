package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/bellhop-sla/bellhop/routing/intake"
)

// samplesFlags are the flags that say where labelled messages stand in a file.
type samplesFlags struct{ text, label, parts string }

func (s *samplesFlags) declare(flags *flag.FlagSet, parts string) {
	flags.StringVar(&s.text, "text", "", "`COLUMN` of a CSV file with the message; text when left out")
	flags.StringVar(&s.label, "label", "", "`COLUMN` with the label; the first of label, category and intent when left out")
	flags.StringVar(&s.parts, "parts", parts, "`LISTS` of a JSON file to read, with commas between")
}

// readSamples reads the labelled messages in a file.
func (c *call) readSamples(name string, s samplesFlags) ([]intake.Sample, error) {
	data, err := c.read(name)
	if err != nil {
		return nil, err
	}
	return intake.ReadSamples(shown(name), data, intake.Columns{
		Text: s.text, Label: s.label, Parts: strings.FieldsFunc(s.parts, func(r rune) bool { return r == ',' || r == ' ' }),
	})
}

// train is the subcommand that makes a model of labelled messages.
type train struct {
	samples  samplesFlags
	out      string
	training intake.Training
	json     bool
}

func trainCommand() command {
	return command{
		name:    "train",
		summary: "make a model that classifies messages",
		usage:   "[-o MODEL] [flags] FILE",
		example: "bellhop train -o questions.model questions.csv",
		more: `FILE is CSV with a line of names, or a JSON object of lists of pairs of text and label. A label is type/intent,
or one word for both; oos labels what belongs to none. The same messages make the same model, byte for byte.
The figures are those of messages that were held out: the confidence that the model asks of itself is the
lowest at which the decided ones were right as often as -target says.
`,
		flags: func(flags *flag.FlagSet) task {
			t := &train{}
			flags.StringVar(&t.out, "o", "", "`FILE` to write the model to; only the figures when left out")
			t.samples.declare(flags, "train,oos_train")
			flags.IntVar(&t.training.Least, "least", 30, "`N` samples that a label needs before the model decides for it")
			flags.Float64Var(&t.training.Target, "target", 0.95, "`SHARE` of the decided messages that are to be right")
			flags.Float64Var(&t.training.Loss, "loss", 0.01, "`SHARE` of right answers that may be given up to tell what is out of scope")
			flags.BoolVar(&t.json, "json", false, "print JSON")
			return t.run
		},
	}
}

// trained is what the subcommand prints as JSON.
type trained struct {
	Labels  int            `json:"labels"`
	Bytes   int            `json:"bytes"`
	Figures intake.Figures `json:"held_out"`
}

func (t *train) run(c *call, operands []string) error {
	switch {
	case len(operands) != 1:
		return misuse("takes one file of labelled messages, not %d operands", len(operands))
	case t.training.Least < 1:
		return misuse("-least: must be more than zero, not %d", t.training.Least)
	case !(t.training.Target > 0 && t.training.Target <= 1):
		return misuse("-target: %v is not above 0 and at most 1", t.training.Target)
	case !(t.training.Loss > 0 && t.training.Loss < 1):
		return misuse("-loss: %v is not above 0 and below 1", t.training.Loss)
	}
	samples, err := c.readSamples(operands[0], t.samples)
	if err != nil {
		return err
	}
	model, err := intake.Train(samples, t.training)
	if err != nil {
		return fmt.Errorf("%s: %w", shown(operands[0]), err)
	}
	data, err := model.MarshalBinary()
	if err != nil {
		return err
	}
	if t.out != "" {
		if err := os.WriteFile(t.out, data, 0o666); err != nil {
			return unwritable(t.out, err)
		}
	}
	if t.json {
		return c.printJSON(trained{len(model.Labels()), len(data), model.Figures()})
	}
	return c.print(fmt.Sprintf("%s%s, %s\n", model.Figures(), many(len(model.Labels()), "label"), many(len(data), "byte")))
}
